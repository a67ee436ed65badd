use std::ops::Range;

use super::check::Checker;
use super::placed::Placed;
use super::source_form::{DescribedSourceForm, SourceForm, SourcesForm};
use crate::ingest::charset::Charset;
use crate::ingest::crs::Crs;
use crate::ingest::source::FeatureSource;

/// The files that features come from; at least one, but for a fault.
pub(super) fn read_sources(checker: &mut Checker, form: &Placed<SourcesForm>) -> Vec<FeatureSource> {
    match &**form {
        SourcesForm::One(source) => vec![read_source(checker, source, &form.place())],
        SourcesForm::Several(sources) => {
            if sources.is_empty() {
                checker.fault(form.place(), "the list of files is empty", "name a file, such as `communes.gpkg`");
            }
            sources.iter().map(|source| read_source(checker, source, &source.place())).collect()
        }
    }
}

/// One file of features.
pub(super) fn read_source(checker: &mut Checker, form: &SourceForm, place: &Range<usize>) -> FeatureSource {
    match form {
        SourceForm::File(file) => FeatureSource { file: checker.file_at(file, place), ..FeatureSource::default() },
        SourceForm::Described(form) => read_described(checker, form, place),
    }
}

fn read_described(checker: &mut Checker, form: &DescribedSourceForm, place: &Range<usize>) -> FeatureSource {
    let crs = form.crs.as_ref().and_then(|written| {
        let known = Crs::parse(written);
        known.map_err(|unknown| checker.fault(written.place(), unknown.to_string(), "name one that is known")).ok()
    });
    if let Some(written) = &form.encoding
        && Charset::of_label(written).is_none()
    {
        let help = "write a name such as `windows-1252`, `iso-8859-15` or `utf-8`";
        checker.fault(written.place(), format!("`{}` is no encoding", **written), help);
    }
    FeatureSource {
        file: checker.file_at(&form.file, place),
        layer: form.layer.clone(),
        crs,
        crs_column: form.crs_column.clone(),
        geometry: form.geometry.clone(),
        encoding: form.encoding.as_deref().cloned(),
    }
}
