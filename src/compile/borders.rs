use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::BuildError;
use super::families::Family;
use super::features::{disk, extent};
use super::territories::Territories;
use crate::atlas::rtree::{WorldBox, hilbert_order};
use crate::atlas::{AtlasLayer, AtlasWriter, Attribute, Column, EncodedShape, LayerRecord};
use crate::gazetteer::{BORDERS, Field, FieldKind, LayerKind, ZoomRange};
use crate::geo::GridPoint;
use crate::ingest::Recipe;
use crate::mesh::{CellNumbers, ZoomBorders};

/// The border lines of a family, gathered from zoom to zoom, from the highest to the lowest.
///
/// A line layer has one feature for each two neighbours: all runs of the border between them. Who is a neighbour of
/// whom depends on the levels whose borders are lines, so that zooms with the same levels make one layer of the atlas.
/// A view puts these layers together.
pub(super) struct BorderLines<'a> {
    recipe: &'a Recipe,
    territories: &'a Territories,
    family: &'a Family,
    /// Numbers in the recipe of the family's levels, the one with the fewest territories first.
    ranks: Vec<usize>,
    stretches: Vec<Stretch>,
}

/// Zooms at which the borders of the same levels are lines.
struct Stretch {
    /// Places of the levels among the family's.
    levels: Vec<usize>,
    numbers: CellNumbers,
    /// For each zoom, descending, the lines between two cells.
    zooms: Vec<(u8, FxHashMap<Pair, EncodedShape>)>,
}

/// Two neighbours: the cell to the right of who goes along their border on a map (the side on which a ring of positive
/// area has its inside), and the one to the left.
type Pair = (u32, u32);

impl<'a> BorderLines<'a> {
    pub(super) fn new(recipe: &'a Recipe, territories: &'a Territories, family: &'a Family) -> BorderLines<'a> {
        let mut ranks = family.levels.clone();
        ranks.sort_by_key(|&level| territories.0[level].territories.len());
        BorderLines { recipe, territories, family, ranks, stretches: Vec::new() }
    }

    /// Takes the lines of a zoom.
    pub(super) fn add(&mut self, zoom: u8, borders: &ZoomBorders<'_>) {
        let has_lines = |place: &usize| {
            let zooms = self.recipe.levels[self.family.levels[*place]].borders;
            zooms.is_some_and(|zooms| zooms.contains(zoom))
        };
        let levels: Vec<usize> = (0..self.family.levels.len()).filter(has_lines).collect();
        if levels.is_empty() {
            return;
        }
        // Zooms come one after another: another level, or a zoom left out, begins another stretch.
        let goes_on = |stretch: &Stretch| {
            stretch.levels == levels && stretch.zooms.last().is_some_and(|(above, _)| *above == zoom + 1)
        };
        if !self.stretches.last().is_some_and(goes_on) {
            let numbers = CellNumbers::new(levels.len());
            self.stretches.push(Stretch { levels: levels.clone(), numbers, zooms: Vec::new() });
        }
        if let Some(stretch) = self.stretches.last_mut() {
            let groupings: Vec<_> = levels.iter().map(|&place| &borders.groupings[place]).collect();
            let cells = stretch.numbers.cells(borders.labels, &groupings);
            let lines = borders.edges.lines(&cells, zoom);
            let between: Vec<&[(Pair, Vec<GridPoint>)]> = lines.chunk_by(|one, other| one.0 == other.0).collect();
            let encode = |runs: &&[(Pair, Vec<GridPoint>)]| {
                let lines: Vec<Vec<GridPoint>> = runs.iter().map(|(_, run)| run.clone()).collect();
                (runs[0].0, EncodedShape::lines(&lines))
            };
            stretch.zooms.push((zoom, between.par_iter().map(encode).collect()));
        }
    }

    /// Writes the layers, which are shown together under a name.
    pub(super) fn write(mut self, name: &str, writer: &mut AtlasWriter) -> Result<(), BuildError> {
        let mut stretches = std::mem::take(&mut self.stretches).into_iter().rev();
        stretches.try_for_each(|stretch| self.write_stretch(stretch, name, writer))
    }

    fn write_stretch(&self, mut stretch: Stretch, name: &str, writer: &mut AtlasWriter) -> Result<(), BuildError> {
        let (pairs, boxes) = stretch.features();
        let order = hilbert_order(&boxes);
        let pairs: Vec<Pair> = order.iter().map(|&old| pairs[old]).collect();
        let boxes: Vec<WorldBox> = order.iter().map(|&old| boxes[old]).collect();
        let zooms = stretch.range();
        let layer = AtlasLayer {
            name: format!("{name}_{}_{}", zooms.min, zooms.max),
            kind: LayerKind::Lines,
            zooms,
            fields: self.fields(&stretch),
            borders: None,
            clusters: None,
            features: pairs.len() as u32,
            extent: extent(&boxes),
        };
        let none = vec![0; zooms.iter().count()];
        let record = LayerRecord {
            layer,
            id_pattern: String::new(),
            labels_of: None,
            shown_as: Some(name.to_owned()),
            displacement: none.clone(),
            stand_ins: none.clone(),
            strides: Vec::new(),
        };
        let columns = self.columns(&stretch, &pairs);
        let number = writer.begin_layer(record, &boxes, &vec![0; pairs.len()], &columns);
        let number = number.map_err(|error| disk(writer, error))?;
        let mut displacement = Vec::new();
        while let Some((zoom, mut lines)) = stretch.zooms.pop() {
            let reach = |(pair, bounds)| lines.get(pair).map(|shape| shape.reach(bounds, zoom));
            displacement.push(pairs.iter().zip(&boxes).filter_map(reach).max().unwrap_or(0));
            let shape = |pair| lines.remove(pair).unwrap_or_else(|| EncodedShape::lines(&[]));
            let shapes: Vec<EncodedShape> = pairs.iter().map(shape).collect();
            writer.add_zoom(number, zoom, &shapes).map_err(|error| disk(writer, error))?;
        }
        writer.note_zooms(number, displacement, none);
        Ok(())
    }

    /// `rank`, `level`, `coast`, and both codes at every level.
    fn fields(&self, stretch: &Stretch) -> Vec<Field> {
        let field = |name: &str, kind| Field { kind, ..Field::text(name) };
        let own =
            [field("rank", FieldKind::Unsigned), field("level", FieldKind::Text), field("coast", FieldKind::Flag)];
        let sides = stretch.levels.iter().flat_map(|&place| {
            let level = &self.recipe.levels[self.family.levels[place]].name;
            ["left", "right"].map(|side| Field::text(&format!("{level}_{side}")))
        });
        own.into_iter().chain(sides).collect()
    }

    fn columns(&self, stretch: &Stretch, pairs: &[Pair]) -> Vec<Column> {
        let sets = |cell: u32| stretch.numbers.sets(cell);
        // The widest level that the two differ in, counted from 1.
        let rank = |&(right, left): &Pair| {
            let differs = |level: &usize| {
                let place = stretch.levels.iter().position(|&place| self.family.levels[place] == *level);
                place.is_some_and(|place| sets(right)[place] != sets(left)[place])
            };
            self.ranks.iter().position(differs)
        };
        let is_outside = |cell: u32| sets(cell).iter().all(|set| *set == 0);
        let of_each = |value: &dyn Fn(&Pair) -> Option<Attribute>| -> Column { pairs.iter().map(value).collect() };
        let mut columns = vec![
            of_each(&|pair| Some(Attribute::Unsigned(rank(pair)? as u64 + 1))),
            of_each(&|pair| Some(Attribute::Text(self.recipe.levels[self.ranks[rank(pair)?]].name.clone()))),
            of_each(&|&(right, left)| Some(Attribute::Flag(is_outside(right) || is_outside(left)))),
        ];
        for (number, &place) in stretch.levels.iter().enumerate() {
            let code = |cell: u32| self.code(place, sets(cell)[number]);
            columns.push(of_each(&|&(_, left)| code(left)));
            columns.push(of_each(&|&(right, _)| code(right)));
        }
        columns
    }

    /// The code of a set of territories; of several that overlap, all.
    fn code(&self, place: usize, set: u32) -> Option<Attribute> {
        let territories = &self.territories.0[self.family.levels[place]].territories;
        let set = self.family.groupings[place].set(set);
        let codes: Vec<&str> = set.iter().map(|&number| territories[number as usize].code.as_str()).collect();
        (!codes.is_empty()).then(|| Attribute::Text(codes.join(",")))
    }
}

impl Stretch {
    fn range(&self) -> ZoomRange {
        let zooms = || self.zooms.iter().map(|(zoom, _)| *zoom);
        ZoomRange { min: zooms().min().unwrap_or(0), max: zooms().max().unwrap_or(0) }
    }

    /// All neighbours of all zooms, sorted, with the boxes of their lines on the world grid.
    fn features(&self) -> (Vec<Pair>, Vec<WorldBox>) {
        let boxed = |zoom: u8| {
            let cell = f64::from(1u32 << (20 - zoom));
            move |(pair, shape): (&Pair, &EncodedShape)| {
                let bounds = shape.bounds();
                let corner = |point: GridPoint| [point.x, point.y].map(|value| f64::from(value) * cell);
                (*pair, WorldBox { min: corner(bounds.min), max: corner(bounds.max) })
            }
        };
        let mut found: Vec<(Pair, WorldBox)> =
            self.zooms.iter().flat_map(|(zoom, lines)| lines.iter().map(boxed(*zoom))).collect();
        found.sort_by_key(|(pair, _)| *pair);
        let union = |same: &[(Pair, WorldBox)]| {
            let mut bounds = same[0].1;
            for (_, other) in same {
                bounds.min = [0, 1].map(|axis| bounds.min[axis].min(other.min[axis]));
                bounds.max = [0, 1].map(|axis| bounds.max[axis].max(other.max[axis]));
            }
            (same[0].0, bounds)
        };
        found.chunk_by(|one, other| one.0 == other.0).map(union).unzip()
    }
}

/// The name of the border lines of a family: the first is `borders`.
pub(super) fn name_of(number: usize, base: &str) -> String {
    if number == 0 { BORDERS.to_owned() } else { format!("{base}_{BORDERS}") }
}
