use crate::atlas::{LayerView, ZoomView};
use crate::geo::LonLat;

/// The geometry of a feature in degrees.
pub(super) enum Outline {
    Nothing,
    Point(LonLat),
    /// For each polygon its rings, the outer first; closed, outer ones counterclockwise, holes clockwise.
    Polygons(Vec<Vec<Vec<LonLat>>>),
}

/// The geometries of a layer's features, at the highest zoom of the layer.
pub(super) struct Outlines<'a, D> {
    view: &'a LayerView<'a, D>,
    zoom: u8,
    shapes: Option<ZoomView<'a>>,
    /// What reading may still cost: shapes of a sound file share nothing, so all of them cost no more than its bytes.
    patience: usize,
}

impl<'a, D: AsRef<[u8]>> Outlines<'a, D> {
    pub(crate) fn new(view: &'a LayerView<'a, D>) -> Outlines<'a, D> {
        let zoom = view.record().layer.zooms.max;
        let shapes = view.zoom(zoom);
        Outlines { view, zoom, patience: shapes.map_or(0, |shapes| shapes.cost()), shapes }
    }

    /// What the atlas has of a feature; nothing where its bytes do not hold together.
    pub(crate) fn read(&mut self, feature: u32) -> Outline {
        if let Some(place) = self.view.place(feature) {
            return Outline::Point(place.unproject());
        }
        let shape = self.shapes.and_then(|shapes| shapes.shape(feature)).filter(|it| it.cost() <= self.patience);
        let Some(shape) = shape else { return Outline::Nothing };
        self.patience -= shape.cost();
        let Ok(rings) = shape.rings() else { return Outline::Nothing };
        let mut polygons: Vec<Vec<Vec<LonLat>>> = Vec::new();
        for (ring, is_hole) in rings {
            // On the grid y grows southwards: turned over, its rings run the other way than RFC 7946 wants them.
            let backwards = ring.first().into_iter().chain(ring.iter().rev());
            let ring = backwards.map(|at| at.unproject(self.zoom)).collect();
            match polygons.last_mut() {
                Some(polygon) if is_hole => polygon.push(ring),
                _ => polygons.push(vec![ring]),
            }
        }
        Outline::Polygons(polygons)
    }
}
