use super::{Figure, Reason, Rule};

/// The two sides of a figure that is made of several, with what they rest on.
///
/// Sides of members add up to those of the whole: every member puts above and below the line only what belongs to a
/// figure that exists, so that a numerator is never divided by the denominator of somebody else.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sides {
    /// Σ figure; Σ numerator; Σ weight × figure.
    pub upper: f64,
    /// Of the same members: how many; Σ denominator; Σ weight.
    pub lower: f64,
    /// What `lower` would be if every member had a figure to which one could apply, as far as that is known.
    pub whole: f64,
    /// Members to which a figure could apply, and those of them whose part of `whole` is known.
    pub members: f64,
    pub weighed: f64,
}

impl Sides {
    /// What belongs together.
    #[must_use]
    pub fn and(self, other: Sides) -> Sides {
        Sides {
            upper: self.upper + other.upper,
            lower: self.lower + other.lower,
            whole: self.whole + other.whole,
            members: self.members + other.members,
            weighed: self.weighed + other.weighed,
        }
    }

    /// The share, 0 to 1, of what a figure could rest on that it rests on; none where there is nothing. Members of whom
    /// nobody knows what they weigh count as much as the others do on average.
    pub fn coverage(self) -> Option<f64> {
        match self.whole > 0.0 {
            false => None,
            true if self.is_whole() => Some(1.0),
            true if self.lower == 0.0 => Some(0.0),
            // What is not whole never looks whole, in four decimals.
            true => Some((self.lower / self.whole * self.weighed / self.members).clamp(1e-4, 1.0 - 1e-4)),
        }
    }

    /// Whether nothing is missing.
    pub fn is_whole(self) -> bool {
        self.whole - self.lower <= self.whole.abs() * 1e-12 && self.weighed >= self.members
    }
}

impl Rule<'_> {
    /// What a single member adds: its figure, and what the rule names beside it, the weight, or numerator and denominator,
    /// which are all that a ratio looks at.
    pub fn sides(self, figure: Figure, [first, second]: [Figure; 2]) -> Sides {
        let value = figure.value();
        let of = |upper: Option<f64>, lower: Option<f64>| match (upper, lower) {
            (Some(upper), Some(lower)) => Sides { upper, lower, whole: lower, members: 1.0, weighed: 1.0 },
            _ if figure.reason() == Some(Reason::NotApplicable) => Sides::default(),
            _ => Sides {
                whole: lower.unwrap_or(0.0),
                members: 1.0,
                weighed: f64::from(u8::from(lower.is_some())),
                ..Sides::default()
            },
        };
        let weighted = |weight: Option<f64>| of(value.zip(weight).map(|(value, weight)| value * weight), weight);
        match self {
            Rule::Sum => of(value, Some(1.0)),
            Rule::Plain => weighted(Some(1.0)),
            Rule::Weighted { .. } => weighted(first.value()),
            Rule::Ratio { .. } => of(first.value(), second.value()),
            Rule::None => Sides::default(),
        }
    }

    /// The figure that sides make; none of nothing.
    pub fn figure(self, sides: Sides) -> Option<f64> {
        let made = match self {
            Rule::Sum => sides.upper,
            Rule::Ratio { per, .. } => per * sides.upper / sides.lower,
            Rule::Weighted { .. } | Rule::Plain => sides.upper / sides.lower,
            Rule::None => return None,
        };
        (sides.lower != 0.0 && made.is_finite()).then_some(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::WeightYear;

    const RATIO: Rule<'_> = Rule::Ratio { numerator: "n", denominator: "d", per: 100.0 };
    const WEIGHTED: Rule<'_> = Rule::Weighted { weight: "w", year: WeightYear::Same };
    const NONE: Figure = Figure::Missing(None);
    const NOT_APPLICABLE: Figure = Figure::Missing(Some(Reason::NotApplicable));

    fn made(rule: Rule<'_>, members: &[(Figure, [Figure; 2])]) -> (Option<f64>, Option<f64>) {
        let sides = members.iter().map(|&(figure, parts)| rule.sides(figure, parts));
        let sides = sides.fold(Sides::default(), Sides::and);
        (rule.figure(sides), sides.coverage())
    }

    fn known(value: f64) -> Figure {
        Figure::Known(value)
    }

    #[test]
    fn a_weight_goes_with_its_figure() {
        let schools = [
            (known(80.0), [known(100.0), NONE]),
            (NONE, [known(900.0), NONE]),
            (known(120.0), [known(100.0), NONE]),
            (known(500.0), [NONE, NONE]),
        ];
        // Of the last nobody knows the weight: it counts as one of four.
        assert_eq!(made(WEIGHTED, &schools), (Some(100.0), Some(200.0 / 1100.0 * 3.0 / 4.0)));
        assert_eq!(made(Rule::Plain, &schools[..3]), (Some(100.0), Some(2.0 / 3.0)));
    }

    #[test]
    fn a_numerator_goes_with_its_denominator() {
        let schools = [
            (known(50.0), [known(50.0), known(100.0)]),
            (NONE, [NONE, known(100.0)]),
            (known(90.0), [known(90.0), known(100.0)]),
            (NONE, [known(40.0), NONE]),
        ];
        assert_eq!(made(RATIO, &schools), (Some(70.0), Some(200.0 / 300.0 * 3.0 / 4.0)));
        assert_eq!(made(RATIO, &[(NONE, [known(0.0), known(0.0)])]), (None, None));
    }

    #[test]
    fn what_does_not_apply_is_not_missing() {
        let members = [(known(3.0), [NONE; 2]), (NOT_APPLICABLE, [NONE; 2]), (NONE, [NONE; 2])];
        assert_eq!(made(Rule::Sum, &members), (Some(3.0), Some(0.5)));
        assert_eq!(made(Rule::Sum, &members[1..2]), (None, None));
        assert_eq!(made(Rule::None, &members), (None, None));
    }
}
