use super::bits::Bits;
use super::comparison::{Folding, Operator, TextTest, compare};
use super::property::{Column, Kind};
use super::region::{Region, polygons, world_rect};
use super::test::Test;
use crate::almanac::ColumnView;
use crate::atlas::rtree::WorldBox;
use crate::atlas::{Attribute, LayerView};
use crate::catalog::Catalog;
use crate::gazetteer::{FieldId, LayerId, LayerKind};

/// Of which features a condition holds and of which it does not. Of those in neither set it is unknown: a value that it
/// speaks of is missing. No feature is in both.
#[derive(Clone, Debug)]
pub(super) struct Truth {
    pub(super) yes: Bits,
    pub(crate) no: Bits,
}

impl Truth {
    pub(crate) fn unknown(among: &Bits) -> Truth {
        Truth { yes: Bits::none(among.features()), no: Bits::none(among.features()) }
    }

    /// Asks of each feature.
    pub(crate) fn of(among: &Bits, mut holds: impl FnMut(u32) -> Option<bool>) -> Truth {
        let mut truth = Truth::unknown(among);
        for feature in among.iter() {
            match holds(feature) {
                Some(true) => truth.yes.insert(feature),
                Some(false) => truth.no.insert(feature),
                None => {}
            }
        }
        truth
    }
}

/// Tests on the features of one layer, column by column.
pub(super) struct Evaluator<'a, D> {
    pub(crate) catalog: &'a Catalog<D>,
    pub(crate) layer: LayerId,
    pub(crate) view: LayerView<'a, D>,
}

/// What is known of the test of a distinct value.
const UNTESTED: u8 = 0;
const HOLDS: u8 = 1;
const FAILS: u8 = 2;

impl<'a, D: AsRef<[u8]>> Evaluator<'a, D> {
    /// Asks a test of the features of `among`; of others the answer may be anything.
    ///
    /// It goes as deep as the parser let parentheses lie within each other.
    pub(super) fn truth(&self, test: &Test, among: &Bits) -> Truth {
        match test {
            Test::All(parts) => self.all(parts, among),
            Test::Any(parts) => self.any(parts, among),
            Test::Not(inner) => {
                let Truth { yes, no } = self.truth(inner, among);
                Truth { yes: no, no: yes }
            }
            Test::Constant(value) => Truth::of(among, |_| Some(*value)),
            Test::Text { column, folding, test } => self.text(*column, *folding, test, among),
            Test::Number { column, test } => {
                let numbers = self.numbers(*column);
                Truth::of(among, |feature| Some(test.holds(numbers.get(feature)?)))
            }
            Test::Flag { column, value } => Truth::of(among, |feature| Some(self.flag(*column, feature)? == *value)),
            Test::Columns { left, operator, right } => self.columns(*left, *operator, *right, among),
            Test::IsNull(column) => self.is_null(*column, among),
            Test::Meets(region) => self.meets(region, among),
            Test::Held(held) => self.held(held, among),
        }
    }

    /// What one part denies, the others need not be asked of.
    fn all(&self, parts: &[Test], among: &Bits) -> Truth {
        let mut left = among.clone();
        let mut whole = Truth { yes: among.clone(), no: Bits::none(among.features()) };
        for part in parts {
            let truth = self.truth(part, &left);
            left = left.without(&truth.no);
            whole = Truth { yes: whole.yes.and(&truth.yes), no: whole.no.or(&truth.no) };
        }
        whole
    }

    fn any(&self, parts: &[Test], among: &Bits) -> Truth {
        let mut left = among.clone();
        let mut whole = Truth { yes: Bits::none(among.features()), no: among.clone() };
        for part in parts {
            let truth = self.truth(part, &left);
            left = left.without(&truth.yes);
            whole = Truth { yes: whole.yes.or(&truth.yes), no: whole.no.and(&truth.no) };
        }
        whole
    }

    /// Texts lie in columns as numbers of distinct values: each value is tested once.
    fn text(&self, column: Column, folding: Folding, test: &TextTest, among: &Bits) -> Truth {
        let texts = self.texts(column);
        let numbers = match column {
            Column::Field(field, _) => self.catalog.view(field.layer()).column(field.number()),
            Column::Figure(_) | Column::Reason(_) | Column::Coverage(_) => None,
        };
        let Some(numbers) = numbers else {
            return Truth::of(among, |feature| Some(test.holds(&folding.fold(texts.get(feature)?))));
        };
        let mut tested = vec![UNTESTED; self.catalog.atlas().value_count() as usize + 1];
        Truth::of(among, |feature| {
            let known = tested.get_mut(numbers.get(feature as usize)?.get() as usize)?;
            if *known == UNTESTED {
                *known = if test.holds(&folding.fold(texts.get(feature)?)) { HOLDS } else { FAILS };
            }
            Some(*known == HOLDS)
        })
    }

    fn columns(&self, left: (Column, Folding), operator: Operator, right: (Column, Folding), among: &Bits) -> Truth {
        match left.0.kind() {
            Kind::Text => {
                let (one, other) = (self.texts(left.0), self.texts(right.0));
                Truth::of(among, |feature| {
                    let (one, other) = (left.1.fold(one.get(feature)?), right.1.fold(other.get(feature)?));
                    Some(operator.holds(one.cmp(&other)))
                })
            }
            Kind::Number => {
                let (one, other) = (self.numbers(left.0), self.numbers(right.0));
                Truth::of(among, |feature| Some(compare(one.get(feature)?, other.get(feature)?, operator)))
            }
            Kind::Flag => Truth::of(among, |feature| {
                Some(operator.holds(self.flag(left.0, feature)?.cmp(&self.flag(right.0, feature)?)))
            }),
        }
    }

    fn is_null(&self, column: Column, among: &Bits) -> Truth {
        match column.kind() {
            Kind::Text => {
                let texts = self.texts(column);
                Truth::of(among, |feature| Some(texts.get(feature).is_none()))
            }
            Kind::Number => {
                let numbers = self.numbers(column);
                Truth::of(among, |feature| Some(numbers.get(feature).is_none()))
            }
            Kind::Flag => Truth::of(among, |feature| Some(self.flag(column, feature).is_none())),
        }
    }

    /// Points by their place; territories by their shape at the highest zoom, whose grid is finer than a metre from zoom
    /// 14 up. Of one whose bytes do not hold together it is unknown.
    fn meets(&self, region: &Region, among: &Bits) -> Truth {
        let layer = &self.view.record().layer;
        if layer.kind == LayerKind::Points {
            return Truth::of(among, |feature| Some(region.holds(self.view.place(feature)?)));
        }
        let zoom = layer.zooms.max;
        let mut near = Bits::none(among.features());
        let reach = f64::from(self.view.displacement(zoom)) * f64::from(1u32 << (20 - zoom));
        for WorldBox { min, max } in region.boxes() {
            let query = WorldBox { min: min.map(|value| value - reach), max: max.map(|value| value + reach) };
            self.view.search(&query, |feature| near.insert(feature));
        }
        let shapes = self.view.zoom(zoom);
        // In a damaged file every record may point at the whole section: what they cost together has a bound.
        let mut budget = shapes.map_or(0, |shapes| shapes.cost());
        Truth::of(among, |feature| {
            if !near.contains(feature) {
                return Some(false);
            }
            let shape = shapes?.shape(feature)?;
            region.meets_box(&world_rect(&shape.bounds(), zoom)).or_else(|| {
                budget = budget.checked_sub(shape.cost())?;
                Some(region.meets(&polygons(shape.rings().ok()?, zoom)))
            })
        })
    }

    fn texts(&self, column: Column) -> Texts<'a, D> {
        match column {
            Column::Field(field, _) => Texts::Stored(self.catalog.view(field.layer()), field),
            Column::Figure(column) | Column::Reason(column) | Column::Coverage(column) => {
                Texts::Reasons(self.catalog.figures(column))
            }
        }
    }

    fn numbers(&self, column: Column) -> Numbers<'a, D> {
        match column {
            Column::Field(field, _) => Numbers::Stored(self.catalog.view(field.layer()), field),
            Column::Coverage(column) => Numbers::Coverage(self.catalog.figures(column)),
            Column::Figure(column) | Column::Reason(column) => Numbers::Figures(self.catalog.figures(column)),
        }
    }

    fn flag(&self, column: Column, feature: u32) -> Option<bool> {
        let Column::Field(field, _) = column else { return None };
        match self.catalog.view(field.layer()).attribute(field.number(), feature)? {
            Attribute::Flag(value) => Some(value),
            _ => None,
        }
    }
}

/// The texts of a property.
enum Texts<'a, D> {
    Stored(LayerView<'a, D>, FieldId),
    Reasons(ColumnView<'a>),
}

impl<'a, D: AsRef<[u8]>> Texts<'a, D> {
    fn get(&self, feature: u32) -> Option<&'a str> {
        match self {
            Texts::Stored(view, field) => view.text(field.number(), feature),
            Texts::Reasons(column) => Some(column.figure(feature).reason()?.name()),
        }
    }
}

/// The numbers of a property. Integers beyond 2⁵³ are rounded.
enum Numbers<'a, D> {
    Stored(LayerView<'a, D>, FieldId),
    Figures(ColumnView<'a>),
    Coverage(ColumnView<'a>),
}

impl<D: AsRef<[u8]>> Numbers<'_, D> {
    fn get(&self, feature: u32) -> Option<f64> {
        let number = match self {
            Numbers::Figures(column) => column.figure(feature).value()?,
            Numbers::Coverage(column) => column.coverage_of_figure(feature)?,
            Numbers::Stored(view, field) => match view.attribute(field.number(), feature)? {
                Attribute::Unsigned(number) => number as f64,
                Attribute::Real(number) => number,
                Attribute::Text(_) | Attribute::Flag(_) => return None,
            },
        };
        (!number.is_nan()).then_some(number)
    }
}
