//! Fuzzes the readers of the response headers that the engine uses.

use std::time::{Duration, UNIX_EPOCH};

use httpdate::parse_http_date;
use passage_web::{retry_after::retry_after_ms, wire::applies_wait};

/// The length of a date in the form of RFC 9110 that servers still send.
const FIXDATE: usize = "Sun, 06 Nov 1994 08:49:37 GMT".len();

/// The first line is read as `Retry-After`; an optional second line is the time of day in epoch milliseconds. The input is also read
/// as `Preference-Applied`, where the only promise is that it does not panic.
pub fn retry_after(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (value, wall) = text.split_once('\n').unwrap_or((&text, ""));
    let wall_ms: u64 = wall.trim().parse().unwrap_or_default();
    assert_eq!(applies_wait(value), applies_wait(value));

    let read = retry_after_ms(value, wall_ms);
    assert_eq!(
        read,
        retry_after_ms(value, wall_ms),
        "read twice, it is the same"
    );
    let value = value.trim_ascii();
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        // A number that does not fit is read as the largest one, which the session limits to a minute.
        let seconds: Option<u64> = value.parse().ok();
        let ms = seconds.and_then(|seconds| seconds.checked_mul(1_000));
        assert_eq!(read, Some(ms.unwrap_or(u64::MAX)), "{value:?}");
        return;
    }
    if let Some(ms) = read {
        assert_eq!(value.len(), FIXDATE, "{value:?} is no date");
        // No date with a year of four digits is further away.
        assert!(ms < 8_100 * 366 * 86_400_000, "{value:?} is in {ms} ms");
        assert_eq!(retry_after_ms(value, u64::MAX), Some(0), "{value:?}");
    }
    // Compared with an independent reader.
    if value.len() == FIXDATE
        && let Ok(date) = parse_http_date(value)
        && let Ok(since_epoch) = date.duration_since(UNIX_EPOCH)
    {
        let left = since_epoch.saturating_sub(Duration::from_millis(wall_ms));
        let left_ms = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
        assert_eq!(read, Some(left_ms), "{value:?} at {wall_ms}");
    }
}
