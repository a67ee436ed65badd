use super::comparison::{Folding, NumberTest, Operator, TextTest, order};
use super::error::FilterError;
use super::pattern::Pattern;
use super::property::{Column, Kind, property, property_names};
use super::region::Region;
use super::syntax::{Condition, Content, Holder, Operand, Place};
use super::test::{Held, Test};
use crate::catalog::text::shortened;
use crate::catalog::{Catalog, TerritoryError};
use crate::gazetteer::{LayerId, LayerKind};

/// Finds what a filter speaks of in one layer.
pub(super) struct Binder<'a, D> {
    pub(crate) catalog: &'a Catalog<D>,
    /// A layer that may have figures.
    pub(crate) layer: LayerId,
    pub(crate) years: Option<&'a [i32]>,
}

impl<D: AsRef<[u8]>> Binder<'_, D> {
    /// The test that a condition is. The layer has all its properties.
    ///
    /// # Errors
    /// When values of different kinds are compared, or a territory is unknown.
    pub(crate) fn test(&self, condition: &Condition) -> Result<Test, FilterError> {
        match condition {
            Condition::All(parts) => self.tests(parts).map(Test::All),
            Condition::Any(parts) => self.tests(parts).map(Test::Any),
            Condition::Not(inner) => Ok(Test::Not(Box::new(self.test(inner)?))),
            Condition::Constant(value) => Ok(Test::Constant(*value)),
            Condition::Compare(left, operator, right) => self.compare(left, *operator, right),
            Condition::Between(value, low, high) => Ok(Test::All(vec![
                self.compare(value, Operator::GreaterOrEqual, low)?,
                self.compare(value, Operator::LessOrEqual, high)?,
            ])),
            Condition::OneOf(value, items) => self.one_of(value, items),
            Condition::Like(value, pattern) => self.like(value, pattern),
            Condition::IsNull(operand) => Ok(Test::IsNull(self.column(operand)?)),
            Condition::Intersects(Place::Holder(holder)) => self.held(holder, false),
            Condition::Intersects(place) => Ok(Test::Meets(Region::new(place))),
            Condition::Within(holder) => self.held(holder, true),
        }
    }

    fn tests(&self, parts: &[Condition]) -> Result<Vec<Test>, FilterError> {
        let mut tests = parts.iter().map(|part| self.test(part)).collect::<Result<Vec<Test>, _>>()?;
        // What the cheaper ones have decided the dearer ones need not look at.
        tests.sort_by_key(Test::cost);
        Ok(tests)
    }

    fn compare(&self, left: &Operand, operator: Operator, right: &Operand) -> Result<Test, FilterError> {
        let (left, operator, right) = match (&left.content, &right.content) {
            (Content::Property(_), Content::Property(_)) => return self.compare_columns(left, operator, right),
            (Content::Property(_), _) => (left, operator, right),
            _ => (right, operator.turned(), left),
        };
        let column = self.column(left)?;
        match (column.kind(), &right.content) {
            (Kind::Text, Content::Text(text)) => {
                let test = TextTest::Compare(operator, folding(right).fold(text).into_owned());
                Ok(Test::Text { column, folding: folding(left), test })
            }
            (Kind::Number, Content::Number(number)) => {
                self.unfolded([left, right])?;
                Ok(Test::Number { column, test: NumberTest::Compare(operator, *number) })
            }
            (Kind::Flag, Content::Flag(value)) => {
                self.unfolded([left, right])?;
                match operator {
                    Operator::Equal => Ok(Test::Flag { column, value: *value }),
                    Operator::Unequal => Ok(Test::Flag { column, value: !*value }),
                    _ => Err(wrong(left, "TRUE and FALSE are compared by = and <>".to_owned())),
                }
            }
            (kind, _) => Err(mismatch(left, kind, right)),
        }
    }

    fn compare_columns(&self, left: &Operand, operator: Operator, right: &Operand) -> Result<Test, FilterError> {
        let (one, other) = (self.column(left)?, self.column(right)?);
        if one.kind() != other.kind() {
            let sentence = format!("{left} and {right} are of different kinds and cannot be compared");
            return Err(wrong(right, sentence));
        }
        if one.kind() != Kind::Text {
            self.unfolded([left, right])?;
        }
        Ok(Test::Columns { left: (one, folding(left)), operator, right: (other, folding(right)) })
    }

    fn one_of(&self, value: &Operand, items: &[Operand]) -> Result<Test, FilterError> {
        let column = self.column(value)?;
        match column.kind() {
            Kind::Text => {
                let text = |item: &Operand| match &item.content {
                    Content::Text(text) => Ok(folding(item).fold(text).into_owned()),
                    _ => Err(mismatch(value, Kind::Text, item)),
                };
                let test = TextTest::OneOf(items.iter().map(text).collect::<Result<_, _>>()?);
                Ok(Test::Text { column, folding: folding(value), test })
            }
            Kind::Number => {
                self.unfolded(items.iter().chain([value]))?;
                let number = |item: &Operand| match item.content {
                    Content::Number(number) => Ok(number),
                    _ => Err(mismatch(value, Kind::Number, item)),
                };
                let mut numbers = items.iter().map(number).collect::<Result<Vec<f64>, _>>()?;
                numbers.sort_unstable_by(|one, other| order(*one, *other));
                Ok(Test::Number { column, test: NumberTest::OneOf(numbers) })
            }
            Kind::Flag => Err(wrong(value, format!("{value} is TRUE or FALSE; compare it by =, not IN"))),
        }
    }

    fn like(&self, value: &Operand, pattern: &Operand) -> Result<Test, FilterError> {
        let column = self.column(value)?;
        if column.kind() != Kind::Text {
            return Err(wrong(value, format!("LIKE goes with texts, and {value} is none")));
        }
        let Content::Text(text) = &pattern.content else {
            return Err(wrong(
                pattern,
                format!("a pattern of LIKE is a text such as 'Saint-%', and {pattern} is none"),
            ));
        };
        let test = TextTest::Like(Pattern::new(&folding(pattern).fold(text)));
        Ok(Test::Text { column, folding: folding(value), test })
    }

    fn held(&self, holder: &Holder, wholly: bool) -> Result<Test, FilterError> {
        let unknown = |error| FilterError::Territory { at: holder.at, error };
        let territory = self.catalog.territory(&holder.level, &holder.code).map_err(unknown)?;
        if self.catalog.layer_at(territory.layer).kind != LayerKind::Polygons {
            let areas = self.catalog.levels().filter(|(_, layer)| layer.kind == LayerKind::Polygons);
            let known = areas.map(|(_, layer)| layer.name.as_str()).collect::<Vec<_>>().join(", ");
            return Err(unknown(TerritoryError::UnknownLevel { name: shortened(&holder.level), known }));
        }
        Ok(Test::Held(Held { holder: territory, wholly }))
    }

    /// The column of an operand that is a property.
    fn column(&self, operand: &Operand) -> Result<Column, FilterError> {
        let Content::Property(name) = &operand.content else {
            return Err(wrong(operand, format!("{operand} is a value; compare a property such as `code` with it")));
        };
        property(self.catalog, self.layer, name, self.years).ok_or_else(|| {
            let known = property_names(self.catalog, self.layer).into_iter().collect::<Vec<_>>().join(", ");
            FilterError::UnknownProperty { at: operand.at, name: shortened(name), known }
        })
    }

    fn unfolded<'o>(&self, operands: impl IntoIterator<Item = &'o Operand>) -> Result<(), FilterError> {
        match operands.into_iter().find(|operand| folding(operand) != Folding::default()) {
            Some(operand) => Err(wrong(operand, "CASEI and ACCENTI go with texts".to_owned())),
            None => Ok(()),
        }
    }
}

fn folding(operand: &Operand) -> Folding {
    Folding { case: operand.case_free, accents: operand.accent_free }
}

fn wrong(operand: &Operand, sentence: String) -> FilterError {
    FilterError::Kind { at: operand.at, sentence: shortened_sentence(sentence) }
}

/// A value that is not of the kind of the property that it is compared with.
fn mismatch(property: &Operand, kind: Kind, value: &Operand) -> FilterError {
    let sentence = match (kind, &value.content) {
        (Kind::Text, Content::Number(number)) => format!("{property} is a text; write '{number}' in quotes"),
        (Kind::Text, _) => format!("{property} is a text; compare it with one such as 'Rennes', not with {value}"),
        (Kind::Number, _) => format!("{property} is a number; compare it with one such as 35, not with {value}"),
        (Kind::Flag, _) => format!("{property} is TRUE or FALSE; compare it with one of these, not with {value}"),
    };
    FilterError::Kind { at: value.at, sentence: shortened_sentence(sentence) }
}

/// A sentence that shows texts of a request, not longer than it helps.
fn shortened_sentence(sentence: String) -> String {
    const MOST: usize = 300;
    if sentence.chars().count() <= MOST { sentence } else { sentence.chars().take(MOST).chain(['…']).collect() }
}
