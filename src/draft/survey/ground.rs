use crate::geo::LonLat;
use crate::ingest::{Crs, DeclaredCrs, LIKELY, Projection, Shape};

/// Where the records of a file lie.
#[derive(Clone, Debug, Default)]
pub(in crate::draft) struct Ground {
    /// A box for each that has a shape: west, south, east, north in degrees.
    pub(in crate::draft) boxes: Vec<[f64; 4]>,
    /// The coordinate system, where the file does not name it and its numbers are no degrees.
    pub(in crate::draft) guessed: Option<Crs>,
    /// Whether none lies in France, and nearly all would with the north before the east.
    pub(in crate::draft) exchanged: bool,
}

/// Boxes of shapes in the numbers of their file: least x and y, greatest x and y.
#[derive(Default)]
pub(super) struct Boxes {
    boxes: Vec<[f64; 4]>,
    pub(super) areas: u64,
    pub(super) points: u64,
    pub(super) others: u64,
    /// What the first of the others is.
    pub(super) other: Option<String>,
}

/// Metropolitan France, in degrees, where unnamed numbers are most likely to be meant.
const FRANCE: [f64; 4] = [-6.0, 41.0, 10.5, 51.5];

/// From which part of boxes in France all are meant to be there.
const NEARLY_ALL: f64 = 0.9;

impl Boxes {
    pub(super) fn note(&mut self, shape: &Shape) {
        match shape {
            Shape::Missing => {}
            Shape::Point(point) => {
                self.points += 1;
                self.grow([point].into_iter());
            }
            Shape::Polygons(polygons) | Shape::Mixed(polygons, _) => {
                self.areas += 1;
                self.grow(polygons.iter().flatten().flatten());
            }
            Shape::Rings(rings) => {
                self.areas += 1;
                self.grow(rings.iter().flatten());
            }
            Shape::Other(what) | Shape::Curved(what) => self.note_other(what),
            Shape::Broken(why) => self.note_other(why),
        }
    }

    fn note_other(&mut self, what: &str) {
        self.others += 1;
        self.other.get_or_insert_with(|| what.to_owned());
    }

    fn grow<'a>(&mut self, points: impl Iterator<Item = &'a [f64; 2]>) {
        let empty = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let around = points
            .fold(empty, |[west, south, east, north], &[x, y]| [west.min(x), south.min(y), east.max(x), north.max(y)]);
        if around.iter().all(|number| number.is_finite()) {
            self.boxes.push(around);
        }
    }

    /// The boxes in degrees.
    ///
    /// # Errors
    /// With a sentence, when the coordinate system is not known and cannot be guessed.
    pub(super) fn on_earth(self, said: &DeclaredCrs) -> Result<Ground, String> {
        let (crs, guessed) = match said {
            DeclaredCrs::Known(crs) => (*crs, None),
            DeclaredCrs::Unknown(unknown) => return Err(unknown.to_string()),
            DeclaredCrs::Unnamed if self.boxes.iter().all(in_degrees) => (Crs::DEGREES, None),
            DeclaredCrs::Unnamed => match self.likely() {
                Some(crs) => (crs, Some(crs)),
                None => return Err(self.unnamed()),
            },
        };
        let Some(projection) = Projection::new(crs) else { return Err(format!("{crs} is not read")) };
        let exchanged = self.is_exchanged(&projection);
        let boxes = self.boxes.iter().filter_map(|around| reprojected(&projection, around)).collect();
        Ok(Ground { boxes, guessed, exchanged })
    }

    /// The system in which nearly all lie in France.
    fn likely(&self) -> Option<Crs> {
        LIKELY.iter().find(|(_, projection)| self.in_france(projection, |at| at) >= NEARLY_ALL).map(|(crs, _)| *crs)
    }

    /// Whether none lies in France as the numbers stand, and nearly all do with the axes exchanged.
    fn is_exchanged(&self, projection: &Projection) -> bool {
        self.in_france(projection, |at| at) == 0.0 && self.in_france(projection, |[x, y]| [y, x]) >= NEARLY_ALL
    }

    /// The part of the boxes whose middles lie in France, once `turned`.
    fn in_france(&self, projection: &Projection, turned: fn([f64; 2]) -> [f64; 2]) -> f64 {
        let [west, south, east, north] = FRANCE;
        let is_there = |at: LonLat| (west..=east).contains(&at.lon) && (south..=north).contains(&at.lat);
        let middles = self.boxes.iter().map(|around| turned(centre(around)));
        middles.filter(|at| projection.degrees(*at).is_some_and(is_there)).count() as f64
            / self.boxes.len().max(1) as f64
    }

    fn unnamed(&self) -> String {
        let sample = self.boxes.first().map_or_else(String::new, |[x, y, ..]| format!(", such as {x}, {y},"));
        format!(
            "it does not name its coordinate system, and its numbers{sample} are no degrees; say which it is, as in \
             `source = {{ file = \"…\", crs = \"EPSG:2154\" }}`"
        )
    }
}

fn in_degrees([west, south, east, north]: &[f64; 4]) -> bool {
    *west >= -181.0 && *east <= 181.0 && *south >= -91.0 && *north <= 91.0
}

/// The middle of a box.
pub(in crate::draft) fn centre([west, south, east, north]: &[f64; 4]) -> [f64; 2] {
    [f64::midpoint(*west, *east), f64::midpoint(*south, *north)]
}

fn reprojected(projection: &Projection, [west, south, east, north]: &[f64; 4]) -> Option<[f64; 4]> {
    let corners = [[*west, *south], [*east, *south], [*west, *north], [*east, *north]];
    let places = corners.iter().map(|corner| projection.degrees(*corner)).collect::<Option<Vec<LonLat>>>()?;
    let lons = places.iter().map(|place| place.lon);
    let lats = places.iter().map(|place| place.lat);
    Some([
        lons.clone().fold(f64::INFINITY, f64::min),
        lats.clone().fold(f64::INFINITY, f64::min),
        lons.fold(f64::NEG_INFINITY, f64::max),
        lats.fold(f64::NEG_INFINITY, f64::max),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64) -> Shape {
        let ring = vec![[x, y], [x + 10.0, y], [x + 10.0, y + 10.0], [x, y]];
        Shape::Polygons(vec![vec![ring]])
    }

    #[test]
    fn unnamed_metres_are_looked_for_in_france() {
        let mut boxes = Boxes::default();
        boxes.note(&square(652_469.0, 6_862_035.0));
        let ground = boxes.on_earth(&DeclaredCrs::Unnamed).unwrap();
        assert_eq!(ground.guessed.map(Crs::code), Some(2154));
        assert!((ground.boxes[0][0] - 2.352).abs() < 0.001, "{:?}", ground.boxes);
    }

    #[test]
    fn exchanged_axes_are_noticed_where_they_lead_to_france() {
        let mut boxes = Boxes::default();
        boxes.note(&Shape::Point([48.85, 2.35]));
        let ground = boxes.on_earth(&DeclaredCrs::Known(Crs::DEGREES)).unwrap();
        assert!(ground.exchanged, "or it is Somalia: {ground:?}");
        let mut boxes = Boxes::default();
        boxes.note(&Shape::Point([55.5, -21.1]));
        assert!(!boxes.on_earth(&DeclaredCrs::Known(Crs::DEGREES)).unwrap().exchanged, "an island");
    }

    #[test]
    fn numbers_that_fit_nothing_are_told() {
        let mut boxes = Boxes::default();
        boxes.note(&square(3e7, 3e7));
        let told = boxes.on_earth(&DeclaredCrs::Unnamed).unwrap_err();
        assert!(told.contains("such as 30000000, 30000000,"), "{told}");
    }
}
