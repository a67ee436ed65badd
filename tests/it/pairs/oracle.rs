//! What schools make of their figures, by definition.

use super::world::School;

/// How an indicator of the recipe is made of those of schools.
pub(crate) struct Rule {
    pub(crate) id: &'static str,
    how: How,
}

enum How {
    Sum(fn(&School, i32) -> Option<f64>),
    /// 100 × numerator / denominator, or once.
    Ratio(f64, fn(&School, i32) -> Option<f64>, fn(&School, i32) -> Option<f64>),
    /// The index, weighted by pupils of the same year, or of the latest that is known, or not at all.
    Weighted,
    WeightedByLatest,
    Plain,
}

pub(crate) const RULES: [Rule; 9] = [
    Rule { id: "pupils", how: How::Sum(School::pupils) },
    Rule { id: "admitted", how: How::Sum(School::admitted) },
    Rule { id: "present", how: How::Sum(School::present) },
    Rule { id: "number", how: How::Sum(|_, _| Some(1.0)) },
    Rule { id: "rate", how: How::Ratio(100.0, School::admitted, School::present) },
    Rule { id: "size", how: How::Ratio(1.0, School::pupils, |_, _| Some(1.0)) },
    Rule { id: "ips", how: How::Weighted },
    Rule { id: "ips_latest", how: How::WeightedByLatest },
    Rule { id: "ips_plain", how: How::Plain },
];

impl Rule {
    pub(crate) fn is_sum(&self) -> bool {
        matches!(self.how, How::Sum(_))
    }

    /// Whether it is made of the number of schools, which only points tell.
    pub(crate) fn has_tally(&self) -> bool {
        ["number", "size"].contains(&self.id)
    }

    /// What a school has above and below the line.
    fn pair(&self, school: &School, year: i32, weight_year: Option<i32>) -> (Option<f64>, Option<f64>) {
        let weighted = |of: Option<i32>| {
            let weight = of.and_then(|of| school.pupils(of));
            (school.ips(year).zip(weight).map(|(ips, weight)| ips * weight), weight)
        };
        match &self.how {
            How::Sum(figure) => (figure(school, year), Some(1.0)),
            How::Ratio(_, upper, lower) => (upper(school, year), lower(school, year)),
            How::Weighted => weighted(weight_year.filter(|&of| of == year)),
            How::WeightedByLatest => weighted(weight_year),
            How::Plain => (school.ips(year), Some(1.0)),
        }
    }
}

/// A figure of several schools, and the share of what it could rest on that it rests on.
pub(crate) struct Expected {
    pub(crate) figure: Option<f64>,
    pub(crate) coverage: Option<f64>,
}

/// `weights` are the years of which pupils are known at all, ascending.
pub(crate) fn expected(rule: &Rule, year: i32, weights: &[i32], schools: &[&School]) -> Expected {
    // The number of schools was counted in one year only.
    if rule.has_tally() && year != 2022 {
        return Expected { figure: None, coverage: None };
    }
    let latest = weights.iter().rev().find(|&&of| of <= year).or(weights.first()).copied();
    let (mut upper, mut lower, mut whole, mut pairs, mut weighed) = (0.0, 0.0, 0.0, 0, 0);
    for school in schools {
        match rule.pair(school, year, latest) {
            (Some(above), Some(below)) => {
                upper += above;
                lower += below;
                whole += below;
                pairs += 1;
                weighed += 1;
            }
            (_, Some(below)) => {
                whole += below;
                weighed += 1;
            }
            // Nobody knows what it weighs: as much as the others on average.
            (_, None) => {}
        }
    }
    let figure = match &rule.how {
        How::Sum(_) if rule.id == "number" => Some(upper),
        How::Sum(_) => (pairs > 0).then_some(upper),
        How::Ratio(per, ..) => (lower > 0.0).then(|| per * upper / lower),
        _ => (lower > 0.0).then(|| upper / lower),
    };
    let known = f64::from(weighed) / schools.len() as f64;
    Expected { figure, coverage: (whole > 0.0).then(|| lower / whole * known) }
}
