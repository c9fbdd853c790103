//! Worlds for a session: how the service answers its requests, and what else happens.

use proptest::prelude::*;

/// How the service answers one request.
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    pub after_ms: u64,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A 200: the claim is good, the link is active. A status has this `ETag`, if any.
    Active { etag: Option<u8>, waited: bool },
    /// A 304, where the request had an `ETag`; else as `Active`.
    Same { waited: bool },
    /// A 200 about another session.
    Foreign,
    /// 503, 429 or the like.
    Fails { retry_after_ms: Option<u64> },
    /// No connection.
    Lost,
    /// Nothing, ever.
    Never,
}

/// Another event.
#[derive(Clone, Copy, Debug)]
pub enum Happens {
    Online(bool),
    Visible(bool),
    Resumed,
    Hint,
    Pong,
}

/// A world for a session.
#[derive(Clone, Debug)]
pub struct World {
    pub seed: u64,
    /// Used in turn, and from the start again when all were used.
    pub claims: Vec<Reply>,
    pub polls: Vec<Reply>,
    /// With the time since the one before, in milliseconds.
    pub script: Vec<(u64, Happens)>,
    /// The link's life from its claim on, as the service knows it, in milliseconds.
    pub expires_after_ms: Option<u64>,
    pub frame_ready: bool,
}

/// No events, and a service that ignores `Prefer`.
pub fn plain(seed: u64) -> World {
    let active = Reply {
        after_ms: 50,
        kind: Kind::Active {
            etag: None,
            waited: false,
        },
    };
    World {
        seed,
        claims: vec![active],
        polls: vec![active],
        script: Vec::new(),
        expires_after_ms: None,
        frame_ready: true,
    }
}

/// Any answer of a service that works.
pub fn good() -> impl Strategy<Value = Kind> {
    prop_oneof![
        (prop::option::of(0_u8..3), any::<bool>())
            .prop_map(|(etag, waited)| Kind::Active { etag, waited }),
        any::<bool>().prop_map(|waited| Kind::Same { waited }),
    ]
}

/// Any answer that is tried again.
pub fn bad() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Lost),
        Just(Kind::Never),
        prop::option::of(0_u64..100_000).prop_map(|retry_after_ms| Kind::Fails { retry_after_ms }),
    ]
}

/// Answers at once, soon, or after having been held.
pub fn latency() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        0_u64..100,
        0_u64..2_000,
        0_u64..12_000,
        20_000_u64..30_000
    ]
}

/// Answers before their request is given up.
pub fn in_time(kind: impl Strategy<Value = Kind>) -> impl Strategy<Value = Vec<Reply>> {
    let reply = (0_u64..9_000, kind).prop_map(|(after_ms, kind)| Reply { after_ms, kind });
    prop::collection::vec(reply, 1..8)
}

pub fn replies(kind: impl Strategy<Value = Kind>) -> impl Strategy<Value = Vec<Reply>> {
    let reply = (latency(), kind).prop_map(|(after_ms, kind)| Reply { after_ms, kind });
    prop::collection::vec(reply, 1..8)
}

/// The connection and the tab come and go, the frame speaks.
pub fn script() -> impl Strategy<Value = Vec<(u64, Happens)>> {
    let happens = prop_oneof![
        any::<bool>().prop_map(Happens::Online),
        any::<bool>().prop_map(Happens::Visible),
        Just(Happens::Resumed),
        Just(Happens::Hint),
        Just(Happens::Pong),
    ];
    let gap_ms = prop_oneof![0_u64..50, 0_u64..2_000, 0_u64..30_000];
    prop::collection::vec((gap_ms, happens), 0..60)
}

/// Everything may happen.
pub fn any_world() -> impl Strategy<Value = World> {
    let kind = || prop_oneof![3 => good(), 2 => bad(), 1 => Just(Kind::Foreign)];
    let expires = prop::option::of(0_u64..300_000);
    (
        any::<u64>(),
        replies(kind()),
        replies(kind()),
        script(),
        expires,
        any::<bool>(),
    )
        .prop_map(
            |(seed, claims, polls, script, expires_after_ms, frame_ready)| World {
                seed,
                claims,
                polls,
                script,
                expires_after_ms,
                frame_ready,
            },
        )
}
