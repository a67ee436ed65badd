//! Years of which there can be figures, and those that are slips of the pen.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::{SystemTime, UNIX_EPOCH};

/// The first tables of people are of the sixteenth century, and projections end with the twenty-first or soon after.
pub(super) const SOUND: RangeInclusive<i32> = 1500..=2150;

/// Years between a row and all others that make its year doubtful.
const FAR: i32 = 50;

/// A year of the future, or one far from the others, is a slip where another has so many times more rows: projections
/// have as many rows in each of their years.
const RARE: u64 = 5;

/// The year of today; none where the clock is wrong.
fn this_year() -> Option<i32> {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs() / 86_400;
    i32::try_from(1970 + days * 10_000 / 3_652_425).ok()
}

/// What is wrong with the years of a table, each with how many rows it has.
pub(super) fn doubtful(rows: &BTreeMap<i32, u64>) -> BTreeMap<i32, String> {
    doubtful_in(this_year(), rows)
}

fn doubtful_in(today: Option<i32>, rows: &BTreeMap<i32, u64>) -> BTreeMap<i32, String> {
    let most = rows.values().copied().max().unwrap_or_default();
    let is_common = |year: &i32| rows[year].saturating_mul(RARE) > most;
    let judge = |year: i32| {
        if !SOUND.contains(&year) {
            return Some(format!("{year} is no year: years go from {} to {}", SOUND.start(), SOUND.end()));
        }
        if is_common(&year) {
            return None;
        }
        if let Some(today) = today.filter(|today| year > today + 1) {
            return Some(format!("{year} lies in the future of {today}, and few rows are of it"));
        }
        let nearest = rows.keys().filter(|other| is_common(other)).min_by_key(|other| other.abs_diff(year))?;
        let is_far = nearest.abs_diff(year) > FAR.unsigned_abs();
        is_far.then(|| format!("{year} is far from {nearest}, the nearest year with many rows, and few rows are of it"))
    };
    rows.keys().filter_map(|&year| Some((year, judge(year)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubted(rows: &[(i32, u64)]) -> Vec<i32> {
        doubtful_in(Some(2026), &rows.iter().copied().collect()).into_keys().collect()
    }

    #[test]
    fn slips_are_told_from_old_censuses_and_projections() {
        assert_eq!(doubted(&[(2020, 11), (2202, 1)]), [2202]);
        assert_eq!(doubted(&[(2020, 11), (2032, 1), (2027, 1)]), [2032], "next year is near");
        assert_eq!(doubted(&[(2020, 11), (1202, 1), (1920, 1)]), [1202, 1920]);
        assert_eq!(doubted(&[(202, 9)]), [202]);
        assert_eq!(doubted(&[(2018, 10), (2070, 8), (2030, 8)]), [0; 0], "projections");
        assert_eq!(doubted(&[(1801, 30_000), (1999, 36_000), (1975, 1)]), [0; 0]);
        assert!(doubtful_in(None, &[(2020, 11), (2060, 1)].into_iter().collect()).is_empty());
    }

    #[test]
    fn today_is_in_this_century() {
        assert!((2026..2100).contains(&this_year().unwrap()));
    }
}
