use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::MeshRecipe;
use super::borders::BordersForm;
use super::error::{Fault, allowed_names};
use super::form::{AcceptLossForm, LevelForm, MeshForm, RecipeForm};
use super::indicator_form::IndicatorKind;
use super::placed::Placed;
use crate::gazetteer::{CodeScheme, HIGHEST_ZOOM, NameFault, ZoomRange, name_fault};
use crate::ingest::features::has_places;
use crate::ingest::foreign;
use crate::ingest::source::FeatureSource;
use crate::ingest::spelling::listed;
use crate::ingest::years::SOUND;

/// Zooms of a layer that names none.
const USUAL_ZOOMS: ZoomRange = ZoomRange { min: 0, max: 14 };

/// What `[mesh]` is taken to say where it is silent.
const USUAL_MESH: MeshRecipe = MeshRecipe { simplify: 0.5, close_below: 50_000.0 };

/// The most that `[mesh]` may say.
const LARGEST_MESH: MeshRecipe = MeshRecipe { simplify: 8.0, close_below: 10_000_000.0 };

const ID_HELP: &str = "in a pattern # is a digit, @ a letter A–Z, * either, [..] a set of characters, | separates \
                       alternatives: `#[0-9AB]###` for French communes";

/// Gathers what is wrong with a recipe, so that its author learns all of it at once.
pub(super) struct Checker<'a> {
    pub(super) form: &'a RecipeForm,
    folder: &'a Path,
    names: BTreeSet<&'a str>,
    pub(super) faults: Vec<Fault>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(form: &'a RecipeForm, folder: &'a Path) -> Checker<'a> {
        Checker { form, folder, names: BTreeSet::new(), faults: Vec::new() }
    }

    /// Records a fault.
    pub(super) fn fault(&mut self, place: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.faults.push(Fault { message: message.into(), help: Some(help.into()), place: Some(place) });
    }

    /// The names of levels, in order.
    pub(super) fn level_names(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.form.level.iter().map(|level| level.name.as_str())
    }

    /// The names of levels and of layers of points, in order.
    pub(super) fn layer_names(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.level_names().chain(self.form.points.iter().map(|points| points.name.as_str()))
    }

    /// The column that a level is dissolved by.
    pub(super) fn dissolved_by(&self, level: &str) -> Option<&'a str> {
        let level = self.form.level.iter().find(|other| *other.name == level)?;
        level.dissolve.as_ref().map(|dissolve| dissolve.by.as_str())
    }

    pub(super) fn indicator_ids(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.form.indicator.iter().map(|indicator| indicator.id.as_str())
    }

    /// The name of the recipe becomes part of file names.
    pub(super) fn recipe_name(&mut self, name: &Placed<String>) {
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) {
            let message = format!("`{}` cannot be the name of a recipe", **name);
            self.fault(name.place(), message, "use ASCII letters, digits, `_` and `-`: files are named after it");
        }
    }

    pub(super) fn bounds(&mut self, bounds: &Placed<[f64; 4]>) {
        let [west, south, east, north] = **bounds;
        let within = (-180.0..=180.0).contains(&west) && (-180.0..=180.0).contains(&east);
        let within = within && (-90.0..=90.0).contains(&south) && (-90.0..=90.0).contains(&north);
        if !(within && west < east && south < north) {
            let help = "write [west, south, east, north] in degrees, with west < east in -180 to 180 and \
                        south < north in -90 to 90";
            self.fault(bounds.place(), "these bounds are no box on the map", help);
        }
    }

    /// The name of a level, a layer of points or a view: allowed in URLs and not used twice.
    pub(super) fn layer_name(&mut self, name: &'a Placed<String>) {
        if let Some(fault) = name_fault(name) {
            let (what, help) = match fault {
                NameFault::Characters => ("cannot stand in an address", "use ASCII letters, digits, `_` and `-`"),
                NameFault::Reserved => {
                    ("is reserved", "the server's addresses use this word, or will; choose another name")
                }
                NameFault::Made => ("is reserved", "label points and borders are named like this; choose another name"),
            };
            self.fault(name.place(), format!("the name `{}` {what}", **name), help);
        }
        if !self.names.insert(name) {
            let help = "levels, layers of points and views share one set of names; choose another";
            self.fault(name.place(), format!("the name `{}` is used twice", **name), help);
        }
    }

    /// The share that a build may lose.
    pub(super) fn accept_loss(&mut self, given: &Placed<AcceptLossForm>) -> Option<f64> {
        let share = match **given {
            AcceptLossForm::Everything(is_everything) => return is_everything.then_some(1.0),
            AcceptLossForm::Share(share) => share,
        };
        if !(0.0..=1.0).contains(&share) {
            let help = "write a share from 0 to 1, such as 0.3 for 30 %, or `true` for any loss";
            self.fault(given.place(), format!("`accept_loss` cannot be {share}"), help);
        }
        Some(share)
    }

    pub(super) fn zooms(&mut self, zooms: Option<&Placed<ZoomRange>>) -> ZoomRange {
        let Some(zooms) = zooms else { return USUAL_ZOOMS };
        let help = format!("write [lowest, highest], from 0 to {HIGHEST_ZOOM}");
        if zooms.min > zooms.max {
            self.fault(zooms.place(), format!("the zooms run backwards, from {} to {}", zooms.min, zooms.max), help);
        } else if zooms.max > HIGHEST_ZOOM {
            self.fault(zooms.place(), format!("zoom {} is above the highest, {HIGHEST_ZOOM}", zooms.max), help);
        }
        **zooms
    }

    pub(super) fn mesh(&mut self, mesh: &MeshForm) -> MeshRecipe {
        let mut number = |name: &str, given: Option<&Placed<f64>>, usual: f64, largest: f64, unit: &str| {
            let Some(placed) = given else { return usual };
            if !(0.0..=largest).contains(&**placed) {
                let message = format!("`{name}` cannot be {}", **placed);
                self.fault(placed.place(), message, format!("write 0 to {largest} {unit}; {usual} when left out"));
            }
            **placed
        };
        let pixels = "CSS pixels of a tile of 512 pixels";
        MeshRecipe {
            simplify: number("simplify", mesh.simplify.as_ref(), USUAL_MESH.simplify, LARGEST_MESH.simplify, pixels),
            close_below: number(
                "close_below",
                mesh.close_below.as_ref(),
                USUAL_MESH.close_below,
                LARGEST_MESH.close_below,
                "square metres",
            ),
        }
    }

    /// The zooms at which the borders of a level are lines.
    pub(super) fn borders(&mut self, level: &LevelForm, zooms: ZoomRange) -> Option<ZoomRange> {
        let Some(placed) = &level.borders else { return Some(zooms) };
        let BordersForm::Zooms(borders) = **placed else { return None };
        if borders.min > borders.max {
            let message = format!("the zooms run backwards, from {} to {}", borders.min, borders.max);
            self.fault(placed.place(), message, "write [lowest, highest], or false for no lines");
        } else if zooms.is_sound() && !zooms.holds(borders) {
            let message = format!("the borders of `{}` are lines at zooms that the level does not have", *level.name);
            self.fault(placed.place(), message, format!("`{}` has zooms {} to {}", *level.name, zooms.min, zooms.max));
        }
        Some(borders)
    }

    /// The most bytes that a tile may have.
    pub(super) fn budget(&mut self, budget: Option<&Placed<u64>>) -> Option<u64> {
        let budget = budget?;
        if **budget == 0 {
            let help = "write the most bytes that a tile may have after gzip, such as 500000, or leave it out";
            self.fault(budget.place(), "no tile fits a budget of 0 bytes", help);
        }
        Some(**budget)
    }

    pub(super) fn scheme(&mut self, pattern: Option<&Placed<String>>) -> Option<CodeScheme> {
        let pattern = pattern?;
        CodeScheme::parse(pattern)
            .map_err(|error| self.fault(pattern.place(), format!("bad id pattern: {error}"), ID_HELP))
            .ok()
    }

    /// A file that has to be there.
    pub(super) fn file(&mut self, file: &Placed<String>) -> String {
        self.file_at(file, &file.place())
    }

    /// A file that has to be there, named at `place`.
    pub(super) fn file_at(&mut self, file: &str, place: &Range<usize>) -> String {
        let path = self.folder.join(file);
        if let Some(fault) = foreign::of_folder(file).filter(|_| path.is_dir()) {
            self.fault(place.clone(), format!("`{file}` {fault}"), fault.help(file));
        } else if !path.is_file() {
            let what = if path.exists() { "is not a file" } else { "does not exist" };
            let help = "paths are relative to the folder of the recipe";
            self.fault(place.clone(), format!("`{file}` {what}"), help);
        }
        file.to_owned()
    }

    /// Whether the features of a file stand somewhere.
    pub(super) fn has_places(&self, source: &FeatureSource) -> bool {
        has_places(self.folder, source)
    }

    /// Whether `name` is among `names`, the names of all `kind`s.
    pub(super) fn known(
        &mut self,
        kind: &str,
        name: &Placed<String>,
        mut names: impl Iterator<Item = &'a str> + Clone,
    ) -> bool {
        let known = names.clone().any(|known| known == **name);
        if !known {
            let help = allowed_names(name, names.by_ref().collect::<Vec<_>>().iter().copied());
            self.fault(name.place(), format!("there is no {kind} `{}`", **name), help);
        }
        known
    }

    /// A year of which there are figures.
    pub(super) fn year(&mut self, year: &Placed<i32>) -> i32 {
        self.sound_year(year.place(), **year)
    }

    pub(super) fn sound_year(&mut self, place: Range<usize>, year: i32) -> i32 {
        if !SOUND.contains(&year) {
            let message = format!("{year} is no year: years go from {} to {}", SOUND.start(), SOUND.end());
            self.fault(place, message, "write a year such as 2023");
        }
        year
    }

    pub(super) fn known_indicator(&mut self, id: &Placed<String>) -> bool {
        self.known("indicator", id, self.indicator_ids())
    }

    /// A count that a share is made of.
    pub(super) fn count(&mut self, id: &Placed<String>) -> String {
        let counts = self.form.indicator.iter().filter(|indicator| indicator.kind == IndicatorKind::Count);
        let counts = counts.map(|indicator| indicator.id.as_str());
        if self.known_indicator(id) && !counts.clone().any(|count| count == **id) {
            let message = format!("the indicator `{}` is not a count, so no share can be made of it", **id);
            self.fault(id.place(), message, format!("counts are {}", listed(counts)));
        }
        id.to_string()
    }

    /// Indicators of a layer: known, each once.
    pub(super) fn indicators(&mut self, ids: &[Placed<String>]) -> Vec<String> {
        for (at, id) in ids.iter().enumerate() {
            self.known_indicator(id);
            if ids[..at].iter().any(|other| **other == **id) {
                self.fault(id.place(), format!("the indicator `{}` is listed twice", **id), "leave one of them out");
            }
        }
        ids.iter().map(|id| id.to_string()).collect()
    }
}
