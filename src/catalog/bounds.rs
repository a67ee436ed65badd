use super::pair::Catalog;
use crate::gazetteer::FeatureId;
use crate::geo::{EXTENT, GridPoint, LonLat};

impl<D: AsRef<[u8]>> Catalog<D> {
    /// West, south, east and north of a territory, in degrees, at the highest zoom of its layer; of a point its place
    /// twice. The west of a territory across the antimeridian is east of its east (RFC 7946, section 5.2).
    pub fn bounds(&self, feature: FeatureId) -> Option<[f64; 4]> {
        let view = self.view(feature.layer);
        if let Some(place) = view.place(feature.number) {
            let LonLat { lon, lat } = place.unproject();
            return Some([lon, lat, lon, lat]);
        }
        let zoom = view.record().layer.zooms.max;
        let shape = view.zoom(zoom)?.shape(feature.number)?;
        let bounds = shape.bounds();
        let (mut north_west, mut south_east) = (bounds.min.unproject(zoom), bounds.max.unproject(zoom));
        let last = (EXTENT << zoom) - 1;
        if bounds.min.x <= 0 && bounds.max.x >= last {
            let rings = shape.rings().unwrap_or_default();
            if let Some([from, to]) = widest_gap(rings.iter().map(|(ring, _)| &ring[..])) {
                north_west.lon = GridPoint { x: to, y: 0 }.unproject(zoom).lon;
                south_east.lon = GridPoint { x: from, y: 0 }.unproject(zoom).lon;
            }
        }
        Some([north_west.lon, south_east.lat, south_east.lon, north_west.lat])
    }
}

/// The columns between which rings leave the widest gap from west to east; none where they leave none.
fn widest_gap<'a>(rings: impl Iterator<Item = &'a [GridPoint]>) -> Option<[i32; 2]> {
    let extent = |ring: &[GridPoint]| {
        let columns = || ring.iter().map(|point| point.x);
        Some((columns().min()?, columns().max()?))
    };
    let mut extents: Vec<(i32, i32)> = rings.filter_map(extent).collect();
    extents.sort_unstable();
    let mut reached = extents.first()?.1;
    let mut widest: Option<[i32; 2]> = None;
    for (west, east) in extents {
        let is_wider = widest.is_none_or(|[from, to]| west - reached > to - from);
        if west > reached && is_wider {
            widest = Some([reached, west]);
        }
        reached = reached.max(east);
    }
    widest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_gap_is_found() {
        let ring = |west: i32, east: i32| [west, east].map(|x| GridPoint { x, y: 0 });
        let rings = [ring(90, 99), ring(0, 10), ring(5, 20), ring(30, 31)];
        assert_eq!(widest_gap(rings.iter().map(|ring| &ring[..])), Some([31, 90]));
        assert_eq!(widest_gap([&ring(0, 99)[..]].into_iter()), None);
        assert_eq!(widest_gap(std::iter::empty()), None);
    }
}
