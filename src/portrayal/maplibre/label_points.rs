use serde_json::{Value, json};

use super::expression::{by_zoom, number, numbers};
use crate::gazetteer::{AREA_FIELD, SPACE_FIELD};
use crate::portrayal::look::{Look, TEXT_MAX_WIDTH};

/// The points at which territories are named, one a territory.
pub struct LabelPoints<'a> {
    /// The source layer, whose features have `nom`.
    pub layer: &'a str,
    /// Whether they tell how much room they have and how large their territory is: names then show only where they have
    /// room enough.
    pub has_space: bool,
    /// A count that they carry: where names collide, that of the larger one stays.
    pub importance: Option<&'a str>,
}

impl LabelPoints<'_> {
    /// Whether a name has room. Tiles go no further than zoom `highest`: beyond it the room that they tell grows.
    pub(crate) fn filter(&self, look: &Look, highest: u8) -> Value {
        if !self.has_space {
            return Value::Null;
        }
        let enlarged = json!(["max", 0, ["-", ["zoom"], highest]]);
        let space = json!(["*", BEYOND, ["get", SPACE_FIELD], ["^", 2, enlarged]]);
        json!([">=", space, ["*", by_zoom(numbers(&look.text_sizes)), text_width(look)]])
    }

    /// Free pixels around a name. One that has room in its territory needs few.
    pub(super) fn padding(&self, look: &Look) -> u8 {
        if self.has_space { 3 } else { look.text_paddings.0 }
    }

    /// Names of lower keys are placed first: of larger counts, or of larger territories.
    pub(super) fn sort_key(&self) -> Value {
        let by = match self.importance {
            Some(count) => count,
            None if self.has_space => AREA_FIELD,
            None => return Value::Null,
        };
        json!(["-", 0, ["coalesce", ["get", by], 0]])
    }
}

/// How much wider than the circle that is free a name may be: names are low, territories wider than the circles in
/// them, and within a zoom the circle grows to twice its size.
const BEYOND: f64 = 2.2;

/// By how much the widest line of a broken name exceeds their mean, as a rule: measured on the names of France.
const RAGGED: f64 = 1.2;

/// About how wide a name is, in ems: its letters, broken into as few lines as the widest allowed makes.
fn text_width(look: &Look) -> Value {
    let letters = json!(["*", number(look.letter_width), ["length", ["get", "nom"]]]);
    let whole = json!(["var", "width"]);
    let lines = json!(["ceil", ["/", whole, TEXT_MAX_WIDTH]]);
    let broken = json!(["min", TEXT_MAX_WIDTH, ["/", ["*", RAGGED, whole], lines]]);
    json!(["let", "width", letters, ["case", ["<=", whole, TEXT_MAX_WIDTH], whole, broken]])
}
