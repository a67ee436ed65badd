//! Which territories hold a point: what it declares, what follows from that, and what its place tells.

use rustc_hash::FxHashMap;

use super::former::Former;
use super::places::Places;
use super::territories::{Level, Territory};
use crate::atlas::FormerCodes;
use crate::geo::WorldPoint;
use crate::ingest::{ComplaintKind, PointRow, PointsRecipe, Recipe, meant, unknown_detail};

/// A fault of a point.
pub(super) type Fault = (ComplaintKind, String);

/// The territories that may hold the points of a layer.
pub(super) struct Holders<'a> {
    recipe: &'a PointsRecipe,
    levels: &'a [Level],
    /// The parents of the points, in the order of the recipe's.
    parents: Vec<Parent<'a>>,
    /// The level whose territories tell the coarser ones.
    base: Option<usize>,
    pub(super) places: Option<Places<'a>>,
    /// The territory of each code, by level.
    codes: FxHashMap<usize, FxHashMap<&'a str, u32>>,
    /// Codes of former territories of the base level.
    former: Former,
}

/// A parent of points.
struct Parent<'a> {
    attribute: &'a str,
    /// The level that it means, if any.
    level: Option<usize>,
    link: Link,
    /// Where its territories are, if points are in them by place.
    places: Option<Places<'a>>,
}

/// How a territory of the base level tells a parent.
enum Link {
    /// It is the territory itself.
    Base,
    /// The territory lies in it: place among the parents of the level.
    Coarser(usize),
    /// Not at all.
    None,
}

/// What a point declares: for each parent the number of a territory that is known.
pub(super) type Declared = Vec<Option<usize>>;

impl<'a> Holders<'a> {
    pub(super) fn new(recipe: &'a Recipe, points: &'a PointsRecipe, levels: &'a [Level], former: Former) -> Self {
        let number = |name: &str| recipe.levels.iter().position(|level| level.name == name);
        let meant = |attribute: &String| number(&recipe.level_of_parent(attribute)?.name);
        let is_source = |level: &usize| levels[*level].members.is_none();
        let declared = points.within.as_ref().map(|within| (number(&within.level), Some(within.by.as_str())));
        let (base, by) = declared.unwrap_or_else(|| {
            let parent = points.parents.keys().find_map(|it| Some((meant(it).filter(is_source)?, it.as_str())));
            let finest = (0..levels.len()).find(is_source);
            parent.map_or((finest, None), |(level, attribute)| (Some(level), Some(attribute)))
        });
        let link = |attribute: &str| match base {
            Some(_) if by == Some(attribute) => Link::Base,
            Some(base) => {
                levels[base].parents.iter().position(|parent| parent == attribute).map_or(Link::None, Link::Coarser)
            }
            None => Link::None,
        };
        let parents: Vec<Parent<'a>> = (points.parents.keys())
            .map(|attribute| {
                let link = link(attribute);
                let level = if matches!(link, Link::Base) { base } else { meant(attribute) };
                let is_by_place = points.also.iter().any(|it| it.by == *attribute);
                let places = level.filter(|_| is_by_place).map(|level| Places::new(levels, level));
                Parent { attribute, level, link, places }
            })
            .collect();
        let mut codes = FxHashMap::default();
        for level in parents.iter().filter_map(|parent| parent.level).chain(base) {
            codes.entry(level).or_insert_with(|| codes_of(&levels[level]));
        }
        let places = base.map(|base| Places::new(levels, base));
        Holders { recipe: points, levels, parents, base, places, codes, former }
    }

    /// The territories that a point declares and that are known, by codes of today, in another spelling, or former ones.
    pub(super) fn declared(&self, point: &PointRow) -> Declared {
        let known = |(parent, text): (&Parent<'a>, &Option<String>)| self.find(parent, text.as_deref()?);
        self.parents.iter().zip(&point.parents).map(known).collect()
    }

    fn find(&self, parent: &Parent<'a>, code: &str) -> Option<usize> {
        let codes = self.codes.get(&parent.level?)?;
        let known = |code: &str| codes.get(code).copied();
        let former = || match parent.link {
            Link::Base => self.former.get(code)?.as_deref().and_then(known),
            Link::Coarser(_) | Link::None => None,
        };
        meant(code, &self.recipe.codes, &known).or_else(former).map(|number| number as usize)
    }

    /// The codes for which [`Holders::declared`] asks the crosswalks, with what these say.
    pub(super) fn former_codes(&self, points: &[PointRow]) -> FormerCodes {
        let Some(place) = self.own() else { return FormerCodes::new() };
        let codes = self.parents[place].level.and_then(|level| self.codes.get(&level));
        let known = |code: &str| codes.and_then(|codes| codes.get(code)).copied();
        let written = points.iter().filter_map(|point| point.parents[place].as_deref());
        let asked = written.filter(|code| meant(code, &self.recipe.codes, &known).is_none());
        asked.map(|code| (code.to_owned(), self.former.get(code).cloned().flatten())).collect()
    }

    /// Whether a territory of the base level may be the one of a point: what the point declares agrees with it, be it only
    /// in a coarser territory that holds both, or the point declares nothing that is known.
    pub(super) fn agree(&self, declared: &Declared, found: usize) -> bool {
        let own = self.own().and_then(|place| declared[place]);
        let says_nothing = declared.iter().all(Option::is_none);
        says_nothing
            || self.parents.iter().zip(declared).any(|(parent, declared)| {
                let declared = declared.and_then(|number| self.code(parent, number));
                let expected = declared.or_else(|| self.told(parent, own?));
                expected.is_some() && expected == self.told(parent, found)
            })
    }

    /// Whether a point declares that it is in a territory of the map: that it has the code of one of the base level, or
    /// none of that level and one of a coarser. One that declares a commune which is not on the map may be anywhere.
    pub(super) fn is_declared(&self, point: &PointRow, declared: &Declared) -> bool {
        let own = self.own().filter(|&place| point.parents[place].is_some());
        own.map_or_else(|| declared.iter().any(Option::is_some), |place| declared[place].is_some())
    }

    /// The place of the parent that is a territory of the base level.
    fn own(&self) -> Option<usize> {
        self.parents.iter().position(|parent| matches!(parent.link, Link::Base))
    }

    /// The parents of a point that is at `place`, and what is wrong with those that it declares.
    pub(super) fn settle(
        &self,
        point: &PointRow,
        declared: &Declared,
        place: Option<WorldPoint>,
    ) -> (Vec<Option<String>>, Vec<Fault>) {
        let own = self.own().and_then(|place| declared[place]);
        let found = place.and_then(|place| self.places.as_ref()?.at(place));
        let holder = own.or(found);
        let mut unknown = Vec::new();
        let mut settled = Vec::with_capacity(self.parents.len());
        for ((parent, text), declared) in self.parents.iter().zip(&point.parents).zip(declared) {
            let told = holder.and_then(|holder| self.told(parent, holder));
            let known = declared.and_then(|number| self.code(parent, number));
            if let (Some(text), Some(level), None) = (text, parent.level, known) {
                unknown.push(self.unknown(parent, level, text, told));
            }
            let found = || self.code(parent, parent.places.as_ref()?.at(place?)?);
            settled.push(known.or(told).or_else(found).map(str::to_owned).or_else(|| text.clone()));
        }
        let mut faults = Vec::new();
        if !unknown.is_empty() {
            faults.push((ComplaintKind::UnknownTerritory, unknown.join("; ")));
        }
        faults.extend(self.disagreement(declared, own, place.zip(found)));
        // Points of a map without territories have none, which is no fault.
        let is_nowhere = settled.iter().all(Option::is_none) && !settled.is_empty();
        if is_nowhere && self.base.is_some() && faults.is_empty() {
            faults.push((ComplaintKind::NoTerritory, "it declares no territory, and lies in none".to_owned()));
        }
        (settled, faults)
    }

    /// What a code that is none says: which one would be, and what was taken.
    fn unknown(&self, parent: &Parent<'a>, level: usize, text: &str, told: Option<&str>) -> String {
        let codes = self.codes.get(&level);
        let find = |code: &str| codes.and_then(|codes| codes.get(code)).copied();
        let detail = unknown_detail(text, &find);
        match told {
            Some(told) => format!("{}: {detail}; `{told}` was taken", parent.attribute),
            None => format!("{}: {detail}", parent.attribute),
        }
    }

    /// The first parent that contradicts the place, or else the territory that the point declares itself. One a point: a
    /// wrong département brings a wrong académie and a wrong région with it.
    fn disagreement(
        &self,
        declared: &Declared,
        own: Option<usize>,
        found: Option<(WorldPoint, usize)>,
    ) -> Option<Fault> {
        let base = &self.levels[self.base?];
        if let (Some(own), Some((place, found))) = (own, found)
            && own != found
        {
            let distance = self.places.as_ref().and_then(|places| places.distance(place, own));
            let distance = distance.map_or(String::new(), |metres| format!(", {metres:.0} m from there"));
            let (own, found) = (named(&base.territories[own]), named(&base.territories[found]));
            let detail = format!("{own} is declared, but the place lies in {found}{distance}");
            return Some((ComplaintKind::OtherTerritory, detail));
        }
        let holder = own.or(found.map(|(_, found)| found))?;
        self.parents.iter().zip(declared).find_map(|(parent, declared)| {
            let declared = self.code(parent, (*declared)?)?;
            let told = self.told(parent, holder).filter(|told| *told != declared)?;
            let (attribute, named) = (parent.attribute, named(&base.territories[holder]));
            Some(match own {
                Some(_) => (
                    ComplaintKind::Contradiction,
                    format!("{attribute} {declared} is declared, but {named} lies in {attribute} {told}"),
                ),
                None => (
                    ComplaintKind::OtherTerritory,
                    format!("{attribute} {declared} is declared, but the place lies in {named}, {attribute} {told}"),
                ),
            })
        })
    }

    /// The territory of a parent by its code: number of the level and of the territory.
    pub(super) fn territory(&self, attribute: &str, parents: &[Option<String>]) -> Option<(usize, usize)> {
        let place = self.parents.iter().position(|parent| parent.attribute == attribute)?;
        let level = self.parents[place].level?;
        let number = self.codes.get(&level)?.get(parents[place].as_deref()?)?;
        Some((level, *number as usize))
    }

    /// A territory of the base level in a sentence.
    pub(super) fn name(&self, number: usize) -> String {
        self.base.map(|base| named(&self.levels[base].territories[number])).unwrap_or_default()
    }

    /// The code of a territory of a parent's level.
    fn code(&self, parent: &Parent<'a>, number: usize) -> Option<&'a str> {
        Some(self.levels[parent.level?].territories[number].code.as_str())
    }

    /// The code that a territory of the base level tells of a parent.
    fn told(&self, parent: &Parent<'a>, number: usize) -> Option<&'a str> {
        let territory = &self.levels[self.base?].territories[number];
        match parent.link {
            Link::Base => Some(&territory.code),
            Link::Coarser(place) => territory.parents[place].as_deref(),
            Link::None => None,
        }
    }
}

pub(super) fn named(territory: &Territory) -> String {
    format!("{} ({})", territory.title, territory.code)
}

fn codes_of(level: &Level) -> FxHashMap<&str, u32> {
    level.territories.iter().zip(0..).map(|(territory, number)| (territory.code.as_str(), number)).collect()
}
