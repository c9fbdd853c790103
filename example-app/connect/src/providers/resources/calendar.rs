//! Days as bills write them: `MM/DD/YYYY`, in UTC.

const DAY_MS: i64 = 86_400_000;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    days_since_epoch: i64,
}

impl Day {
    /// The day of this instant.
    pub fn of_ms(epoch_ms: i64) -> Self {
        Self {
            days_since_epoch: epoch_ms.div_euclid(DAY_MS),
        }
    }

    /// So many days later; earlier if negative.
    pub fn plus_days(self, days: i64) -> Self {
        Self {
            days_since_epoch: self.days_since_epoch + days,
        }
    }

    /// Day `day` of the month that is `months` after this day's month.
    pub fn in_month(self, months: i64, day: i64) -> Self {
        let (year, month, _) = self.parts();
        let index = year * 12 + (month - 1) + months;
        Self::from_parts(index.div_euclid(12), index.rem_euclid(12) + 1, day)
    }

    /// `MM/DD/YYYY`
    pub fn us(self) -> String {
        let (year, month, day) = self.parts();
        format!("{month:02}/{day:02}/{year:04}")
    }

    // Both conversions count years from March, so that the leap day is the last day of a year.
    fn parts(self) -> (i64, i64, i64) {
        let shifted = self.days_since_epoch + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }

    fn from_parts(year: i64, month: i64, day: i64) -> Self {
        let year = year - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let from_march = (month + 9) % 12;
        let day_of_year = (153 * from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self {
            days_since_epoch: era * 146_097 + day_of_era - 719_468,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days_are_written_as_bills_write_them() {
        assert_eq!(Day::of_ms(0).us(), "01/01/1970");
        assert_eq!(Day::of_ms(951_782_400_000).us(), "02/29/2000");
        assert_eq!(Day::of_ms(1_763_697_600_000).us(), "11/21/2025");
    }

    #[test]
    fn months_cross_years_in_both_directions() {
        let day = Day::of_ms(1_763_697_600_000);
        assert_eq!(day.in_month(-11, 15).us(), "12/15/2024");
        assert_eq!(day.in_month(2, 1).us(), "01/01/2026");
        assert_eq!(day.in_month(0, 21), day);
    }

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        for days_since_epoch in -100_000..50_000 {
            let day = Day { days_since_epoch };
            let (year, month, of_month) = day.parts();
            assert_eq!(Day::from_parts(year, month, of_month), day);
        }
    }
}
