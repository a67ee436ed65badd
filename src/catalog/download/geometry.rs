use crate::atlas::LayerView;
use crate::geo::LonLat;

/// The geometry of a feature in degrees.
pub(super) enum Outline {
    Nothing,
    Point(LonLat),
    /// For each polygon its rings, the outer first; closed, outer ones counterclockwise, holes clockwise.
    Polygons(Vec<Vec<Vec<LonLat>>>),
}

/// What an atlas has of a feature at the highest zoom of its layer; nothing where its bytes do not hold together.
pub(super) fn outline<D: AsRef<[u8]>>(view: &LayerView<'_, D>, feature: u32) -> Outline {
    if let Some(place) = view.place(feature) {
        return Outline::Point(place.unproject());
    }
    let zoom = view.record().layer.zooms.max;
    let Some(shape) = view.zoom(zoom).and_then(|view| view.shape(feature)) else { return Outline::Nothing };
    let Ok(rings) = shape.rings() else { return Outline::Nothing };
    let mut polygons: Vec<Vec<Vec<LonLat>>> = Vec::new();
    for (ring, is_hole) in rings {
        // On the grid y grows southwards: turned over, its rings run the other way than RFC 7946 wants them.
        let first = ring.first().copied();
        let ring: Vec<LonLat> = first.into_iter().chain(ring.into_iter().rev()).map(|at| at.unproject(zoom)).collect();
        match polygons.last_mut() {
            Some(polygon) if is_hole => polygon.push(ring),
            _ => polygons.push(vec![ring]),
        }
    }
    Outline::Polygons(polygons)
}
