use super::comparison::{Folding, NumberTest, Operator, TextTest};
use super::parse::PLACE_COST;
use super::property::Column;
use super::region::Region;
use crate::gazetteer::FeatureId;

/// A condition on the columns of one layer.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// The cheapest first.
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Constant(bool),
    Text {
        column: Column,
        folding: Folding,
        test: TextTest,
    },
    Number {
        column: Column,
        test: NumberTest,
    },
    /// Whether a flag is the value.
    Flag {
        column: Column,
        value: bool,
    },
    /// Two columns of one kind.
    Columns {
        left: (Column, Folding),
        operator: Operator,
        right: (Column, Folding),
    },
    IsNull(Column),
    Meets(Region),
    Held(Held),
}

impl Test {
    /// About how long it takes, in plain comparisons.
    pub(super) fn cost(&self) -> u32 {
        match self {
            Test::All(parts) | Test::Any(parts) => parts.iter().map(Test::cost).sum(),
            Test::Not(inner) => inner.cost(),
            Test::Text { folding, .. } if *folding != Folding::default() => 8,
            Test::Held(_) => 2,
            Test::Meets(_) => PLACE_COST,
            _ => 1,
        }
    }
}

/// Whether a territory holds a feature, wholly or in part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) holder: FeatureId,
    pub(super) wholly: bool,
}
