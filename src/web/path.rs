use crate::gazetteer::ZoomRange;
use crate::geo::TileId;

use super::problem::Problem;

/// Reads the address of a tile from the last three parts of a path; the last may end in `.mvt` or `.pbf`.
pub(super) fn tile_id(zoom: &str, x: &str, y: &str, zooms: ZoomRange, shows: bool) -> Result<TileId, Problem> {
    let y = match y.split_once('.') {
        None => y,
        Some((y, "mvt" | "pbf")) => y,
        Some((_, other)) => return Err(Problem::other_format("tiles come", other, &[".mvt", ".pbf"])),
    };
    let [Some(zoom), Some(x), Some(y)] = [zoom, x, y].map(integer) else {
        return Err(Problem::bad_request("a tile's address is /{layer}/{z}/{x}/{y} with three whole numbers"));
    };
    let ZoomRange { min, max } = zooms;
    if zoom > u64::from(max) || zoom < u64::from(min) || !shows {
        return Err(Problem::not_found(format!("these layers have tiles at zooms {min} to {max}")));
    }
    let tile = u32::try_from(x).ok().zip(u32::try_from(y).ok()).and_then(|(x, y)| TileId::new(zoom as u8, x, y));
    tile.ok_or_else(|| {
        let last = (1u64 << zoom) - 1;
        Problem::not_found(format!("at zoom {zoom} columns and rows go from 0 to {last}"))
    })
}

/// A whole number; one below zero or beyond 64 bits is off every map.
fn integer(text: &str) -> Option<u64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let is_negative = digits.len() < text.len();
    Some(if is_negative { u64::MAX } else { digits.parse().unwrap_or(u64::MAX) })
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;

    fn status(zoom: &str, x: &str, y: &str) -> u16 {
        let zooms = ZoomRange { min: 4, max: 14 };
        tile_id(zoom, x, y, zooms, true).map_or_else(|problem| problem.status.as_u16(), |_| StatusCode::OK.as_u16())
    }

    #[test]
    fn addresses_on_the_map_are_read() {
        assert_eq!(status("4", "8", "5"), 200);
        assert_eq!(status("14", "16383", "16383.mvt"), 200);
        assert_eq!(status("4", "8", "5.pbf"), 200);
    }

    #[test]
    fn others_are_refused() {
        for (zoom, x, y) in [("3", "0", "0"), ("15", "0", "0"), ("4", "16", "0"), ("4", "0", "-1"), ("-4", "0", "0")] {
            assert_eq!(status(zoom, x, y), 404, "{zoom}/{x}/{y}");
        }
        assert_eq!(status("4", "99999999999999999999999", "0"), 404);
        assert_eq!(status("256", "0", "0"), 404);
        for (zoom, x, y) in [("a", "0", "0"), ("4", "", "0"), ("4", "0", "1e3"), ("4", "+1", "0"), ("4", "0", "٣")] {
            assert_eq!(status(zoom, x, y), 400, "{zoom}/{x}/{y}");
        }
        assert_eq!(status("4", "8", "5.png"), 404);
        assert_eq!(status("4", "8", "5.mvt.gz"), 404);
    }
}
