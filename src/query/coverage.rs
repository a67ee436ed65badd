use super::error::SelectError;
use super::evolution::EvolutionKey;
use super::figure_key::FigureKey;
use crate::catalog::Catalog;
use crate::catalog::text::shortened;
use crate::gazetteer::COVERAGE;

/// Reads `?coverage=`.
pub(crate) fn read_coverage(text: Option<&str>) -> Result<bool, SelectError> {
    match text {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(text) => Err(SelectError::NotACoverage { text: shortened(text) }),
    }
}

/// Gives computed figures, and what became of them, an attribute for the share that they rest on.
pub(crate) fn add_coverage<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    figures: &mut [FigureKey],
    evolutions: &mut [EvolutionKey],
) {
    let is_computed = |column| catalog.column_record(column).is_computed;
    for figure in figures {
        figure.coverage_key = is_computed(figure.column).then(|| format!("{}{COVERAGE}", figure.key));
    }
    for evolution in evolutions {
        let either = is_computed(evolution.from) || is_computed(evolution.to);
        evolution.coverage_key = either.then(|| format!("{}{COVERAGE}", evolution.key));
    }
}
