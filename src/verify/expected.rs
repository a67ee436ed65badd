use super::attributes::Columns;
use super::decode::{Geometry, Path, Seen};
use super::{clusters, cut};
use crate::atlas::{LayerView, Shape};
use crate::gazetteer::LayerKind;
use crate::geo::{
    BUFFER, Cutter, EXTENT, GridBox, GridPoint, LineCutter, Pieces, TileId, TilePoint, Window, WorldPoint,
};
use crate::query::{Hierarchy, Part, PointMode};

/// A feature that a tile should show.
pub(super) struct Expected {
    pub(super) seen: Seen,
    /// Its code, or its id where it has none.
    pub(super) name: String,
    pub(super) is_cut: bool,
}

/// A layer at a zoom, as it is expected in tiles.
pub(super) struct Scene<'a, D> {
    pub(super) layer: LayerView<'a, D>,
    pub(super) part: &'a Part,
    /// The clusters that stand for its points; none where these are not joined.
    pub(super) clusters: Option<&'a Hierarchy<'a>>,
    pub(super) zoom: u8,
    /// Of every feature where it is on the grid of the zoom, by its own points.
    pub(super) boxes: Vec<Option<GridBox>>,
}

/// What a tile should show of a feature, and whether it had to be cut; nothing where none of it is there.
type Drawn = Option<(Geometry, bool)>;

impl<'a, D: AsRef<[u8]>> Scene<'a, D> {
    /// All features that a tile should show. `fault` is told of those that contradict themselves.
    pub(super) fn features(
        &self,
        columns: &Columns<'a, D>,
        tile: TileId,
        mut fault: impl FnMut(String, String),
    ) -> Vec<Expected> {
        let mut found = Vec::new();
        if self.part.points == PointMode::Clusters {
            clusters::expected(self, columns, tile, &mut found, &mut fault);
            return found;
        }
        for (feature, bounds) in (0..).zip(&self.boxes) {
            let Some(bounds) = bounds else { continue };
            let geometry = match self.layer.record().layer.kind {
                LayerKind::Points => {
                    let is_shown = self.part.points == PointMode::All || feature % self.layer.stride(self.zoom) == 0;
                    Ok(self.layer.place(feature).filter(|_| is_shown).and_then(|place| self.point(place, tile)))
                }
                kind => self.shape(feature, kind, bounds, tile),
            };
            match geometry {
                Ok(None) => {}
                Ok(Some((geometry, is_cut))) => match columns.of(feature) {
                    Ok(values) => {
                        let seen = Seen::new(self.id(feature), geometry, values);
                        found.push(Expected { seen, name: self.name(feature), is_cut });
                    }
                    Err(what) => fault(self.name(feature), what),
                },
                Err(what) => fault(self.name(feature), what),
            }
        }
        found
    }

    pub(super) fn id(&self, feature: u32) -> u64 {
        self.layer.ids().get(feature as usize).map_or(0, |id| id.get())
    }

    /// What a fault calls a feature.
    pub(super) fn name(&self, feature: u32) -> String {
        let code = (self.layer.record().layer.kind != LayerKind::Lines).then(|| self.layer.text(0, feature)).flatten();
        code.map_or_else(|| format!("with id {}", self.id(feature)), str::to_owned)
    }

    /// Where a tile shows a point. A name stands in the one tile whose square holds its point.
    pub(super) fn point(&self, place: WorldPoint, tile: TileId) -> Drawn {
        let is_label = self.layer.record().labels_of.is_some();
        let cell = f64::from(2u32.pow(u32::from(20 - self.zoom)));
        let last = f64::from(EXTENT) * f64::from(2u32.pow(self.zoom.into())) - 1.0;
        let relative = |value: u32, column: u32| {
            let value = f64::from(value) / cell + if is_label { 0.0 } else { 0.5 };
            value.floor().min(last) as i64 - i64::from(column) * i64::from(EXTENT)
        };
        let at = [relative(place.x, tile.x()), relative(place.y, tile.y())];
        let (low, high) = if is_label { (0, EXTENT - 1) } else { (-BUFFER, EXTENT + BUFFER) };
        let is_shown = at.iter().all(|value| (i64::from(low)..=i64::from(high)).contains(value));
        is_shown.then(|| (Geometry::Points(vec![at.map(|value| value as i32)]), false))
    }

    /// What a tile shows of a shape. All of its points are looked at, whatever its runs say of them.
    fn shape(&self, feature: u32, kind: LayerKind, bounds: &GridBox, tile: TileId) -> Result<Drawn, String> {
        let window = Window::of(tile);
        if !window.touches(bounds) {
            return Ok(None);
        }
        let shape = self.layer.zoom(self.zoom).and_then(|zoom| zoom.shape(feature)).ok_or("it has no shape")?;
        let is_whole = window.holds(bounds);
        if kind == LayerKind::Lines {
            lines(&shape, &window, tile.corner(), is_whole)
        } else if window.meets(bounds) || is_whole {
            polygons(&shape, &window, tile.corner(), is_whole)
        } else {
            Ok(None)
        }
    }
}

const BROKEN: &str = "its bytes do not hold together";

fn polygons(shape: &Shape<'_>, window: &Window, corner: GridPoint, is_whole: bool) -> Result<Drawn, String> {
    let uncut = shape.polygons().map_err(|_| BROKEN)?;
    let uncut: Vec<Vec<Path>> =
        uncut.iter().map(|rings| rings.iter().map(|ring| relative(ring, corner)).collect()).collect();
    if is_whole {
        return Ok(Some((Geometry::Polygons(uncut), false)));
    }
    let (mut cutter, mut pieces) = (Cutter::default(), Pieces::default());
    cutter.set_window(window, corner);
    for rings in &uncut {
        cutter.begin_polygon();
        for (number, ring) in rings.iter().enumerate() {
            let Some((first, rest)) = ring.split_first() else { continue };
            cutter.begin_ring(point(first), number > 0);
            rest.iter().for_each(|at| cutter.line_to(point(at)));
            cutter.end_ring();
        }
        cutter.end_polygon(true, &mut pieces).map_err(|_| "its pieces do not join up where the window cuts it")?;
    }
    let mut cut: Vec<Vec<Path>> = Vec::new();
    for ring in paths(&pieces) {
        match cut.last_mut() {
            Some(rings) if super::rules::double_area(&ring) < 0 => rings.push(ring),
            _ => cut.push(vec![ring]),
        }
    }
    match cut::of_polygons(&uncut, &cut) {
        Some(fault) => Err(fault),
        None => Ok((!cut.is_empty()).then_some((Geometry::Polygons(cut), true))),
    }
}

fn lines(shape: &Shape<'_>, window: &Window, corner: GridPoint, is_whole: bool) -> Result<Drawn, String> {
    let uncut: Vec<Path> = shape.lines().map_err(|_| BROKEN)?.iter().map(|line| relative(line, corner)).collect();
    if is_whole {
        return Ok(Some((Geometry::Lines(uncut), false)));
    }
    let (mut cutter, mut pieces) = (LineCutter::default(), Pieces::default());
    cutter.set_window(window, corner);
    for line in &uncut {
        let Some((first, rest)) = line.split_first() else { continue };
        cutter.begin_line(point(first));
        rest.iter().for_each(|at| cutter.line_to(point(at), &mut pieces));
        cutter.end_line(&mut pieces);
    }
    let cut: Vec<Path> = paths(&pieces).collect();
    match cut::of_lines(&uncut, &cut) {
        Some(fault) => Err(fault),
        None => Ok((!cut.is_empty()).then_some((Geometry::Lines(cut), true))),
    }
}

fn relative(path: &[GridPoint], corner: GridPoint) -> Path {
    path.iter().map(|point| point.relative_to(corner)).map(|point| [point.x, point.y]).collect()
}

fn point(&[x, y]: &[i32; 2]) -> TilePoint {
    TilePoint { x, y }
}

fn paths(pieces: &Pieces) -> impl Iterator<Item = Path> {
    pieces.iter().map(|piece| piece.iter().map(|point| [point.x, point.y]).collect())
}
