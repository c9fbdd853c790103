//! The `Retry-After` header (RFC 9110, section 10.2.3): seconds, or a date.

/// The form of an IMF-fixdate (RFC 9110, section 5.6.7). `?` matches any character; a digit matches any digit, and its value
/// is the index in `numbers` of the number that the matched digit belongs to.
const DATE: &[u8] = b"???, 00 ??? 1111 22:33:44 GMT";

/// Where the month's name stands in `DATE`.
const MONTH: core::ops::Range<usize> = 8..11;

const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";

/// Parses a `Retry-After` value into milliseconds from now.
///
/// `wall_ms` is the time of day in epoch milliseconds, used for the date form alone. A date in the past is 0;
/// anything that is neither form is `None`, and the caller keeps its own back-off.
#[must_use]
pub fn retry_after_ms(value: &str, wall_ms: u64) -> Option<u64> {
    let value = value.trim_ascii().as_bytes();
    match parse_digits(value) {
        Some(seconds) => Some(seconds.saturating_mul(1000)),
        None => http_date_ms(value).map(|at_ms| at_ms.saturating_sub(wall_ms)),
    }
}

/// A date such as `Sun, 06 Nov 1994 08:49:37 GMT` as epoch milliseconds. The two obsolete date forms are not parsed: the
/// caller's own back-off takes their place.
fn http_date_ms(text: &[u8]) -> Option<u64> {
    let mut numbers = [0_u64; 5];
    for (byte, form) in text.iter().zip(DATE) {
        if let Some(number) = numbers.get_mut(usize::from(form.wrapping_sub(b'0'))) {
            byte.is_ascii_digit().then_some(())?;
            *number = *number * 10 + u64::from(byte - b'0');
        } else if *form != b'?' && form != byte {
            return None;
        }
    }
    let name = text.get(MONTH)?;
    let month = MONTHS.chunks(3).position(|month| month == name)? as u64 + 1;
    let [day, year, hour, minute, second] = numbers;
    let valid = text.len() == DATE.len()
        && (1..=31).contains(&day)
        && year >= 1970
        && hour < 24
        && minute < 60
        && second <= 60;
    valid.then(|| {
        (days_since_epoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second) * 1000
    })
}

/// A number that consists of decimal digits alone. One that does not fit is `u64::MAX`; the caller caps it anyway.
fn parse_digits(text: &[u8]) -> Option<u64> {
    let value = text.iter().try_fold(0_u64, |value, byte| {
        byte.is_ascii_digit().then(|| {
            value
                .saturating_mul(10)
                .saturating_add(u64::from(byte - b'0'))
        })
    })?;
    (!text.is_empty()).then_some(value)
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
        assert_eq!(retry_after_ms("7", 0), Some(7_000));
        assert_eq!(retry_after_ms(" 0 ", 0), Some(0));
        assert_eq!(retry_after_ms("99999999999999999999999", 0), Some(u64::MAX));
    }

    #[test]
    fn a_date_counts_from_the_time_of_day() {
        let wall = 784_111_777_000; // Sun, 06 Nov 1994 08:49:37 GMT
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
        let leap = 1_709_210_096_000; // Thu, 29 Feb 2024 12:34:56 GMT
        assert_eq!(
            retry_after_ms("Fri, 01 Mar 2024 12:34:56 GMT", leap),
            Some(86_400_000)
        );
        assert_eq!(
            retry_after_ms("Thu, 01 Jan 1970 00:00:01 GMT", 0),
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
            assert_eq!(retry_after_ms(value, 0), None, "{value}");
        }
    }
}
