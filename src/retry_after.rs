//! The `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Reads a `Retry-After` value into milliseconds from now.
///
/// `wall_ms` is the time of day in epoch milliseconds, used for the date form alone. A date in the past is 0;
/// anything that is neither form is `None`, and the caller keeps its own back-off.
#[must_use]
pub fn retry_after_ms(value: &str, wall_ms: f64) -> Option<u64> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than fit mean "very long"; the caller caps it anyway.
        return Some(
            value
                .parse::<u64>()
                .unwrap_or(u64::MAX)
                .saturating_mul(1000),
        );
    }
    let at_ms = http_date_ms(value)?;
    let delay = at_ms as f64 - wall_ms;
    Some(if delay > 0.0 { delay as u64 } else { 0 })
}

/// An IMF-fixdate (`Sun, 06 Nov 1994 08:49:37 GMT`) as epoch milliseconds. The two obsolete forms are not read:
/// no server has sent them for decades, and not understanding one only means our own back-off.
fn http_date_ms(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once(", ")?;
    let mut parts = rest.split(' ');
    let day: u64 = number(parts.next()?, 2)?;
    let name = parts.next()?;
    let month = MONTHS.iter().position(|m| *m == name)? as u64 + 1;
    let year: u64 = number(parts.next()?, 4)?;
    let mut clock = parts.next()?.split(':');
    let hour: u64 = number(clock.next()?, 2)?;
    let minute: u64 = number(clock.next()?, 2)?;
    let second: u64 = number(clock.next()?, 2)?;
    let valid = parts.next() == Some("GMT")
        && parts.next().is_none()
        && clock.next().is_none()
        && (1..=31).contains(&day)
        && year >= 1970
        && hour < 24
        && minute < 60
        && second <= 60;
    valid.then(|| {
        (days_since_epoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second) * 1000
    })
}

fn number(text: &str, digits: usize) -> Option<u64> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// Days from 1970-01-01 in the Gregorian calendar, counting years from March so that the leap day comes last.
fn days_since_epoch(year: u64, month: u64, day: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let leap_days = year / 4 - year / 100 + year / 400;
    // 719_468 days lie between 0000-03-01 and 1970-01-01.
    year * 365 + leap_days + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::retry_after_ms;

    #[test]
    fn seconds_become_milliseconds() {
        assert_eq!(retry_after_ms("7", 0.0), Some(7_000));
        assert_eq!(retry_after_ms(" 0 ", 0.0), Some(0));
        assert_eq!(
            retry_after_ms("99999999999999999999999", 0.0),
            Some(u64::MAX)
        );
    }

    #[test]
    fn a_date_counts_from_the_time_of_day() {
        let wall = 784_111_777_000.0; // Sun, 06 Nov 1994 08:49:37 GMT
        assert_eq!(
            retry_after_ms("Sun, 06 Nov 1994 08:49:47 GMT", wall),
            Some(10_000)
        );
        assert_eq!(
            retry_after_ms("Sun, 06 Nov 1994 08:49:37 GMT", wall),
            Some(0)
        );
        assert_eq!(
            retry_after_ms("Sat, 05 Nov 1994 08:49:37 GMT", wall),
            Some(0),
            "past"
        );
        let leap = 1_709_210_096_000.0; // Thu, 29 Feb 2024 12:34:56 GMT
        assert_eq!(
            retry_after_ms("Fri, 01 Mar 2024 12:34:56 GMT", leap),
            Some(86_400_000)
        );
        assert_eq!(
            retry_after_ms("Thu, 01 Jan 1970 00:00:01 GMT", 0.0),
            Some(1_000)
        );
    }

    #[test]
    fn anything_else_is_not_understood() {
        for value in [
            "",
            "-1",
            "1.5",
            "soon",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT x",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 06 Nov 1994 08:49:37:00 GMT",
        ] {
            assert_eq!(retry_after_ms(value, 0.0), None, "{value}");
        }
    }
}
