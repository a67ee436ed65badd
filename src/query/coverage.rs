use super::evolution::EvolutionKey;
use super::figure_key::FigureKey;
use crate::catalog::Catalog;
use crate::gazetteer::COVERAGE;

/// Gives computed figures, and what became of them, an attribute for the share that they rest on.
pub(super) fn add_coverage<D: AsRef<[u8]>>(
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
