//! Which features a territory holds: first by what the columns of the map tell, and where they tell nothing by place.

use rustc_hash::FxHashSet;
use zerocopy::little_endian::U32;

use super::bits::Bits;
use super::evaluate::{Evaluator, Truth};
use super::region::Area;
use super::test::Held;
use crate::atlas::LayerView;
use crate::gazetteer::{CODE, LayerKind};

impl<D: AsRef<[u8]>> Evaluator<'_, D> {
    /// A level has the codes of coarser ones among its fields: there they are compared. Else those of the parents of
    /// its features are, else those of a finer level that tells of both: a territory is held in part when some of its
    /// pieces are, and wholly when all are. A feature of which no column tells is held where its point is: the place of
    /// a school, the point at which a territory is named.
    pub(crate) fn held(&self, held: &Held, among: &Bits) -> Truth {
        let level = self.catalog.layer_at(held.holder.layer).name.as_str();
        let told = self.by_field(held, level, among).or_else(|| self.by_parents(held, level, among));
        let mut truth = told.or_else(|| self.by_pieces(held, level, among)).unwrap_or_else(|| Truth::unknown(among));
        let untold = among.clone().without(&truth.yes).without(&truth.no);
        if untold.iter().next().is_some()
            && let Some(by_place) = self.by_place(held, &untold)
        {
            truth.yes = truth.yes.or(&by_place.yes);
            truth.no = truth.no.or(&by_place.no);
        }
        truth
    }

    /// By a field of the layer itself.
    fn by_field(&self, held: &Held, level: &str, among: &Bits) -> Option<Truth> {
        let codes = self.view.column(self.catalog.field_of_level(self.layer, level)?.number())?;
        let wanted = self.catalog.code_number(held.holder)?;
        Some(told(codes, among, |code| Some(code == wanted)))
    }

    /// By a field of the territories that a field of the layer names, of the finest that have one.
    fn by_parents(&self, held: &Held, level: &str, among: &Bits) -> Option<Truth> {
        let wanted = self.catalog.code_number(held.holder)?;
        let parents = self.catalog.fields(self.layer).filter_map(|(field, it)| {
            let (parent, layer) = self.catalog.any_layer(it.level.as_deref()?)?;
            Some((layer.features, field, parent, self.catalog.field_of_level(parent, level)?))
        });
        let (_, field, parent, grandparent) = parents.max_by_key(|(features, ..)| *features)?;
        let view = self.catalog.view(parent);
        let mut held = FxHashSet::default();
        let mut known = FxHashSet::default();
        for (code, above) in pairs(&view, CODE, grandparent.number())? {
            known.insert(code);
            if above == wanted {
                held.insert(code);
            }
        }
        let codes = self.view.column(field.number())?;
        Some(told(codes, among, |code| known.contains(&code).then(|| held.contains(&code))))
    }

    /// By a finer level with fields for both.
    fn by_pieces(&self, held: &Held, level: &str, among: &Bits) -> Option<Truth> {
        let wanted = self.catalog.code_number(held.holder)?;
        let own = self.catalog.layer_at(self.layer).name.as_str();
        let finer = self.catalog.levels().filter(|(_, layer)| layer.kind == LayerKind::Polygons);
        let finer = finer.filter_map(|(id, layer)| {
            let field = |level| Some(self.catalog.field_of_level(id, level)?.number());
            Some((layer.features, id, field(own)?, field(level)?))
        });
        let (_, finest, own, other) = finer.max_by_key(|(features, ..)| *features)?;
        let view = self.catalog.view(finest);
        let (mut some, mut beyond) = (FxHashSet::default(), FxHashSet::default());
        for (code, above) in pairs(&view, own, other)? {
            if above == wanted {
                some.insert(code)
            } else {
                beyond.insert(code)
            };
        }
        let codes = self.view.column(CODE)?;
        let holds = |code| match (some.contains(&code), beyond.contains(&code)) {
            (false, false) => None,
            (is_met, goes_beyond) => Some(is_met && !(held.wholly && goes_beyond)),
        };
        Some(told(codes, among, holds))
    }

    /// By the shape of the territory at its highest zoom.
    fn by_place(&self, held: &Held, among: &Bits) -> Option<Truth> {
        let view = self.catalog.view(held.holder.layer);
        let zoom = view.record().layer.zooms.max;
        let rings = view.zoom(zoom)?.shape(held.holder.number)?.rings().ok()?;
        let area = Area::of_rings(&rings, zoom);
        Some(Truth::of(among, |feature| {
            let named_at = || Some(self.catalog.point(self.layer.feature(feature))?.project());
            let place = self.view.place(feature).or_else(named_at);
            place.map(|place| area.holds(place))
        }))
    }
}

/// What the codes in a column tell of features; nothing of those that have none.
fn told(codes: &[U32], among: &Bits, holds: impl Fn(u32) -> Option<bool>) -> Truth {
    Truth::of(among, |feature| match codes.get(feature as usize).map_or(0, |code| code.get()) {
        0 => None,
        code => holds(code),
    })
}

/// What the features of a layer have in two fields, those that have both.
fn pairs<'a, D: AsRef<[u8]>>(
    view: &LayerView<'a, D>,
    one: usize,
    other: usize,
) -> Option<impl Iterator<Item = (u32, u32)> + 'a> {
    let pairs = view.column(one)?.iter().zip(view.column(other)?);
    Some(pairs.map(|(one, other)| (one.get(), other.get())).filter(|&(one, other)| one != 0 && other != 0))
}
