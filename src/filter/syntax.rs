//! What a filter says, as a tree, and its one canonical text.

use std::fmt::{self, Display, Formatter, Write as _};

use super::comparison::Operator;
use super::token::is_plain;

/// A condition, as it was written. Conditions of one kind stand side by side, however they were put in parentheses.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Constant(bool),
    Compare(Operand, Operator, Operand),
    Between(Operand, Operand, Operand),
    OneOf(Operand, Vec<Operand>),
    /// The pattern is a text.
    Like(Operand, Operand),
    IsNull(Operand),
    /// `S_INTERSECTS(geom, …)`.
    Intersects(Place),
    /// `within('departements','35')` alone.
    Within(Holder),
}

/// A property or a value, with what it is freed of before it is compared.
#[derive(Clone, Debug)]
pub(super) struct Operand {
    /// Its first character, counted from 1.
    pub(crate) at: usize,
    pub(super) case_free: bool,
    pub(super) accent_free: bool,
    pub(crate) content: Content,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    Property(String),
    Text(String),
    Number(f64),
    Flag(bool),
}

/// A territory.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    pub(crate) at: usize,
    pub(crate) level: String,
    pub(crate) code: String,
}

/// A part of the world.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// West, south, east and north in degrees; west of the antimeridian and east of it where west is the larger.
    Bounds([f64; 4]),
    /// Rings of a polygon, longitude and latitude in degrees, closed; those behind the first are holes.
    Polygon(Vec<Vec<[f64; 2]>>),
    Holder(Holder),
}

impl Condition {
    /// The opposite. Of what is unknown the opposite is unknown too, so that two in a row cancel out.
    pub(super) fn negated(self) -> Condition {
        match self {
            Condition::Not(inner) => *inner,
            other => Condition::Not(Box::new(other)),
        }
    }

    /// Calls `found` with every operand, in the order of the text.
    pub(super) fn operands<'a>(&'a self, found: &mut impl FnMut(&'a Operand)) {
        match self {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| part.operands(found)),
            Condition::Not(inner) => inner.operands(found),
            Condition::Compare(left, _, right) => [left, right].into_iter().for_each(found),
            Condition::Between(value, low, high) => [value, low, high].into_iter().for_each(found),
            Condition::OneOf(value, _) | Condition::Like(value, _) | Condition::IsNull(value) => found(value),
            Condition::Constant(_) | Condition::Intersects(_) | Condition::Within(_) => {}
        }
    }
}

impl Display for Condition {
    /// The canonical text: it is read as the same tree, and every text of that tree, however spaced, gives it.
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Condition::All(parts) => write_joined(formatter, parts, " AND "),
            Condition::Any(parts) => write_joined(formatter, parts, " OR "),
            Condition::Not(inner) => match &**inner {
                Condition::All(_) | Condition::Any(_) => write!(formatter, "NOT ({inner})"),
                Condition::Between(..) | Condition::OneOf(..) | Condition::Like(..) | Condition::IsNull(_) => {
                    write_predicate(formatter, inner, "NOT ")
                }
                _ => write!(formatter, "NOT {inner}"),
            },
            Condition::Constant(value) => write_flag(formatter, *value),
            Condition::Compare(left, operator, right) => write!(formatter, "{left}{}{right}", operator.sign()),
            Condition::Intersects(place) => write!(formatter, "S_INTERSECTS(geom,{place})"),
            Condition::Within(holder) => Display::fmt(holder, formatter),
            _ => write_predicate(formatter, self, ""),
        }
    }
}

fn write_joined(formatter: &mut Formatter<'_>, parts: &[Condition], joint: &str) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            formatter.write_str(joint)?;
        }
        // Only what binds less tightly needs parentheses: nothing stands within its own kind.
        match part {
            Condition::Any(_) => write!(formatter, "({part})")?,
            _ => Display::fmt(part, formatter)?,
        }
    }
    Ok(())
}

/// Writes a condition that takes its `NOT` in its middle.
fn write_predicate(formatter: &mut Formatter<'_>, condition: &Condition, not: &str) -> fmt::Result {
    match condition {
        Condition::Between(value, low, high) => write!(formatter, "{value} {not}BETWEEN {low} AND {high}"),
        Condition::OneOf(value, items) => {
            write!(formatter, "{value} {not}IN(")?;
            write_list(formatter, items, Display::fmt)?;
            formatter.write_char(')')
        }
        Condition::Like(value, pattern) => write!(formatter, "{value} {not}LIKE {pattern}"),
        Condition::IsNull(value) => write!(formatter, "{value} IS {not}NULL"),
        other => Display::fmt(other, formatter),
    }
}

fn write_list<T>(
    formatter: &mut Formatter<'_>,
    items: &[T],
    write: impl Fn(&T, &mut Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            formatter.write_char(',')?;
        }
        write(item, formatter)?;
    }
    Ok(())
}

fn write_flag(formatter: &mut Formatter<'_>, value: bool) -> fmt::Result {
    formatter.write_str(if value { "TRUE" } else { "FALSE" })
}

fn write_text(formatter: &mut Formatter<'_>, text: &str) -> fmt::Result {
    write!(formatter, "'{}'", text.replace('\'', "''"))
}

/// Writes a number so that it is read back as the same: with an exponent where it would have many zeros without.
fn write_number(formatter: &mut Formatter<'_>, number: f64) -> fmt::Result {
    let size = number.abs();
    if size != 0.0 && !(1e-6..1e15).contains(&size) {
        write!(formatter, "{number:e}")
    } else {
        write!(formatter, "{number}")
    }
}

impl Display for Operand {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let functions = [(self.case_free, "CASEI("), (self.accent_free, "ACCENTI(")];
        let functions = functions.iter().filter(|(is_applied, _)| *is_applied);
        functions.clone().try_for_each(|(_, name)| formatter.write_str(name))?;
        match &self.content {
            Content::Property(name) if is_plain(name) => formatter.write_str(name)?,
            Content::Property(name) => write!(formatter, "\"{}\"", name.replace('"', "\"\""))?,
            Content::Text(text) => write_text(formatter, text)?,
            Content::Number(number) => write_number(formatter, *number)?,
            Content::Flag(value) => write_flag(formatter, *value)?,
        }
        functions.clone().try_for_each(|_| formatter.write_char(')'))
    }
}

impl Display for Holder {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("within(")?;
        write_text(formatter, &self.level)?;
        formatter.write_char(',')?;
        write_text(formatter, &self.code)?;
        formatter.write_char(')')
    }
}

impl Display for Place {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Place::Bounds(bounds) => {
                formatter.write_str("BBOX(")?;
                write_list(formatter, bounds, |number, formatter| write_number(formatter, *number))?;
                formatter.write_char(')')
            }
            Place::Polygon(rings) => {
                formatter.write_str("POLYGON(")?;
                write_list(formatter, rings, |ring, formatter| {
                    formatter.write_char('(')?;
                    write_list(formatter, ring, |[lon, lat], formatter| {
                        write_number(formatter, *lon)?;
                        formatter.write_char(' ')?;
                        write_number(formatter, *lat)
                    })?;
                    formatter.write_char(')')
                })?;
                formatter.write_char(')')
            }
            Place::Holder(holder) => Display::fmt(holder, formatter),
        }
    }
}
