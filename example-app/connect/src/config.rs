//! How the service is started.

use crate::store::Location;

/// All that can be chosen; the program's flags fill it.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the database is.
    pub database: Location,
    /// The address under which browsers reach the service, without a slash at its end.
    pub public_url: String,
    /// The API keys that are let in.
    pub api_keys: Vec<String>,
    /// How long each step of the simulated automation takes, in milliseconds.
    pub step_ms: i64,
    /// Who may embed the frame, as sources of the policy `frame-ancestors`.
    pub frame_ancestors: Vec<String>,
    /// Whether webhooks may go to addresses of this machine and its network.
    pub private_webhooks: bool,
    /// Whether `/sandbox` is there.
    pub sandbox: bool,
    /// Makes ids, codes and keys repeatable.
    pub seed: Option<u64>,
    /// How many unknown claim codes one address may try in a minute; 0 is no limit.
    pub wrong_codes_per_minute: u32,
}
