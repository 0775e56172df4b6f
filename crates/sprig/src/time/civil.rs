//! The calendar: days to dates and back.

/// Seconds in a day.
pub(super) const DAY: i64 = 86_400;

/// A date and a time of day without a zone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Civil {
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: i64,
    /// 1 to 31.
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
}

/// Counts days from 1970-01-01 to a date; months and days beyond their range carry over.
pub(super) fn days_from_date(year: i64, month: i64, day: i64) -> i64 {
    let months = month - 1;
    let year = year.saturating_add(months.div_euclid(12));
    let month = months.rem_euclid(12) + 1;
    // Years begin in March, so that the leap day is the last one.
    let (shifted_year, shifted_month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let era = shifted_year.div_euclid(400);
    let year_of_era = shifted_year.rem_euclid(400);
    let day_of_year = (153 * shifted_month + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era.saturating_mul(146_097)
        .saturating_add(day_of_era - 719_468)
        .saturating_add(day - 1)
}

impl Civil {
    /// Gives the date and the time of day of seconds since 1970.
    pub(super) fn of_seconds(seconds: i64) -> Self {
        let days = seconds.div_euclid(DAY);
        let of_day = seconds.rem_euclid(DAY);
        let shifted = days.saturating_add(719_468);
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted_month + 2) / 5 + 1,
            hour: of_day / 3600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
        }
    }

    /// Gives the seconds since 1970, as if in UTC.
    pub(super) fn to_seconds(self) -> i64 {
        days_from_date(self.year, self.month, self.day)
            .saturating_mul(DAY)
            .saturating_add(self.hour * 3600 + self.minute * 60 + self.second)
    }

    /// Gives the number of the day in its year, from 1.
    pub(super) fn day_of_year(self) -> i64 {
        days_from_date(self.year, self.month, self.day) - days_from_date(self.year, 1, 1) + 1
    }

    /// Gives the day of the week, 0 for Sunday.
    pub(super) fn weekday(self) -> i64 {
        (days_from_date(self.year, self.month, self.day) + 4).rem_euclid(7)
    }
}

/// Counts the days of a month.
pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    days_from_date(year, month + 1, 1) - days_from_date(year, month, 1)
}

/// Says whether a year has a leap day.
pub(super) fn is_leap(year: i64) -> bool {
    days_in_month(year, 2) == 29
}
