//! How the service is started.

use crate::{store::Location, webhooks::retries::Retries};

/// All that can be chosen; the program's flags fill it.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the database is.
    pub database: Location,
    /// The address under which browsers reach the service, without a slash at its end.
    pub public_url: String,
    /// The API keys that are let in.
    pub api_keys: Vec<String>,
    /// Whose they are, in the same order, as people read it.
    pub integrator_names: Vec<String>,
    /// How long each step of the simulated automation takes, in milliseconds.
    pub step_ms: i64,
    /// Who may embed the frame, as sources of the policy `frame-ancestors`.
    pub frame_ancestors: Vec<String>,
    /// Whether webhooks may go to addresses of this machine and its network.
    pub private_webhooks: bool,
    /// How long webhooks are tried.
    pub webhook_retries: Retries,
    /// Whether metrics are counted.
    pub metrics: bool,
    /// Whether `/sandbox` is there.
    pub sandbox: bool,
    /// After how many milliseconds without a sign of life the other replicas take up a replica's work.
    pub takeover_ms: i64,
    /// Makes ids, codes and keys repeatable.
    pub seed: Option<u64>,
    /// How many unknown claim codes one address may try in a minute; 0 is no limit.
    pub wrong_codes_per_minute: u32,
    /// The header in which the proxy before the service says whose request it is; none without a proxy.
    pub client_address_header: Option<String>,
}

/// In memory, for nobody yet: without an API key, a sandbox or private webhooks.
impl Default for Config {
    fn default() -> Self {
        Self {
            database: Location::Memory,
            public_url: "http://127.0.0.1".into(),
            api_keys: Vec::new(),
            integrator_names: Vec::new(),
            step_ms: 0,
            frame_ancestors: vec!["*".into()],
            private_webhooks: false,
            webhook_retries: Retries::Short,
            metrics: false,
            sandbox: false,
            takeover_ms: 10_000,
            seed: None,
            wrong_codes_per_minute: 60,
            client_address_header: None,
        }
    }
}
