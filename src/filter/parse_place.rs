use super::cursor::Parser;
use super::error::FilterError;
use super::parse::{HOLDER_COST, PLACE_COST};
use super::syntax::{Condition, Holder, Place};

/// The names that stand for where a feature is.
const GEOMETRY: [&str; 2] = ["geom", "geometry"];

impl Parser {
    /// `S_INTERSECTS(geom, …)`.
    pub(super) fn intersects(&mut self) -> Result<Condition, FilterError> {
        self.advance();
        self.advance();
        if !GEOMETRY.iter().any(|name| self.takes_word(name)) {
            return Err(self.unexpected("`geom`, which is where a feature is"));
        }
        self.expect(",", "`,` and a place")?;
        let place = self.place()?;
        self.expect(")", "`)`")?;
        Ok(Condition::Intersects(place))
    }

    fn place(&mut self) -> Result<Place, FilterError> {
        match self.function().map(str::to_ascii_uppercase).as_deref() {
            Some("BBOX") => self.bounds(),
            Some("POLYGON") => self.polygon(),
            Some("WITHIN") => self.holder().map(Place::Holder),
            _ => Err(self.unexpected("BBOX(west,south,east,north), POLYGON((…)) or within('level','code')")),
        }
    }

    /// `within('departements','35')`.
    pub(crate) fn holder(&mut self) -> Result<Holder, FilterError> {
        self.spend(HOLDER_COST)?;
        let at = self.at();
        self.advance();
        self.advance();
        let level = self.text("the name of a level in quotes such as 'departements'")?;
        self.expect(",", "`,` and a code")?;
        let code = self.text("a code in quotes such as '35'")?;
        self.expect(")", "`)`")?;
        Ok(Holder { at, level, code })
    }

    fn bounds(&mut self) -> Result<Place, FilterError> {
        self.spend(PLACE_COST)?;
        let at = self.at();
        self.advance();
        self.advance();
        let mut bounds = [0.0; 4];
        for (place, bound) in bounds.iter_mut().enumerate() {
            if place > 0 {
                self.expect(",", "`,` and four numbers in all")?;
            }
            *bound = self.number("degrees: BBOX(west,south,east,north)")?;
        }
        self.expect(")", "`)` behind four numbers")?;
        let [west, south, east, north] = bounds;
        let corners = [[west, south], [east, north]];
        if !corners.iter().all(|corner| is_on_earth(*corner)) {
            return Err(not_degrees(at));
        }
        if south > north {
            let sentence = "BBOX is west, south, east, north, and this south is north of its north".to_owned();
            return Err(FilterError::Kind { at, sentence });
        }
        Ok(Place::Bounds(bounds))
    }

    /// A polygon as WKT has it.
    fn polygon(&mut self) -> Result<Place, FilterError> {
        self.spend(PLACE_COST)?;
        self.advance();
        self.advance();
        let mut rings = Vec::new();
        loop {
            rings.push(self.ring()?);
            if !self.takes(",") {
                self.expect(")", "`,` and a hole, or `)`")?;
                return Ok(Place::Polygon(rings));
            }
        }
    }

    fn ring(&mut self) -> Result<Vec<[f64; 2]>, FilterError> {
        let begin = self.at();
        self.expect("(", "`(` and points such as -1.7 48.1")?;
        let mut ring = Vec::new();
        loop {
            let at = self.at();
            self.spend(1)?;
            let point = [self.number("a longitude")?, self.number("a latitude behind its longitude")?];
            if !is_on_earth(point) {
                return Err(not_degrees(at));
            }
            ring.push(point);
            if !self.takes(",") {
                break;
            }
        }
        self.expect(")", "`,` and a point, or `)`")?;
        if ring.len() < 4 || ring.first() != ring.last() {
            let sentence = "a ring has four points or more, the last of which is the first again".to_owned();
            return Err(FilterError::Kind { at: begin, sentence });
        }
        Ok(ring)
    }
}

fn is_on_earth([lon, lat]: [f64; 2]) -> bool {
    (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)
}

fn not_degrees(at: usize) -> FilterError {
    let sentence = "places are degrees, longitude from -180 to 180 first, then latitude from -90 to 90".to_owned();
    FilterError::Kind { at, sentence }
}
