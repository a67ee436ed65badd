//! The nouns of the map: what a layer, a field, a view and an indicator are, and how an official code becomes a feature id.
//!
//! Plain values without files or bytes. The build side makes them from a recipe, the atlas and the almanac
//! carry them as their description, and the serve side reads them there.

mod clustering;
mod code;
mod field;
mod figure;
mod ids;
mod indicator;
mod layer;
mod note;
mod rule;
mod sides;
mod text;

pub use clustering::{
    BBOX, CLUSTER, CLUSTER_ATTRIBUTES, CLUSTER_FIGURES, CLUSTER_ID, Category, Clustering, EXPANSION_ZOOM, LEAVES,
    POINT_COUNT, POINT_COUNT_ABBREVIATED, WEIGHT,
};
pub use code::{CodeError, CodeScheme, SchemeError};
pub use field::{AREA_FIELD, CODE, Field, FieldKind, NAME, SPACE_FIELD};
pub use figure::{BESIDE_FIGURES, COVERAGE, EVOLUTION, Figure, REASON, Reason};
pub(crate) use ids::MapStamp;
pub use ids::{ColumnId, FeatureId, FieldId, LayerId};
pub use indicator::{Aggregation, Better, Indicator, Parts, Summary, Tally, Whole, YearSource};
#[cfg(test)]
pub(crate) use layer::ROUTES;
pub use layer::{
    BORDERS, LABELS, Layer, LayerKind, LayerPresentation, NameFault, View, ViewPart, ZoomRange, is_reserved_name,
    name_fault,
};
pub use note::FieldNotes;
pub use rule::{Beside, Rule, WeightYear};
pub use sides::Sides;
pub use text::{Bilingual, Language, counted, grouped};

pub use crate::geo::HIGHEST_ZOOM;
