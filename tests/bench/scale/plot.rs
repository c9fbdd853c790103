//! The plot: bars for the requests, curves for the delays.

use std::fmt::Write;

use crate::ARRIVE_WITHIN_S;
use crate::tally::{Tally, quantile};

const COLOURS: [&str; 4] = ["#2563eb", "#7c3aed", "#94a3b8", "#64748b"];
/// The delays' axis, in milliseconds, by its logarithm.
const AXIS_MS: [f64; 2] = [20.0, 30_000.0];
const WIDTH: f64 = 860.0;
const LEFT: f64 = 260.0;
const RIGHT: f64 = 820.0;

pub fn svg(tallies: &[(&str, Tally)]) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} 500\" font-family=\"system-ui, sans-serif\" font-size=\"13\" role=\"img\">\n\
         <title>Requests a second at the service, and delays until the page knows</title>\n\
         <rect width=\"{WIDTH}\" height=\"500\" fill=\"#ffffff\"/>\n"
    );
    bars(&mut out, tallies);
    curves(&mut out, tallies);
    out.push_str("</svg>\n");
    out
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"#0f172a\">{text}</text>"
    );
}

fn bars(out: &mut String, tallies: &[(&str, Tally)]) {
    let rates = || {
        tallies
            .iter()
            .map(|(_, it)| it.steady_rate(ARRIVE_WITHIN_S))
    };
    let most = rates().fold(1.0, f64::max);
    text(out, 20.0, 28.0, "start", "Requests a second at the service");
    for (index, ((name, _), rate)) in tallies.iter().zip(rates()).enumerate() {
        let y = 44.0 + 32.0 * index as f64;
        // Leaves room for the figure after the longest bar.
        let width = rate / most * (RIGHT - LEFT - 70.0);
        text(out, LEFT - 12.0, y + 15.0, "end", name);
        let _ = writeln!(
            out,
            "<rect x=\"{LEFT}\" y=\"{y}\" width=\"{width:.1}\" height=\"20\" rx=\"3\" fill=\"{}\"/>",
            COLOURS[index]
        );
        text(
            out,
            LEFT + width + 8.0,
            y + 15.0,
            "start",
            &format!("{rate:.0}"),
        );
    }
}

/// The share of sessions that know the outcome, by the time since it was known.
fn curves(out: &mut String, tallies: &[(&str, Tally)]) {
    let (top, bottom) = (230.0, 450.0);
    let x = |ms: f64| {
        let share = (ms / AXIS_MS[0]).ln() / (AXIS_MS[1] / AXIS_MS[0]).ln();
        LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT)
    };
    let y = |share: f64| bottom - share * (bottom - top);
    text(
        out,
        20.0,
        214.0,
        "start",
        "Sessions whose page knows the verdict, by the time since",
    );
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let _ = writeln!(
            out,
            "<path d=\"M{LEFT} {0:.1}H{RIGHT}\" stroke=\"#e2e8f0\"/>",
            y(share)
        );
        text(
            out,
            LEFT - 12.0,
            y(share) + 4.0,
            "end",
            &format!("{:.0} %", share * 100.0),
        );
    }
    for (ms, label) in [
        (20.0, "20 ms"),
        (100.0, "100 ms"),
        (500.0, "500 ms"),
        (1_000.0, "1 s"),
        (2_000.0, "2 s"),
        (5_000.0, "5 s"),
        (15_000.0, "15 s"),
    ] {
        text(out, x(ms), bottom + 20.0, "middle", label);
    }
    for (index, (name, tally)) in tallies.iter().enumerate() {
        let mut path = String::new();
        for step in 0..=200 {
            let share = f64::from(step) / 200.0;
            let delay = f64::from(quantile(&tally.delays, share.max(0.000_1)).max(1));
            let command = if step == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{command}{:.1} {:.1}", x(delay), y(share));
        }
        let _ = writeln!(
            out,
            "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>",
            COLOURS[index]
        );
        let row = 250.0 + 22.0 * index as f64;
        let _ = writeln!(
            out,
            "<path d=\"M20 {row}h24\" stroke=\"{}\" stroke-width=\"3\"/>",
            COLOURS[index]
        );
        // In the margin, where it covers no curve.
        let short = name.strip_prefix("this SDK, ").unwrap_or(name);
        text(out, 52.0, row + 4.0, "start", short);
    }
}
