//! Figures that a table gives for parts of a territory: the schools of a commune, the arrondissements of a city.
//!
//! They become figures of the territory by the rule of their indicator, as points do: counts add up, means are weighted,
//! shares are made of numerators and denominators. What a row has belongs together, so a part without a figure adds
//! neither its weight nor its denominator; the share that the figure rests on goes with it ([`Sides`]).

use rustc_hash::FxHashMap;

use super::known_parts::KnownParts;
use super::part::{Part, Pile, Piles};
use crate::gazetteer::{Figure, Reason, Rule, Sides};
use crate::ingest::complaint::{Complaint, Complaints};
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::digits::{behind_mark, rounded};
use crate::ingest::recipe::{Recipe, TableRecipe};
use crate::ingest::spelling::listed;
use crate::ingest::tally::TableTally;

/// Parts that a complaint lists.
const SHOWN: usize = 5;

/// Makes figures of territories of those of their parts, where there is a way.
///
/// A figure of the territory itself wins. A share whose parts stand in other tables follows from these. What cannot be
/// made is a complaint.
pub(super) fn add_up<'a>(
    (recipe, table, known): (&'a Recipe, &TableRecipe, &KnownParts),
    piles: &mut Piles<'a>,
    tally: &mut TableTally,
    complaints: &mut Complaints,
) {
    let mut parts: Vec<((&'a str, i32), Vec<Part>)> = piles
        .iter_mut()
        .filter(|(_, pile)| !pile.parts.is_empty())
        .map(|(key, pile)| (*key, std::mem::take(&mut pile.parts)))
        .collect();
    parts.extend(implied_shares(recipe, &parts));
    parts.sort_by_key(|(key, _)| *key);
    let given = Given(parts.iter().map(|(key, parts)| (*key, by_line(parts))).collect());
    for (key, mut parts) in parts {
        parts.sort_by_key(|part| (part.id, part.line));
        let way = Way::find(recipe, table, key, &given);
        let mut adding = Adding { recipe, table, known, key, given: &given, tally, complaints };
        adding.settle(&parts, &way, piles.entry(key).or_default());
    }
}

/// Shares and means that the table does not give, of parts that it does: a part of the share for each row.
fn implied_shares<'a>(recipe: &'a Recipe, parts: &[((&'a str, i32), Vec<Part>)]) -> Vec<((&'a str, i32), Vec<Part>)> {
    let find = |id: &str, year: i32| parts.iter().find(|((other, of), _)| *other == id && *of == year);
    let mut implied = Vec::new();
    for indicator in &recipe.indicators {
        let Rule::Ratio { numerator, denominator, .. } = indicator.aggregation.rule() else { continue };
        for ((_, year), rows) in parts.iter().filter(|((id, _), _)| *id == numerator) {
            if find(&indicator.id, *year).is_none() && find(denominator, *year).is_some() {
                implied.push(((indicator.id.as_str(), *year), rows.clone()));
            }
        }
    }
    implied
}

/// The figures of parts by the line in which they stand.
struct Given<'a>(FxHashMap<(&'a str, i32), FxHashMap<u64, Figure>>);

fn by_line(parts: &[Part]) -> FxHashMap<u64, Figure> {
    parts.iter().map(|part| (part.line, part.figure)).collect()
}

impl Given<'_> {
    fn at(&self, id: &str, year: i32, line: u64) -> Figure {
        let found = self.0.get(&(id, year)).and_then(|rows| rows.get(&line));
        found.copied().unwrap_or(Figure::Missing(None))
    }
}

/// What becomes of the parts of territories.
enum Way<'a> {
    /// The rule, with the id and the year of what it names.
    Rule(Rule<'a>, [Option<(&'a str, i32)>; 2]),
    /// The figure follows from parts that other tables give.
    NotNeeded,
    Refused,
}

impl<'a> Way<'a> {
    fn find(recipe: &'a Recipe, table: &TableRecipe, (id, year): (&str, i32), given: &Given<'_>) -> Way<'a> {
        let rule = recipe.indicator(id).map_or(Rule::None, |indicator| indicator.aggregation.rule());
        let has = |id: &str, year| given.0.contains_key(&(id, year));
        let elsewhere = |part: &str| recipe.tables.iter().any(|it| it.level == table.level && it.gives(part, year));
        match rule {
            Rule::Sum | Rule::Plain => Way::Rule(rule, [None, None]),
            Rule::Ratio { numerator, denominator, .. } if has(numerator, year) && has(denominator, year) => {
                Way::Rule(rule, [Some((numerator, year)), Some((denominator, year))])
            }
            Rule::Ratio { numerator, denominator, .. } if elsewhere(numerator) && elsewhere(denominator) => {
                Way::NotNeeded
            }
            Rule::Weighted { weight, year: policy } => {
                let known = given.0.keys().filter(|(id, _)| *id == weight).map(|(_, year)| *year);
                let of = policy.choose(year, &known.collect::<Vec<_>>());
                of.map_or(Way::Refused, |of| Way::Rule(rule, [Some((weight, of)), None]))
            }
            Rule::Ratio { .. } | Rule::None => Way::Refused,
        }
    }
}

/// The parts of one indicator in one year, while they are made figures.
struct Adding<'a, 'b> {
    recipe: &'b Recipe,
    table: &'b TableRecipe,
    known: &'b KnownParts,
    key: (&'a str, i32),
    given: &'b Given<'a>,
    tally: &'b mut TableTally,
    complaints: &'b mut Complaints,
}

impl Adding<'_, '_> {
    /// `parts` are ascending by territory; `pile` has its values ascending by id, and keeps them so.
    fn settle(&mut self, parts: &[Part], way: &Way<'_>, pile: &mut Pile) {
        pile.values.sort_unstable_by_key(|&(id, _)| id);
        let whole = pile.values.len();
        let mut unweighted: Vec<&Part> = Vec::new();
        for group in parts.chunk_by(|one, other| one.id == other.id) {
            let id = group[0].id;
            let place = pile.values[..whole].binary_search_by_key(&id, |&(id, _)| id).ok();
            let has_whole = place.is_some_and(|place| pile.values[place].1 != Figure::Missing(None));
            match way {
                Way::NotNeeded => self.tally.parts_left_out += group.len() as u64,
                _ if has_whole => {
                    let given = place.and_then(|place| pile.values[place].1.value());
                    self.compare(given, way, group);
                    self.tally.parts_left_out += group.len() as u64;
                }
                Way::Refused if group.iter().all(|part| part.figure.value().is_none()) => {}
                Way::Refused => self.refuse(group),
                Way::Rule(rule, named) => {
                    let (figure, sides) = self.together(*rule, named, group);
                    match place {
                        Some(place) => pile.values[place].1 = figure,
                        None => pile.values.push((id, figure)),
                    }
                    pile.sums.push((id, sides));
                    unweighted.extend(self.unweighted(*rule, named, group));
                }
            }
        }
        self.complain_of_unweighted(&unweighted);
        pile.values.sort_unstable_by_key(|&(id, _)| id);
    }

    fn together(&mut self, rule: Rule<'_>, named: &[Option<(&str, i32)>; 2], group: &[Part]) -> (Figure, Sides) {
        let mut sum = Sides::default();
        let mut absent: Vec<&Part> = Vec::new();
        for part in group {
            let beside =
                named.map(|it| it.map_or(Figure::Missing(None), |(id, year)| self.given.at(id, year, part.line)));
            sum = sum.and(rule.sides(part.figure, beside));
            absent.extend((part.figure.value().is_none()).then_some(part));
        }
        let lacking = if self.table.parts { Vec::new() } else { self.known.lacking(group[0].id, group) };
        if !lacking.is_empty() {
            self.complain_of_lacking(&lacking, group);
            return (Figure::Missing(None), Sides { whole: sum.whole, ..Sides::default() });
        }
        // How many rows a commune's schools have is nobody's concern; an arrondissement without a figure leaves a city
        // without one.
        if let (false, Rule::Sum, Some(first)) = (self.table.parts, rule, absent.first()) {
            if absent.iter().any(|part| part.figure.reason().is_none()) && absent.len() < group.len() {
                self.complain_of_absent(&absent, group);
            }
            return (first.figure, Sides { upper: 0.0, lower: 0.0, ..sum });
        }
        let figure = rule.figure(sum).map_or_else(|| Figure::Missing(shared_reason(group)), Figure::Known);
        (figure, sum)
    }

    fn complain_of_absent(&mut self, absent: &[&Part], group: &[Part]) {
        let (indicator, year) = self.key;
        let rows: Vec<String> = absent.iter().map(|part| part.line.to_string()).collect();
        let detail = format!(
            "`{indicator}` of {year} is given for {} of {} parts of it, and not in row {}",
            group.len() - absent.len(),
            group.len(),
            rows.join(", ")
        );
        self.complain(ComplaintKind::PartMissing, absent[0].line, &group[0].whole, detail);
    }

    /// Complains of parts that have no row here, and that the table knows.
    fn complain_of_lacking(&mut self, lacking: &[&str], group: &[Part]) {
        let (indicator, year) = self.key;
        let more = lacking.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let detail = format!(
            "`{indicator}` of {year} has no row for {}{more}, part of it; add the row, or write `parts = true` where \
             there is no such part",
            listed(lacking.iter().take(SHOWN).copied())
        );
        self.complain(ComplaintKind::PartMissing, group[0].line, &group[0].whole, detail);
    }

    /// Complains where all parts have a figure and do not add up to that of the whole, by more than its rounding.
    fn compare(&mut self, given: Option<f64>, way: &Way<'_>, group: &[Part]) {
        let is_sum = matches!(way, Way::Rule(Rule::Sum, _)) && !self.table.parts;
        let Some(given) = given.filter(|_| is_sum && self.known.lacking(group[0].id, group).is_empty()) else { return };
        let Some(sum) = group.iter().map(|part| part.figure.value()).sum::<Option<f64>>() else { return };
        let rounding = 0.5 * 10f64.powi(-i32::from(behind_mark(given))) + given.abs() * 1e-12;
        if (given - sum).abs() > rounding {
            let (indicator, year) = self.key;
            let sum = rounded(sum, behind_mark(sum));
            let detail = format!("`{indicator}` of {year} is {given}, and its {} parts add up to {sum}", group.len());
            self.complain(ComplaintKind::DiffersFromParts, group[0].line, &group[0].whole, detail);
        }
    }

    /// Parts that have a figure and no weight, so that they do not count.
    fn unweighted<'p>(&self, rule: Rule<'_>, named: &[Option<(&str, i32)>; 2], group: &'p [Part]) -> Vec<&'p Part> {
        let (Rule::Weighted { .. }, Some((weight, year))) = (rule, named[0]) else { return Vec::new() };
        let has_none =
            |part: &&Part| part.figure.value().is_some() && self.given.at(weight, year, part.line).value().is_none();
        group.iter().filter(has_none).collect()
    }

    fn complain_of_unweighted(&mut self, parts: &[&Part]) {
        let Some(first) = parts.iter().min_by_key(|part| part.line) else { return };
        let (indicator, year) = self.key;
        let weight = self.recipe.indicator(indicator).and_then(|it| it.aggregation.rule().first()).unwrap_or_default();
        let (count, rows) = (parts.len(), if parts.len() == 1 { "row has" } else { "rows have" });
        let detail = format!("`{indicator}` of {year}: {count} {rows} a figure and no weight in `{weight}`");
        self.complain(ComplaintKind::Unweighted, first.line, &first.whole, detail);
    }

    fn refuse(&mut self, group: &[Part]) {
        let (indicator, year) = self.key;
        let help = match self.recipe.indicator(indicator).map(|it| it.aggregation.rule()) {
            Some(Rule::Weighted { weight, .. }) => format!("the table gives no `{weight}` beside them"),
            Some(Rule::Ratio { numerator, denominator, .. }) => {
                format!("no table gives `{numerator}` and `{denominator}` for them")
            }
            _ => "a `weight` in the recipe says how to take their mean".to_owned(),
        };
        let detail =
            format!("`{indicator}` of {year} is given for {} parts of it, which do not add up; {help}", group.len());
        self.complain(ComplaintKind::NotAdditive, group[0].line, &group[0].whole, detail);
    }

    fn complain(&mut self, kind: ComplaintKind, row: u64, code: &str, detail: String) {
        let (file, row, code) = (self.table.file.clone(), Some(row), Some(code.to_owned()));
        self.complaints.push(Complaint { kind, file, row, code, detail, place: None });
    }
}

/// The reason that all parts without a figure share, those apart to which none could apply.
fn shared_reason(group: &[Part]) -> Option<Reason> {
    let mut reasons = group.iter().map(|part| part.figure.reason());
    let first = reasons.next().flatten();
    first.filter(|_| reasons.all(|reason| reason == first))
}
