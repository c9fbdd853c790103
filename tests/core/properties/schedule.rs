//! The schedule of requests. That there are never two at once, none while offline and none before `Retry-After`
//! is over is checked by the simulation itself, whenever a request leaves.

use crate::{
    simulation::Simulation,
    worlds::{Happens, Kind, Reply, World, any_world, good, in_time, plain, script},
};
use passage_web::session::Ending;
use proptest::prelude::*;

const MINUTE_MS: u64 = 60_000;
/// The default times, as the public contract has them.
const HIDDEN_MS: u64 = 15_000;

fn reply(after_ms: u64, kind: Kind) -> Vec<Reply> {
    vec![Reply { after_ms, kind }]
}

fn expired(it: &Simulation) -> bool {
    matches!(&it.ending, Some((_, Ending::Error(error))) if error.code == "LINK_EXPIRED")
}

proptest! {
    #![proptest_config(crate::cases(1_000))]

    /// The simulation's own checks must hold, whatever happens.
    #[test]
    fn no_request_leaves_when_it_may_not_whatever_happens(world in any_world()) {
        Simulation::new(world).run(10 * MINUTE_MS);
    }

    /// Bound: 1 + 4 a second. A service that holds one request for a second and answers the next three at once gets there.
    #[test]
    fn the_rate_is_bounded_whatever_the_service_answers_and_however_the_page_flaps(world in any_world()) {
        let it = Simulation::new(world).run(5 * MINUTE_MS);
        let (short, long) = (it.most_within(10_000), it.most_within(MINUTE_MS));
        prop_assert!(short <= 50 && long <= 241, "{short} in 10 s, {long} in a minute");
    }

    /// Bound: five requests at the start, which test whether the service holds requests, and then one every 800 ms.
    #[test]
    fn a_service_whose_answers_are_quick_and_always_new_is_asked_on_the_schedule(
        seed in any::<u64>(), latency_ms in 0_u64..200, waited in any::<bool>(),
    ) {
        let new = |n| Reply { after_ms: latency_ms, kind: Kind::Active { etag: Some(n), waited } };
        let polls = (0..200).map(new).collect();
        let it = Simulation::new(World { polls, ..plain(seed) }).run(10 * MINUTE_MS);
        prop_assert!(it.most_within(MINUTE_MS) <= 5 + 75, "{}", it.most_within(MINUTE_MS));
        // From the age of 75 s on the interval is 5 s, up to a fifth shorter.
        let late = it.sent.iter().filter(|sent| sent.at > 2 * MINUTE_MS).count();
        prop_assert!(late <= 8 * 15 + 1, "{late} in the last eight minutes");
        prop_assert!(late >= 8 * 60 / 6, "{late} in the last eight minutes");
    }

    /// Bound: with endless hints, one request every 800 ms if the service does not hold requests, the same as without hints. If it does,
    /// two a second: the held one, given up after a second, and a short one.
    #[test]
    fn a_flood_of_hints_does_not_flood_the_service(
        seed in any::<u64>(), gap_ms in 1_u64..20, latency_ms in 0_u64..900, holds in any::<bool>(),
    ) {
        let kind = Kind::Active { etag: holds.then_some(1), waited: holds };
        let after_ms = if holds { 25_000 } else { latency_ms };
        let script = vec![(gap_ms, Happens::Hint); 3_000];
        let it = Simulation::new(World { polls: reply(after_ms, kind), script, ..plain(seed) }).run(MINUTE_MS);
        prop_assert!(it.most_within(10_000) <= if holds { 22 } else { 14 }, "{}", it.most_within(10_000));
    }

    /// Bound: a page that is shown, resumed or reconnected again and again polls as often as the schedule at its fastest, and claims
    /// once a second.
    #[test]
    fn a_flapping_page_does_not_flood_the_service(
        seed in any::<u64>(), gap_ms in 1_u64..500, what in 0_u8..3,
        latency_ms in prop_oneof![0_u64..900, Just(5_000)], claiming in any::<bool>(),
    ) {
        let flap = |n: u64| match what {
            0 => Happens::Visible(n % 2 == 1),
            1 => Happens::Online(n % 2 == 1),
            _ => Happens::Resumed,
        };
        let script = (0..2_000).map(|n| (gap_ms, flap(n))).collect();
        let polls = reply(latency_ms, Kind::Active { etag: None, waited: false });
        let mut world = World { polls, script, ..plain(seed) };
        if claiming {
            world.claims = reply(latency_ms + gap_ms, Kind::Never);
        }
        let it = Simulation::new(world).run(20_000);
        prop_assert!(it.most_within(10_000) <= if claiming { 11 } else { 14 }, "{}", it.most_within(10_000));
    }

    /// On the schedule, a request is due at the time of expiry: no interval extends beyond it.
    #[test]
    fn the_schedule_never_waits_past_the_expiry(
        seed in any::<u64>(), expires_after_ms in 0_u64..600_000, latency_ms in 0_u64..900,
        hidden_at in prop::option::of(0_u64..300_000),
    ) {
        let world = World {
            polls: reply(latency_ms, Kind::Active { etag: None, waited: false }),
            script: hidden_at.map(|at| (at, Happens::Visible(false))).into_iter().collect(),
            expires_after_ms: Some(expires_after_ms),
            ..plain(seed)
        };
        let it = Simulation::new(world).run(20 * MINUTE_MS);
        prop_assert!(expired(&it), "{:?}", it.ending);
        let expires_at = it.claimed_at.unwrap() + expires_after_ms;
        let asked_at = it.sent.last().unwrap().at;
        // At most one request a second: the one at the expiry may have to keep that distance from the one before.
        prop_assert!(asked_at + latency_ms >= expires_at, "asked {asked_at}, expires {expires_at}");
        prop_assert!(asked_at <= expires_at + 1_000, "asked {asked_at}, expires {expires_at}");
        let (ended_at, _) = it.ending.unwrap();
        prop_assert!(ended_at <= expires_at + 1_000 + latency_ms + 1_000, "heard {ended_at}");
    }

    /// With any service that answers, the session learns of the expiry soon afterwards, even in a hidden tab.
    #[test]
    fn every_service_that_answers_is_asked_after_the_expiry(
        seed in any::<u64>(), polls in in_time(good()), expires_after_ms in 0_u64..300_000, script in script(),
    ) {
        let world = World { polls, script, expires_after_ms: Some(expires_after_ms), ..plain(seed) };
        let it = Simulation::new(world).run(60 * MINUTE_MS);
        prop_assume!(it.online);
        prop_assert!(expired(&it), "{:?} {:?}", it.ending, it.sent.last());
    }

    #[test]
    fn a_hidden_tab_is_quiet(seed in any::<u64>(), latency_ms in 0_u64..900) {
        let polls = reply(latency_ms, Kind::Active { etag: None, waited: false });
        let script = vec![(100, Happens::Visible(false))];
        let it = Simulation::new(World { polls, script, ..plain(seed) }).run(10 * MINUTE_MS);
        let count = it.sent.iter().filter(|sent| sent.at > 20_000).count() as u64;
        let longest = 10 * MINUTE_MS / HIDDEN_MS;
        prop_assert!((longest - 4..=longest * 5 / 4 + 1).contains(&count), "{count}");
    }

    #[test]
    fn a_service_that_holds_requests_is_asked_when_they_come_back(seed in any::<u64>()) {
        let polls = reply(25_000, Kind::Same { waited: true });
        let first = Reply { after_ms: 20, kind: Kind::Active { etag: Some(1), waited: false } };
        let polls = [vec![first], polls.repeat(100)].concat();
        let it = Simulation::new(World { polls, ..plain(seed) }).run(10 * MINUTE_MS);
        prop_assert_eq!(it.most_within(25_000), 3, "the claim and two questions");
        let gaps: Vec<u64> = it.sent.windows(2).skip(2).map(|two| two[1].at - two[0].at).collect();
        prop_assert!(gaps.iter().all(|gap_ms| *gap_ms == 25_000), "{gaps:?}");
    }
}
