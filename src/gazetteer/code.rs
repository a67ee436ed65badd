use std::fmt;

/// A declared, injective way from official codes to compact integers, written as a pattern.
///
/// In a pattern `#` stands for a digit, `@` for a letter A–Z, `*` for either, `[…]` for one of the characters
/// listed (ranges such as `0-9` allowed), any other character for itself, and `|` separates alternatives.
/// A code is a number in a mixed radix: each place counts in the number of characters it allows, and the
/// alternatives follow one another without overlap. The first code of the first alternative has id 1.
///
/// `#[0-9AB]###` takes the 120,000 codes of French communes, Corsica's `2A004` among them, to 1 … 120,000: three
/// bytes in a tile where a hash would take nine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeScheme {
    pattern: String,
    alternatives: Vec<Vec<Place>>,
}

/// The characters that one place of a code allows, ascending.
type Place = Vec<char>;

/// Ids stay below 2⁵³, which JavaScript's numbers hold exactly.
const ID_LIMIT: u64 = 1 << 53;

/// Why a pattern is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemeError {
    #[error("the pattern is empty")]
    Empty,
    #[error("the set that opens at character {0} is empty, reversed or not closed")]
    BadSet(usize),
    #[error("the pattern allows 2^53 codes or more, too many for ids that every client reads exactly")]
    TooMany,
    #[error("the alternatives {0} and {1} allow the same code")]
    Ambiguous(usize, usize),
}

/// A code that its scheme does not allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the code `{code}` does not fit the id pattern `{pattern}`")]
pub struct CodeError {
    pub code: String,
    pub pattern: String,
}

impl CodeScheme {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When it is empty, holds a broken set, allows one code twice, or allows too many codes.
    pub fn parse(pattern: &str) -> Result<CodeScheme, SchemeError> {
        let characters: Vec<char> = pattern.chars().collect();
        let mut alternatives = vec![Vec::new()];
        let mut at = 0;
        while let Some(&character) = characters.get(at) {
            at += 1;
            let place: Place = match character {
                '|' => {
                    alternatives.push(Vec::new());
                    continue;
                }
                '#' => ('0'..='9').collect(),
                '@' => ('A'..='Z').collect(),
                '*' => ('0'..='9').chain('A'..='Z').collect(),
                '[' => {
                    let (place, end) = parse_set(&characters, at)?;
                    at = end;
                    place
                }
                literal => vec![literal],
            };
            alternatives.last_mut().expect("there is always a last alternative").push(place);
        }
        let scheme = CodeScheme { pattern: pattern.to_owned(), alternatives };
        scheme.check()?;
        Ok(scheme)
    }

    /// The pattern as it was written.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The id of a code, from 1 up to below 2⁵³; two codes never share one.
    ///
    /// # Errors
    /// When the code does not fit the pattern.
    pub fn id(&self, code: &str) -> Result<u64, CodeError> {
        let mut base = 1;
        for places in &self.alternatives {
            if let Some(number) = number_in(places, code) {
                return Ok(base + number);
            }
            base += size(places).unwrap_or(0);
        }
        Err(CodeError { code: code.to_owned(), pattern: self.pattern.clone() })
    }

    fn check(&self) -> Result<(), SchemeError> {
        if self.alternatives.iter().any(Vec::is_empty) {
            return Err(SchemeError::Empty);
        }
        let mut total = 1u64;
        for places in &self.alternatives {
            let more = size(places).ok_or(SchemeError::TooMany)?;
            total = total.checked_add(more).filter(|&sum| sum <= ID_LIMIT).ok_or(SchemeError::TooMany)?;
        }
        for (second, places) in self.alternatives.iter().enumerate() {
            if let Some(first) = self.alternatives[..second].iter().position(|other| overlap(other, places)) {
                return Err(SchemeError::Ambiguous(first + 1, second + 1));
            }
        }
        Ok(())
    }
}

impl fmt::Display for CodeScheme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.pattern)
    }
}

/// Reads a set from just behind its `[` and returns it with the position behind its `]`.
fn parse_set(characters: &[char], start: usize) -> Result<(Place, usize), SchemeError> {
    let broken = SchemeError::BadSet(start);
    let length = characters[start..].iter().position(|&character| character == ']').ok_or(broken.clone())?;
    let inner = &characters[start..start + length];
    let mut place = Vec::new();
    let mut at = 0;
    while let Some(&first) = inner.get(at) {
        if let [_, '-', last, ..] = inner[at..] {
            place.extend(first..=last);
            if last < first {
                return Err(broken);
            }
            at += 3;
        } else {
            place.push(first);
            at += 1;
        }
    }
    place.sort_unstable();
    place.dedup();
    if place.is_empty() { Err(broken) } else { Ok((place, start + length + 1)) }
}

/// How many codes the places allow; none beyond 2⁵³.
fn size(places: &[Place]) -> Option<u64> {
    places
        .iter()
        .try_fold(1u64, |product, place| product.checked_mul(place.len() as u64))
        .filter(|&product| product < ID_LIMIT)
}

fn number_in(places: &[Place], code: &str) -> Option<u64> {
    let mut characters = code.chars();
    let mut number = 0;
    for place in places {
        let digit = place.binary_search(&characters.next()?).ok()?;
        number = number * place.len() as u64 + digit as u64;
    }
    characters.next().is_none().then_some(number)
}

fn overlap(first: &[Place], second: &[Place]) -> bool {
    first.len() == second.len()
        && first.iter().zip(second).all(|(one, other)| one.iter().any(|character| other.contains(character)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_france_get_distinct_compact_ids() {
        let communes = CodeScheme::parse("#[0-9AB]###").unwrap();
        assert_eq!(communes.id("00000"), Ok(1));
        assert_eq!(communes.id("01001"), Ok(1_000 + 1 + 1));
        assert!(communes.id("2A004").unwrap() > communes.id("29999").unwrap());
        assert_eq!(communes.id("9B999"), Ok(120_000));
        let departements = CodeScheme::parse("#[0-9AB]|97#").unwrap();
        assert_eq!(departements.id("971"), Ok(120 + 1 + 1));
    }

    #[test]
    fn every_code_of_a_pattern_has_its_own_id_without_gaps() {
        let scheme = CodeScheme::parse("[ab]#|x@").unwrap();
        let mut ids: Vec<u64> = Vec::new();
        for first in ['a', 'b'] {
            ids.extend(('0'..='9').map(|digit| scheme.id(&format!("{first}{digit}")).unwrap()));
        }
        ids.extend(('A'..='Z').map(|letter| scheme.id(&format!("x{letter}")).unwrap()));
        assert_eq!(ids, (1..=46).collect::<Vec<u64>>());
    }

    #[test]
    fn codes_outside_the_pattern_are_refused() {
        let scheme = CodeScheme::parse("#####").unwrap();
        for code in ["", "1001", "010011", "2A004", "0100é"] {
            let error = scheme.id(code).unwrap_err();
            assert!(error.to_string().contains("#####"), "{error}");
        }
    }

    #[test]
    fn broken_patterns_are_refused() {
        assert_eq!(CodeScheme::parse(""), Err(SchemeError::Empty));
        assert_eq!(CodeScheme::parse("#|"), Err(SchemeError::Empty));
        assert_eq!(CodeScheme::parse("#[0-"), Err(SchemeError::BadSet(2)));
        assert_eq!(CodeScheme::parse("[]"), Err(SchemeError::BadSet(1)));
        assert_eq!(CodeScheme::parse("[9-0]"), Err(SchemeError::BadSet(1)));
        assert_eq!(CodeScheme::parse("#########*********"), Err(SchemeError::TooMany));
        assert_eq!(CodeScheme::parse("##|9*"), Err(SchemeError::Ambiguous(1, 2)));
    }
}
