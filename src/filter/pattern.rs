/// A pattern of `LIKE`: `%` is any text, `_` any character, and a backslash takes the meaning off what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Piece>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Anything,
    Any,
    One(char),
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Pattern {
        let mut pieces = Vec::new();
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            let piece = match character {
                '%' => Piece::Anything,
                '_' => Piece::Any,
                // A backslash at the end stands for itself.
                '\\' => Piece::One(characters.next().unwrap_or('\\')),
                other => Piece::One(other),
            };
            if piece != Piece::Anything || pieces.last() != Some(&Piece::Anything) {
                pieces.push(piece);
            }
        }
        Pattern(pieces)
    }

    /// Whether the whole text is as the pattern says.
    ///
    /// When it fails behind a `%` only that `%` takes a character more: what fits behind the last of several fits
    /// behind the first place where the others could end. So it takes no more steps than the square of the text.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let mut rest = text.chars();
        let mut at = 0;
        // Behind the last `%`: its place, and the text from where it may take one character more.
        let mut again: Option<(usize, std::str::Chars<'_>)> = None;
        loop {
            let mut ahead = rest.clone();
            let fits = match (self.0.get(at), ahead.next()) {
                (Some(Piece::Anything), _) => {
                    at += 1;
                    again = Some((at, rest.clone()));
                    continue;
                }
                (None, None) => return true,
                (Some(Piece::Any), Some(_)) => true,
                (Some(Piece::One(wanted)), Some(found)) => *wanted == found,
                (None, Some(_)) => false,
                // The text is at its end, and whatever `%` took more would leave less.
                (Some(_), None) => return false,
            };
            if fits {
                (rest, at) = (ahead, at + 1);
                continue;
            }
            let Some((behind, text)) = &mut again else { return false };
            text.next();
            (at, rest) = (*behind, text.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn patterns_take_whole_texts() {
        let matches = |pattern: &str, text: &str| Pattern::new(pattern).matches(text);
        assert!(matches("Saint-%", "Saint-Malo") && !matches("Saint-%", "La Saint-Jean"));
        assert!(matches("%Saint-%", "La Saint-Jean") && matches("%", "") && matches("", ""));
        assert!(matches("É_ry", "Évry") && !matches("_", "") && !matches("", "a"));
        assert!(matches("100\\%", "100%") && !matches("100\\%", "1000") && matches("a\\_b", "a_b"));
        assert!(matches("a\\", "a\\") && matches("%%a%%", "bab"));
        assert!(matches("%ab%ab", "ababab") && !matches("%ab%ab", "abba"));
    }

    #[test]
    fn a_pattern_of_many_wildcards_ends_soon() {
        let pattern = Pattern::new(&"%a".repeat(900));
        assert!(!pattern.matches(&"a".repeat(890)));
        assert!(!pattern.matches(&"ab".repeat(2000)));
    }

    /// The same asked plainly: what is left of the pattern against what is left of the text.
    fn plainly(pattern: &[char], text: &[char]) -> bool {
        match (pattern.first(), text.first()) {
            (None, None) => true,
            (Some('%'), _) => plainly(&pattern[1..], text) || (!text.is_empty() && plainly(pattern, &text[1..])),
            (Some('_'), Some(_)) => plainly(&pattern[1..], &text[1..]),
            (Some(one), Some(other)) if one == other => plainly(&pattern[1..], &text[1..]),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn matches_what_the_plain_definition_matches(pattern in "[ab%_]{0,8}", text in "[ab]{0,8}") {
            let characters = |text: &str| text.chars().collect::<Vec<char>>();
            let expected = plainly(&characters(&pattern), &characters(&text));
            prop_assert_eq!(Pattern::new(&pattern).matches(&text), expected);
        }
    }
}
