use crate::atlas::{LayerView, Shape};
use crate::gazetteer::LayerKind;
use crate::geo::{GridBox, GridPoint, double_area};

/// Where every feature of a layer is on the grid of a zoom, by its own points. `fault` is told of shapes that contradict
/// themselves; their box is none.
pub(super) fn boxes<D: AsRef<[u8]>>(
    layer: &LayerView<'_, D>,
    zoom: u8,
    mut fault: impl FnMut(u32, String),
) -> Vec<Option<GridBox>> {
    let kind = layer.record().layer.kind;
    let shapes = layer.zoom(zoom);
    let mut bounds = |feature: u32| {
        if kind == LayerKind::Points {
            let at = layer.place(feature)?.on_grid(zoom);
            return Some(GridBox { min: at, max: at });
        }
        let Some(shape) = shapes.and_then(|shapes| shapes.shape(feature)) else {
            fault(feature, "its record points out of its section".to_owned());
            return None;
        };
        match judged(&shape, kind) {
            Ok(bounds) => bounds,
            Err(what) => {
                fault(feature, what);
                None
            }
        }
    };
    (0..layer.len() as u32).map(&mut bounds).collect()
}

/// The box of a shape.
///
/// # Errors
/// With what is wrong with it.
fn judged(shape: &Shape<'_>, kind: LayerKind) -> Result<Option<GridBox>, String> {
    let broken = |_| "its bytes do not hold together".to_owned();
    let paths: Vec<Vec<GridPoint>> = if kind == LayerKind::Lines {
        shape.lines().map_err(broken)?
    } else {
        let polygons = shape.polygons().map_err(broken)?;
        let is_sound = |ring: &Vec<GridPoint>| ring.len() > 2 && double_area(ring) != 0;
        if !polygons.iter().flatten().all(is_sound) {
            return Err("one of its rings has no area".to_owned());
        }
        polygons.into_iter().flatten().collect()
    };
    match shape.contradiction(kind).map_err(broken)? {
        Some(what) => Err(what.to_owned()),
        None => Ok(GridBox::around(paths.into_iter().flatten())),
    }
}
