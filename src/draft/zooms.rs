//! Where a map opens, and at which zooms its layers are worth showing.

use super::survey::{Find, centre};

/// West, south, east, north in degrees.
pub(super) type Bounds = [f64; 4];

/// The highest zoom of a layer: a street fills the screen.
pub(super) const HIGHEST: u8 = 14;

/// One in so many records may lie away from the rest at each side: territories overseas.
const AWAY: usize = 33;

/// Where most records lie: overseas territories are left out, and what a few wrong numbers put elsewhere.
pub(super) fn bounds<'a>(finds: impl Iterator<Item = &'a Find>) -> Option<Bounds> {
    let boxes: Vec<[f64; 4]> = finds.filter_map(Find::ground).flat_map(|ground| ground.boxes.iter().copied()).collect();
    let [lons, lats] = [0, 1].map(|axis| {
        let mut all: Vec<f64> = boxes.iter().map(|around| centre(around)[axis]).collect();
        all.sort_by(f64::total_cmp);
        all
    });
    if lons.is_empty() {
        return None;
    }
    let inner = |all: &[f64]| (all[all.len() / AWAY], all[all.len() - 1 - all.len() / AWAY]);
    let near = |all: &[f64]| {
        let (low, high) = inner(all);
        let reach = ((high - low) / 3.0).max(0.05);
        (low - reach, high + reach)
    };
    let ((west, east), (south, north)) = (near(&lons), near(&lats));
    let is_near = |around: &&[f64; 4]| {
        let [lon, lat] = centre(around);
        (west..=east).contains(&lon) && (south..=north).contains(&lat)
    };
    let empty = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    let [west, south, east, north] = boxes
        .iter()
        .filter(is_near)
        .fold(empty, |[w, s, e, n], around| [w.min(around[0]), s.min(around[1]), e.max(around[2]), n.max(around[3])]);
    Some(outwards([west, south, east, north]))
}

/// The box in tenths of degrees, with a little room.
fn outwards([west, south, east, north]: Bounds) -> Bounds {
    let low = |value: f64, most: f64| ((value * 10.0 - 0.5).floor() / 10.0).clamp(-most, most);
    let high = |value: f64, most: f64| ((value * 10.0 + 0.5).ceil() / 10.0).clamp(-most, most);
    [low(west, 180.0), low(south, 85.0), high(east, 180.0), high(north, 85.0)]
}

/// The box around points of tables, of which only the ends are known.
pub(super) fn bounds_of_tables(boxes: impl Iterator<Item = Option<[f64; 4]>>) -> Option<Bounds> {
    let joined =
        |[w, s, e, n]: Bounds, other: Bounds| [w.min(other[0]), s.min(other[1]), e.max(other[2]), n.max(other[3])];
    boxes.flatten().reduce(joined).map(outwards)
}

/// The zoom at which the bounds are about a tile wide.
pub(super) fn whole(bounds: Bounds) -> u8 {
    let width = (bounds[2] - bounds[0]).max(0.01);
    (360.0 / width).log2().floor().clamp(0.0, 10.0) as u8
}

/// Pixels of a tile of 512 from which territories can be told apart.
const WIDE: f64 = 40.0;

/// The lowest zoom of a level of so many territories: smaller ones would be dust, and their tiles heavy.
pub(super) fn lowest(count: usize, bounds: Bounds) -> u8 {
    match count {
        0..=300 => 0,
        301..=6_000 => whole(bounds).saturating_sub(1),
        _ => whole(bounds),
    }
}

/// The zoom from which territories of a level of so many can be told apart.
pub(super) fn distinct(count: usize, bounds: Bounds) -> u8 {
    let [west, south, east, north] = bounds;
    let squeeze = f64::midpoint(south, north).to_radians().cos().max(0.2);
    let tiles = (east - west) * ((north - south) / squeeze) / 360.0 / 360.0;
    let side = |zoom: u8| 512.0 * 2f64.powi(zoom.into()) * (tiles / count.max(1) as f64).sqrt();
    (0..HIGHEST).find(|&zoom| side(zoom) >= WIDE).unwrap_or(HIGHEST - 1)
}

/// The levels of a map of several, from the widest: of neighbours in count one is enough. Names and counts in ascending
/// count; each comes with its zooms.
pub(super) fn view<'a>(levels: &[(&'a str, usize)], bounds: Bounds) -> Vec<(&'a str, [u8; 2])> {
    let mut chosen: Vec<(&str, usize)> = Vec::new();
    for &(name, count) in levels {
        let is_last = levels.last().is_some_and(|(last, _)| *last == name);
        if chosen.last().is_none_or(|(_, before)| count >= before * 4) {
            chosen.push((name, count));
        } else if is_last {
            chosen.pop();
            chosen.push((name, count));
        }
    }
    let mut parts: Vec<(&str, [u8; 2])> = Vec::new();
    for (name, count) in chosen {
        let from =
            if parts.is_empty() { lowest(count, bounds) } else { distinct(count, bounds).max(lowest(count, bounds)) };
        if let Some((_, [first, last])) = parts.last_mut() {
            if from <= *first {
                continue;
            }
            *last = from - 1;
        }
        parts.push((name, [from, HIGHEST]));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRANCE: Bounds = [-5.3, 41.2, 9.7, 51.2];

    #[test]
    fn france_is_shown_as_its_makers_show_it() {
        assert_eq!([lowest(34_875, FRANCE), lowest(1_255, FRANCE), lowest(101, FRANCE)], [4, 3, 0]);
        let levels = [("regions", 18), ("academies", 30), ("departements", 101), ("communes", 34_875)];
        let shown = view(&levels, FRANCE);
        assert_eq!(shown.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["regions", "departements", "communes"]);
        assert_eq!(shown[2].1, [9, 14]);
        assert!(shown.windows(2).all(|pair| pair[0].1[1] + 1 == pair[1].1[0]), "{shown:?}");
    }
}
