//! What an operator can measure. No label holds an id, a code or an address: each has a few fixed values.
//!
//! Each service has a recorder of its own instead of the process's: two in one process do not mix.

use std::{sync::Arc, time::Duration};

use metrics::{Histogram, Key, KeyName, Label, Level, Metadata, Recorder as _, SharedString, Unit};
use metrics_exporter_prometheus::{
    BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};

const METADATA: Metadata<'static> =
    Metadata::new(env!("CARGO_PKG_NAME"), Level::INFO, Some(module_path!()));

/// In seconds.
const BUCKETS: [f64; 12] = [
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// From the end of a link until its integrator has heard of it: seconds to a day.
const LAGS: [f64; 11] = [
    0.01, 0.1, 0.5, 1.0, 5.0, 10.0, 60.0, 600.0, 3_600.0, 21_600.0, 86_400.0,
];

/// How long a person's automation takes.
const WORK: [f64; 9] = [0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0];

const COUNTERS: [(&str, &str); 8] = [
    (REQUESTS, "Requests, by route, method and status."),
    (CREATED, "Links created."),
    (
        ENDED,
        "Ends of links: a failed link may be claimed and end again.",
    ),
    (SESSIONS, "Sessions that reached a stage."),
    (TRIES, "Tries of webhooks."),
    (GIVEN_UP, "Webhooks whose last try failed."),
    (ERRORS, "Failures of the database, by what met them."),
    (
        WOKEN,
        "Changes of another replica that requests waited for here.",
    ),
];

const GAUGES: [(&str, &str); 4] = [
    (BUILD, "1, with the version that runs."),
    (HELD, "Requests that are held until something changes."),
    (WAITING, "Webhooks that are not delivered yet."),
    (OLDEST, "Age of the oldest of them."),
];

const HISTOGRAMS: [(&str, &str); 5] = [
    (
        DURATION,
        "Time to the answer, of requests that were not held.",
    ),
    (WORKED, "Time that the automation worked on a session."),
    (TRY, "Time that a try of a webhook took."),
    (
        LAG,
        "Time from the end of a link until its webhook was taken.",
    ),
    (WRITE_WAIT, "Time that a write waited for those before it."),
];

const REQUESTS: &str = "passage_requests_total";
const DURATION: &str = "passage_request_duration_seconds";
const HELD: &str = "passage_held_requests";
const CREATED: &str = "passage_links_created_total";
const ENDED: &str = "passage_links_ended_total";
const SESSIONS: &str = "passage_sessions_total";
const WORKED: &str = "passage_automation_seconds";
const TRIES: &str = "passage_webhook_tries_total";
const TRY: &str = "passage_webhook_try_seconds";
const LAG: &str = "passage_webhook_lag_seconds";
const GIVEN_UP: &str = "passage_webhooks_given_up_total";
const WAITING: &str = "passage_webhooks_waiting";
const OLDEST: &str = "passage_webhooks_oldest_waiting_seconds";
const ERRORS: &str = "passage_database_errors_total";
const WOKEN: &str = "passage_changes_elsewhere_total";
const WRITE_WAIT: &str = "passage_database_write_wait_seconds";
const BUILD: &str = "passage_build_info";

/// Counts, if it is on; clones count together.
#[derive(Clone)]
pub struct Metrics(Option<Arc<Prometheus>>);

struct Prometheus {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

/// What is read at the moment of a scrape.
pub struct Now {
    /// Held for pages, and for frames.
    pub held: [usize; 2],
    /// How many webhooks wait, and the age of the oldest in milliseconds; `None`: the database failed.
    pub outbox: Option<(i64, i64)>,
}

impl Metrics {
    /// Counts nothing.
    pub fn off() -> Self {
        Self(None)
    }

    /// Counts.
    pub fn on() -> Result<Self, BuildError> {
        let recorder = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)?
            .set_buckets_for_metric(Matcher::Full(LAG.into()), &LAGS)?
            .set_buckets_for_metric(Matcher::Full(WORKED.into()), &WORK)?
            .build_recorder();
        for (name, what) in COUNTERS {
            recorder.describe_counter(KeyName::from(name), None, SharedString::from(what));
        }
        for (name, what) in GAUGES {
            recorder.describe_gauge(KeyName::from(name), None, SharedString::from(what));
        }
        for (name, what) in HISTOGRAMS {
            let unit = Some(Unit::Seconds);
            recorder.describe_histogram(KeyName::from(name), unit, SharedString::from(what));
        }
        let build = key(BUILD, [("version", env!("CARGO_PKG_VERSION"))]);
        recorder.register_gauge(&build, &METADATA).set(1.0);
        let handle = recorder.handle();
        Ok(Self(Some(Arc::new(Prometheus { recorder, handle }))))
    }

    /// A request was answered. `took`: without it, it was held.
    pub fn request(&self, route: &str, method: &'static str, status: u16, took: Option<Duration>) {
        let Some(Prometheus { recorder, .. }) = self.0.as_deref() else {
            return;
        };
        let mut labels = vec![
            Label::new("route", route.to_owned()),
            Label::new("method", method),
        ];
        if let Some(took) = took {
            let key = Key::from_parts(DURATION, labels.clone());
            recorder.register_histogram(&key, &METADATA).record(took);
        }
        labels.push(Label::new("status", status.to_string()));
        let key = Key::from_parts(REQUESTS, labels);
        recorder.register_counter(&key, &METADATA).increment(1);
    }

    /// A link was created.
    pub fn link_created(&self) {
        self.count(CREATED, []);
    }

    /// A link ended, as `complete`, `failed`, `expired` or `canceled`.
    pub fn link_ended(&self, outcome: &'static str) {
        self.count(ENDED, [("outcome", outcome)]);
    }

    /// A session reached a stage.
    pub fn session_reached(&self, stage: &'static str) {
        self.count(SESSIONS, [("stage", stage)]);
    }

    /// The automation came to the end of its work on a session, or to where the person has to act.
    pub fn worked(&self, outcome: &'static str, took: Duration) {
        self.record(WORKED, [("outcome", outcome)], took.as_secs_f64());
    }

    /// A try of a webhook ended as `delivered`, `refused` or `unanswered`. `lag_ms`: since the link ended.
    pub fn webhook_tried(&self, result: &'static str, took_ms: i64, lag_ms: Option<i64>) {
        self.count(TRIES, [("result", result)]);
        self.record(TRY, [("result", result)], seconds(took_ms));
        if let Some(lag_ms) = lag_ms {
            self.record(LAG, [], seconds(lag_ms));
        }
    }

    /// The last try of a webhook failed.
    pub fn webhook_given_up(&self) {
        self.count(GIVEN_UP, []);
    }

    /// The database failed.
    pub fn database_failed(&self, place: &'static str) {
        self.count(ERRORS, [("place", place)]);
    }

    /// Requests waited here for a change that another replica made. `by`: it was `told`, or `found` by looking.
    pub fn changed_elsewhere(&self, by: &'static str) {
        self.count(WOKEN, [("by", by)]);
    }

    /// Records how long each write waited for those before it.
    pub fn write_wait(&self) -> Histogram {
        let on = self.0.as_deref().map(|Prometheus { recorder, .. }| {
            recorder.register_histogram(&Key::from_name(WRITE_WAIT), &METADATA)
        });
        on.unwrap_or_else(Histogram::noop)
    }

    /// In the text format of Prometheus; `None` if it is off.
    pub fn render(&self, now: &Now) -> Option<String> {
        let Prometheus { recorder, handle } = self.0.as_deref()?;
        let gauge = |key: Key, value: f64| recorder.register_gauge(&key, &METADATA).set(value);
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        {
            for (by, held) in ["page", "frame"].into_iter().zip(now.held) {
                let key = Key::from_parts(HELD, vec![Label::new("by", by)]);
                gauge(key, held as f64);
            }
            if let Some((waiting, oldest_ms)) = now.outbox {
                gauge(Key::from_name(WAITING), waiting as f64);
                gauge(Key::from_name(OLDEST), seconds(oldest_ms));
            }
        }
        Some(handle.render())
    }

    /// Folds the samples into their buckets. Without a scrape they would grow, so it is called from time to time.
    pub fn keep_small(&self) {
        if let Some(Prometheus { handle, .. }) = self.0.as_deref() {
            handle.run_upkeep();
        }
    }

    fn count<const N: usize>(&self, name: &'static str, labels: [(&'static str, &'static str); N]) {
        if let Some(Prometheus { recorder, .. }) = self.0.as_deref() {
            let key = key(name, labels);
            recorder.register_counter(&key, &METADATA).increment(1);
        }
    }

    fn record<const N: usize>(
        &self,
        name: &'static str,
        labels: [(&'static str, &'static str); N],
        value: f64,
    ) {
        if let Some(Prometheus { recorder, .. }) = self.0.as_deref() {
            let key = key(name, labels);
            recorder.register_histogram(&key, &METADATA).record(value);
        }
    }
}

fn key<const N: usize>(name: &'static str, labels: [(&'static str, &'static str); N]) -> Key {
    let labels: Vec<Label> = labels
        .into_iter()
        .map(|(name, value)| Label::from_static_parts(name, value))
        .collect();
    Key::from_parts(name, labels)
}

fn seconds(ms: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let ms = ms.max(0) as f64;
    ms / 1_000.0
}
