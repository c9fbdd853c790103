//! The figures as Markdown.

use std::fmt::Write;

use crate::tally::{Tally, mean, quantile};
use crate::{ARRIVE_WITHIN_S, life};

pub fn markdown(sessions: u64, tallies: &[(&str, Tally)]) -> String {
    let mut out = String::from("# What a service sees of many sessions\n\n");
    let _ = write!(
        out,
        "{sessions} sessions that begin evenly within {ARRIVE_WITHIN_S} s, simulated: the session core is the one that ships, \
             the people, networks and the service are drawn from these distributions (`life.rs`), the same for each row:\n\n"
    );
    for line in life::STATED {
        let _ = writeln!(out, "- {line}");
    }
    out.push_str(
        "\n| asked | requests a session | a second at the service | held at once | delay: mean | p50 | p95 | p99 | page in view: mean | p95 |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for (name, tally) in tallies {
        let _ = writeln!(
            out,
            "| {name} | {:.1} | {:.0} | {} | {} | {} | {} | {} | {} | {} |",
            tally.requests as f64 / tally.sessions as f64,
            tally.steady_rate(ARRIVE_WITHIN_S),
            tally.most_held(),
            seconds(mean(&tally.delays)),
            seconds(quantile(&tally.delays, 0.5).into()),
            seconds(quantile(&tally.delays, 0.95).into()),
            seconds(quantile(&tally.delays, 0.99).into()),
            seconds(mean(&tally.seen_delays)),
            seconds(quantile(&tally.seen_delays, 0.95).into()),
        );
    }
    if let [held, schedule, .., (fixed_name, fixed)] = tallies {
        out.push('\n');
        for (name, ours) in [held, schedule] {
            let requests = ours.requests as f64 / fixed.requests as f64;
            let delay = mean(&ours.delays) / mean(&fixed.delays);
            let _ = writeln!(
                out,
                "- {name}: {requests:.2} times the requests of a page that asks {fixed_name}, {delay:.2} times its mean delay"
            );
        }
    }
    out.push_str(
        "\nRequests count the claim. The delay runs from the service's verdict to the page that has heard it, round trip included; \
         \"page in view\" leaves out the tabs that were hidden or offline at the verdict, which nobody was looking at.\n\n\
         ![Requests a second and delays](scale.svg)\n",
    );
    out
}

fn seconds(ms: f64) -> String {
    format!("{:.2} s", ms / 1_000.0)
}
