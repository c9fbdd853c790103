//! The program's flags; each can be given by an environment variable instead.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use passage_connect::{
    config::Config,
    integrator_name,
    store::{Location, OpenError},
    webhooks::retries::Retries,
};

/// The Connect service of the example app: links, sessions, simulated providers and the hosted frame.
#[derive(Parser)]
#[command(name = "passage-connect", version)]
pub struct Flags {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, env = "CONNECT_LISTEN", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,

    /// What to do instead of serving.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// A SQLite file, or `postgres://user:password@host/database` for any number of replicas, or `:memory:` for what is gone
    /// with the process.
    #[arg(
        long,
        global = true,
        env = "CONNECT_DATABASE",
        default_value = "connect.sqlite",
        hide_env_values = true
    )]
    pub database: String,

    /// With Postgres: a file with the key that encrypts the arguments of links, the same for all replicas. It is made if it is
    /// not there. SQLite has its own beside the database.
    #[arg(long, global = true, env = "CONNECT_KEY_FILE")]
    pub key_file: Option<PathBuf>,

    /// With Postgres: after how many milliseconds without a sign of life the other replicas take up a replica's work.
    #[arg(long, env = "CONNECT_TAKEOVER_MS", default_value_t = 10_000, value_parser = clap::value_parser!(i64).range(100..=600_000))]
    pub takeover_ms: i64,

    /// Where browsers reach the service; without it, the address it listens on.
    #[arg(long, env = "CONNECT_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// An API key that is let in beside those of `keys add`; may be given several times, each is an integrator of its own.
    #[arg(
        long = "api-key",
        env = "CONNECT_API_KEY",
        hide_env_values = true,
        value_delimiter = ','
    )]
    pub api_keys: Vec<String>,

    /// Who asks, as the frame shows it to people: the integrator of the first --api-key; given again, that of the second.
    #[arg(long = "integrator-name", env = "CONNECT_INTEGRATOR_NAME", value_parser = integrator_name::name)]
    pub integrator_names: Vec<String>,

    /// How long each step of the simulated automation takes, in milliseconds.
    #[arg(long, env = "CONNECT_STEP_MS", default_value_t = 700, value_parser = clap::value_parser!(i64).range(0..=600_000))]
    pub step_ms: i64,

    /// Who may embed the frame, as in the policy `frame-ancestors`; may be given several times.
    #[arg(long = "frame-ancestors", env = "CONNECT_FRAME_ANCESTORS", default_value = "*", value_delimiter = ' ', value_parser = source)]
    pub frame_ancestors: Vec<String>,

    /// Let webhooks go to addresses of this machine and its network; without it they are refused.
    #[arg(long, env = "CONNECT_PRIVATE_WEBHOOKS")]
    pub private_webhooks: bool,

    /// How long a webhook that was not taken is tried: 3 times within seconds, or 9 times within 24 hours.
    #[arg(long, env = "CONNECT_WEBHOOK_RETRIES", value_enum, default_value_t = Retries::Short)]
    pub webhook_retries: Retries,

    /// Sign webhooks with a new key from this start on; those of earlier runs are still served.
    #[arg(long)]
    pub rotate_webhook_key: bool,

    /// Address and port on which GET /metrics answers Prometheus; without it, nothing is counted. Not for everybody's eyes.
    #[arg(long, env = "CONNECT_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,

    /// For a developer's machine: --sandbox and --private-webhooks, a test key in a file beside the database unless a key is given,
    /// and a guide on stdout. `npx @getpassage/connect` without arguments sets it.
    #[arg(long, env = "CONNECT_DEV")]
    pub dev: bool,

    /// Offer /sandbox: a page that shows and ends links, advances the clock and makes things go wrong. For developers only.
    #[arg(long, env = "CONNECT_SANDBOX")]
    pub sandbox: bool,

    /// Make ids, claim codes and keys follow from this number, so that a run can be repeated. For tests only.
    #[arg(long, env = "CONNECT_SEED", requires = "sandbox")]
    pub seed: Option<u64>,

    /// The header in which a proxy says whose request it is, such as x-forwarded-for; its last address counts. Only where
    /// all requests come through that proxy: anybody else could write what they like.
    #[arg(long, env = "CONNECT_CLIENT_ADDRESS_HEADER", value_parser = header_name)]
    pub client_address_header: Option<String>,

    /// How many unknown claim codes one address (IPv6: one /64) may try in a minute before it gets 429; 0 is no limit. A
    /// right code is never refused.
    #[arg(long, env = "CONNECT_WRONG_CODES_PER_MINUTE", default_value_t = 60)]
    pub wrong_codes_per_minute: u32,

    /// How long to go on after SIGTERM while /health/ready says 503, so that a load balancer sends requests elsewhere.
    #[arg(long, env = "CONNECT_DRAIN_SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=600))]
    pub drain_seconds: u64,

    /// How lines are logged: as text with key=value pairs, or each a JSON object.
    #[arg(long, env = "CONNECT_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,

    /// What is logged to stderr: a level, or `target=level` pairs separated by commas.
    #[arg(long, env = "CONNECT_LOG", default_value = "info")]
    pub log: String,
}

/// See [`Flags::command`].
#[derive(Subcommand)]
pub enum Command {
    /// Make, list and revoke API keys, also while the service runs.
    #[command(subcommand)]
    Keys(Keys),
}

/// What to do with API keys.
#[derive(Subcommand)]
pub enum Keys {
    /// Make a key and print it; only its hash is kept.
    Add {
        /// Whose, as `keys list` shows it; without it, a new integrator's.
        #[arg(long)]
        integrator: Option<String>,
        /// Who asks, as the frame shows it to people.
        #[arg(long, value_parser = integrator_name::name)]
        name: Option<String>,
        /// A picture beside the name: a PNG, JPEG or WebP file of at most 64 KiB.
        #[arg(long)]
        logo: Option<PathBuf>,
        /// For real accounts: simulated providers refuse it.
        #[arg(long)]
        live: bool,
    },
    /// Print all integrators and their keys.
    List,
    /// Let a key in no more, from this moment.
    Revoke {
        /// `key_…`
        id: String,
    },
}

/// See `--log-format`.
#[derive(Clone, Copy, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

impl Flags {
    /// Where the database is.
    pub fn location(&self) -> Result<Location, OpenError> {
        Location::parse(&self.database, self.key_file.as_deref())
    }

    /// What the library needs, now that the address is known.
    pub fn into_config(self, address: SocketAddr) -> Result<Config, OpenError> {
        let database = self.location()?;
        let public_url = self
            .public_url
            .unwrap_or_else(|| format!("http://{address}"));
        Ok(Config {
            database,
            takeover_ms: self.takeover_ms,
            public_url: public_url.trim_end_matches('/').to_owned(),
            api_keys: self.api_keys,
            integrator_names: self.integrator_names,
            step_ms: self.step_ms,
            frame_ancestors: self.frame_ancestors,
            private_webhooks: self.private_webhooks,
            webhook_retries: self.webhook_retries,
            metrics: self.metrics_listen.is_some(),
            sandbox: self.sandbox,
            seed: self.seed,
            wrong_codes_per_minute: self.wrong_codes_per_minute,
            client_address_header: self.client_address_header,
        })
    }
}

/// A source goes into a header between others; it must not be able to end the list.
fn source(text: &str) -> Result<String, &'static str> {
    let fits = !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b';' | b','));
    fits.then(|| text.to_owned())
        .ok_or("must be a source such as https://app.example.com, 'self', 'none' or *")
}

fn header_name(text: &str) -> Result<String, &'static str> {
    axum::http::HeaderName::try_from(text)
        .map(|name| name.as_str().to_owned())
        .map_err(|_| "must be the name of a header")
}
