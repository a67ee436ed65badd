use std::borrow::Cow;
use std::cmp::Ordering;

use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::pattern::Pattern;

/// How two values are compared. Texts are in the order of their characters' numbers in Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    const ALL: [Operator; 6] = [
        Operator::Equal,
        Operator::Unequal,
        Operator::Less,
        Operator::LessOrEqual,
        Operator::Greater,
        Operator::GreaterOrEqual,
    ];

    pub(crate) const fn sign(self) -> &'static str {
        match self {
            Operator::Equal => "=",
            Operator::Unequal => "<>",
            Operator::Less => "<",
            Operator::LessOrEqual => "<=",
            Operator::Greater => ">",
            Operator::GreaterOrEqual => ">=",
        }
    }

    pub(super) fn from_sign(sign: &str) -> Option<Operator> {
        Operator::ALL.into_iter().find(|operator| operator.sign() == sign)
    }

    /// The same comparison with its sides changed over.
    pub(crate) const fn turned(self) -> Operator {
        match self {
            Operator::Less => Operator::Greater,
            Operator::LessOrEqual => Operator::GreaterOrEqual,
            Operator::Greater => Operator::Less,
            Operator::GreaterOrEqual => Operator::LessOrEqual,
            same => same,
        }
    }

    /// Whether the order of the left value to the right one is the one asked for.
    pub(crate) fn holds(self, order: Ordering) -> bool {
        match self {
            Operator::Equal => order.is_eq(),
            Operator::Unequal => order.is_ne(),
            Operator::Less => order.is_lt(),
            Operator::LessOrEqual => order.is_le(),
            Operator::Greater => order.is_gt(),
            Operator::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// What texts are freed of before they are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Folding {
    pub(crate) case: bool,
    pub(crate) accents: bool,
}

impl Folding {
    /// The text without what does not matter. Accents are taken off letters, and ligatures apart, as one types them
    /// without: `Œuilly` is `OEuilly`.
    pub(crate) fn fold(self, text: &str) -> Cow<'_, str> {
        match self {
            Folding { case: false, accents: false } => Cow::Borrowed(text),
            Folding { case: true, accents: false } => text.chars().flat_map(char::to_lowercase).collect(),
            Folding { case, accents: true } => {
                let mut plain = String::with_capacity(text.len());
                for character in text.nfd().filter(|character| !is_combining_mark(*character)) {
                    match character {
                        'œ' => plain.push_str("oe"),
                        'Œ' => plain.push_str("OE"),
                        'æ' => plain.push_str("ae"),
                        'Æ' => plain.push_str("AE"),
                        other => plain.push(other),
                    }
                }
                if case { plain.chars().flat_map(char::to_lowercase).collect() } else { Cow::Owned(plain) }
            }
        }
    }
}

/// What is asked of a text, folded as its values are.
#[derive(Clone, Debug)]
pub(super) enum TextTest {
    Compare(Operator, String),
    OneOf(FxHashSet<String>),
    Like(Pattern),
}

impl TextTest {
    pub(crate) fn holds(&self, text: &str) -> bool {
        match self {
            TextTest::Compare(operator, wanted) => operator.holds(text.cmp(wanted)),
            TextTest::OneOf(wanted) => wanted.contains(text),
            TextTest::Like(pattern) => pattern.matches(text),
        }
    }
}

/// What is asked of a number, which is never NaN.
#[derive(Clone, Debug)]
pub(super) enum NumberTest {
    Compare(Operator, f64),
    /// Ascending.
    OneOf(Vec<f64>),
}

impl NumberTest {
    pub(crate) fn holds(&self, number: f64) -> bool {
        match self {
            NumberTest::Compare(operator, wanted) => compare(number, *wanted, *operator),
            NumberTest::OneOf(wanted) => wanted.binary_search_by(|one| order(*one, number)).is_ok(),
        }
    }
}

pub(crate) fn compare(one: f64, other: f64, operator: Operator) -> bool {
    operator.holds(order(one, other))
}

/// The order of two numbers; zero has no sign.
pub(crate) fn order(one: f64, other: f64) -> Ordering {
    (one + 0.0).total_cmp(&(other + 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_folded_as_people_type_them() {
        let both = Folding { case: true, accents: true };
        assert_eq!(both.fold("L'Haÿ-les-Roses"), "l'hay-les-roses");
        assert_eq!(both.fold("Œuilly"), "oeuilly");
        assert_eq!(both.fold("e\u{301}cole"), both.fold("ÉCOLE"));
        assert_eq!(Folding { case: true, accents: false }.fold("ÉCOLE"), "école");
        assert_eq!(Folding { case: false, accents: true }.fold("Évry"), "Evry");
        assert_eq!(Folding::default().fold("Évry"), "Évry");
    }

    #[test]
    fn turned_comparisons_say_the_same() {
        for operator in Operator::ALL {
            for (one, other) in [(1.0, 2.0), (2.0, 1.0), (1.0, 1.0), (-0.0, 0.0)] {
                assert_eq!(compare(one, other, operator), compare(other, one, operator.turned()), "{operator:?}");
            }
            assert_eq!(Operator::from_sign(operator.sign()), Some(operator));
        }
        assert!(compare(-0.0, 0.0, Operator::Equal));
    }
}
