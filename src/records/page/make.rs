use super::bounds::WorldBounds;
use super::choose::{choose, find_cluster};
use super::describe::{describe, numbers};
use super::error::{MOST_CELLS, PageError};
use super::request::{Among, Page, PageRequest, PointParameters};
use super::territories::{point_layer, territories_of};
use crate::gazetteer::CODE;
use crate::query::{PointMode, Request, TileParameters, forest, select};
use crate::records::files::{CsvParameters, DownloadRequest, FileParameters, Format, Table, described};
use crate::records::source::Records;

impl<D: AsRef<[u8]>> Records<'_, D> {
    /// A page of points. `behind` gives the address of the page that begins behind a code.
    ///
    /// # Errors
    /// Says what is unknown.
    pub fn page(self, request: &PageRequest<'_>, behind: impl Fn(&str) -> String) -> Result<Page, PageError> {
        let (id, layer) = point_layer(self.catalog, request.layer)?;
        let view = self.catalog.view(id);
        let PointParameters { territory, bbox, figures, fields, chosen, language } = request.points.clone();
        let points = matches!(request.among, Among::Cluster { .. }).then_some(PointMode::Clusters);
        let file = FileParameters { figures: figures.clone(), chosen: chosen.clone(), language };
        let parameters = TileParameters { figures, fields, points, chosen, evolution: None };
        let asked = Request { layers: request.layer.to_owned(), parameters };
        let selection = select(self.catalog, &asked)?;
        let parameters = &CsvParameters { file, dialect: request.dialect };
        let PageRequest { layer: level, format, base, .. } = *request;
        let download = DownloadRequest { level, format, parameters, base };
        let mut table = Table::new(self, &download, &selection)?;
        if let (Some(_), [part]) = (&asked.parameters.fields, &selection.parts[..]) {
            table.keep_fields(&part.fields);
        }
        check_size(request.limit.min(view.len()), table.width())?;
        let territories = territories_of(self.catalog, id, layer, &territory)?;
        let bounds = bbox.map(WorldBounds::new);
        let part = selection.parts.first();
        let matching =
            part.and_then(|part| part.filter.as_ref()).map(|filter| self.caches.filters.matching(self.catalog, filter));
        let accepts = |feature: u32| {
            let is_let_through = matching.as_ref().is_none_or(|matching| matching.contains(feature));
            let is_held = territories.as_ref().is_none_or(|held| held.get(feature as usize) == Some(&true));
            let is_inside = |bounds: &WorldBounds| view.place(feature).is_some_and(|place| bounds.holds(place));
            is_let_through && is_held && bounds.as_ref().is_none_or(is_inside)
        };
        let forest = part.and_then(|part| forest(self.catalog, &self.caches.clusters, part, matching.as_deref()));
        let cluster = match request.among {
            Among::Cluster { id, .. } => Some(find_cluster(forest.as_ref(), layer, id)?),
            _ => None,
        };
        let chosen = choose(&view, request, cluster, accepts);
        let last = chosen.features.last().and_then(|&feature| view.text(CODE, feature));
        let next = last.filter(|_| chosen.is_cut).map(behind);
        let mut members = described(&table);
        members.extend(numbers(&chosen, next.as_deref()));
        members.extend(cluster.map(|(_, node)| ("cluster".to_owned(), describe(node))));
        match chosen.distances {
            Some(distances) => table.choose_near(chosen.features.into_iter().zip(distances).collect()),
            None => table.choose(chosen.features),
        }
        let bytes = if request.format == Format::GeoJson { table.collection(members)? } else { table.file()? };
        Ok(Page { bytes, next })
    }
}

fn check_size(points: usize, columns: usize) -> Result<(), PageError> {
    if points.saturating_mul(columns) > MOST_CELLS {
        return Err(PageError::TooLarge { points, columns });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_a_bound() {
        assert!(check_size(10_000, 50).is_ok());
        let told = check_size(10_000, 51).unwrap_err().to_string();
        assert!(
            told.starts_with("a page of 10000 points with 51 columns is more than 500000 cells; ask for"),
            "{told}"
        );
        assert!(!told.contains("  "), "{told}");
    }
}
