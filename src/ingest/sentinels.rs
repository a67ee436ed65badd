//! Numbers that stand for no figure although nobody says so, such as −666666666 of the U.S. Census Bureau or −999: known
//! by their digits, and by how far they lie from all other numbers of their column.

use std::collections::BTreeMap;

#[cfg(test)]
#[path = "sentinels_tests.rs"]
mod tests;

/// From here on a number counts nothing on Earth.
const HUGE: f64 = 1e18;

/// From here on a number is suspect whatever its digits are.
const LARGE: f64 = 1e15;

/// The ends of integer types, which programs write where they have no number.
const LIMITS: [f64; 7] =
    [2_147_483_647.0, -2_147_483_648.0, -2_147_483_647.0, 4_294_967_295.0, 65_535.0, 32_767.0, -32_768.0];

/// How many times larger than all other numbers a sentinel is, whatever its digits are.
const LARGER: f64 = 1000.0;

/// How many times the span of all other numbers lies between them and a sentinel.
const SPANS: f64 = 5.0;

/// Other numbers that make a span.
const FEWEST_OTHERS: u64 = 3;

/// Digits that a negative sentinel has at least where it is only known by its sign.
const FEWEST_DIGITS: usize = 3;

/// Digits from which on a sentinel is known by its digits alone where it is negative, and almost where it is not.
const PLAIN_DIGITS: usize = 6;

/// Numbers of a column, of which some look like sentinels.
#[derive(Default)]
pub(super) struct Numbers {
    /// Whether they are shares in percent.
    are_shares: bool,
    others: Span,
    suspects: BTreeMap<u64, Suspect>,
}

/// A number that looks like a sentinel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Suspect {
    pub(super) number: f64,
    /// How often it occurs.
    pub(super) count: u64,
    /// The first row.
    pub(super) row: u32,
    look: Look,
}

/// Why a number is suspect.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Look {
    Large,
    Limit,
    /// All digits are the same.
    Alike {
        digit: u8,
        digits: usize,
    },
    /// All digits but the last are 9, as in −998 beside −999.
    NearNines,
}

/// The numbers that look like figures.
#[derive(Clone, Copy, Default)]
struct Span {
    count: u64,
    least: f64,
    most: f64,
}

impl Span {
    fn note(&mut self, number: f64, count: u64) {
        let first = self.count == 0;
        self.least = if first { number } else { self.least.min(number) };
        self.most = if first { number } else { self.most.max(number) };
        self.count += count;
    }

    fn greatest(&self) -> f64 {
        self.least.abs().max(self.most.abs())
    }

    /// Whether a number lies outside by several times the span.
    fn is_far_from(&self, number: f64) -> bool {
        let outside = (self.least - number).max(number - self.most);
        let span = self.most - self.least;
        let span = if span > 0.0 { span } else { self.greatest().max(1.0) };
        let is_larger = number < 0.0 || number >= 2.0 * self.greatest();
        self.count >= FEWEST_OTHERS && is_larger && outside > SPANS * span
    }
}

impl Numbers {
    /// None yet, of shares in percent or of other numbers.
    pub(super) fn new(are_shares: bool) -> Numbers {
        Numbers { are_shares, ..Numbers::default() }
    }

    /// Takes note of a number, which may be a sentinel unless somebody says that it `is_figure`.
    pub(super) fn note(&mut self, number: f64, row: u32, is_figure: bool) {
        let look = look(number).filter(|_| !is_figure || number.abs() >= HUGE);
        let Some(look) = look else { return self.others.note(number, 1) };
        let fresh = Suspect { number, count: 0, row, look };
        let suspect = self.suspects.entry(number.to_bits()).or_insert(fresh);
        suspect.count += 1;
        suspect.row = row.min(suspect.row);
    }

    /// Those that can be none of the figures.
    pub(super) fn sentinels(&self) -> Vec<Suspect> {
        let mut others = self.others;
        let (weak, strong): (Vec<Suspect>, Vec<Suspect>) = self.suspects.values().partition(|one| self.is_weak(one));
        let (mut found, kept): (Vec<Suspect>, Vec<Suspect>) =
            weak.into_iter().partition(|one| others.count > 0 && is_larger(one.number, &others));
        kept.iter().for_each(|one| others.note(one.number, one.count));
        let (refused, doubtful): (Vec<Suspect>, Vec<Suspect>) =
            strong.into_iter().partition(|one| self.refuses(one, &others));
        // One sentinel makes its fellows known.
        let has_negative = refused.iter().any(|one| one.number < 0.0);
        let is_below = |number: f64| number < 0.0 && (others.count == 0 || number < others.least);
        found.extend(refused);
        found.extend(doubtful.into_iter().filter(|one| has_negative && is_below(one.number)));
        found
    }

    /// Whether a number may well be a figure: 333 people, or −998 where there is no −999.
    fn is_weak(&self, suspect: &Suspect) -> bool {
        match suspect.look {
            Look::Alike { digit, digits } => suspect.number > 0.0 && digit != 9 && digits + 1 < PLAIN_DIGITS,
            Look::NearNines => {
                let nines = (suspect.number / 10.0).trunc() * 10.0 - 9.0;
                !self.suspects.contains_key(&nines.to_bits())
            }
            Look::Large | Look::Limit => false,
        }
    }

    fn refuses(&self, suspect: &Suspect, others: &Span) -> bool {
        let Suspect { number, count, look, .. } = *suspect;
        let digits = match look {
            Look::Large => return number.abs() >= HUGE || (others.count > 0 && is_larger(number, others)),
            Look::NearNines => return false,
            Look::Limit => PLAIN_DIGITS,
            Look::Alike { digits, .. } => digits,
        };
        if others.count == 0 {
            return number < 0.0 && digits >= FEWEST_DIGITS && (count > 1 || digits >= PLAIN_DIGITS);
        }
        let is_only_negative = number < 0.0 && others.least >= 0.0 && digits >= FEWEST_DIGITS;
        let is_no_share = self.are_shares && number > 100.0 && others.greatest() <= 100.0;
        is_only_negative || is_no_share || is_larger(number, others) || others.is_far_from(number)
    }
}

fn is_larger(number: f64, others: &Span) -> bool {
    others.greatest() > 0.0 && number.abs() >= LARGER * others.greatest()
}

/// Why a number is suspect, if it is. −9 and −1 are not, nor are 99 and 99.9, which are shares.
fn look(number: f64) -> Option<Look> {
    let size = number.abs();
    if size >= LARGE {
        return Some(Look::Large);
    }
    if LIMITS.contains(&number) {
        return Some(Look::Limit);
    }
    if let Some((digit, digits)) = digits_alike(size) {
        let is_suspect = if number < 0.0 { digits > 2 || digit > 6 } else { size >= 111.0 };
        return is_suspect.then_some(Look::Alike { digit, digits });
    }
    let tens = (size / 10.0).trunc();
    let is_near = number < 0.0 && size.fract() == 0.0 && (tens == 9.0 || matches!(digits_alike(tens), Some((9, _))));
    is_near.then_some(Look::NearNines)
}

/// The digit and how often a number has it, if all its digits are the same; of digits behind the mark only nines count.
fn digits_alike(size: f64) -> Option<(u8, usize)> {
    if !(11.0..LARGE).contains(&size) {
        return None;
    }
    let whole = |scaled: f64| (scaled - scaled.round()).abs() <= scaled * 1e-12;
    let scale = [1.0, 10.0, 100.0].into_iter().find(|scale| whole(size * scale))?;
    let digits = format!("{:.0}", size * scale).into_bytes();
    let first = *digits.first()?;
    let is_alike = digits.iter().all(|digit| *digit == first) && (scale == 1.0 || first == b'9');
    is_alike.then_some((first - b'0', digits.len()))
}
