use super::Catalog;
use crate::almanac::{ColumnRecord, ColumnView};
use crate::cluster::NodeFigures;
use crate::gazetteer::{ColumnId, Indicator, LayerId, Summary};

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The columns that a layer shows.
    fn columns_of(&self, layer: LayerId) -> impl Iterator<Item = (ColumnId, &ColumnRecord)> {
        let records = self.figures_layer(layer).and_then(|layer| {
            let records = self.almanac().description().columns.get(layer.number(self.stamp))?;
            Some(records.iter().enumerate().map(move |(number, record)| (layer.column(number), record)))
        });
        records.into_iter().flatten()
    }

    /// The columns of an indicator that a layer shows.
    fn columns_with<'a>(
        &'a self,
        layer: LayerId,
        indicator: &str,
    ) -> impl Iterator<Item = (ColumnId, &'a ColumnRecord)> {
        self.columns_of(layer).filter(move |(_, record)| record.indicator == indicator)
    }

    /// The column of an indicator in a year that a layer shows.
    pub fn column(&self, layer: LayerId, indicator: &str, year: i32) -> Option<ColumnId> {
        self.columns_with(layer, indicator).find(|(_, record)| record.year == year).map(|(id, _)| id)
    }

    /// The column of the latest year in which an indicator has figures for a layer.
    pub fn latest_column(&self, layer: LayerId, indicator: &str) -> Option<ColumnId> {
        let known = self.columns_with(layer, indicator).filter(|(_, record)| record.summary.with_value > 0);
        known.max_by_key(|(_, record)| record.year).map(|(id, _)| id)
    }

    /// That year.
    pub fn latest_year(&self, layer: LayerId, indicator: &str) -> Option<i32> {
        self.latest_column(layer, indicator).map(|column| self.column_record(column).year)
    }

    /// The years in which an indicator has a column at a layer.
    pub(crate) fn years_of(&self, layer: LayerId, indicator: &str) -> Vec<i32> {
        self.columns_with(layer, indicator).map(|(_, record)| record.year).collect()
    }

    /// Whether some figures of an indicator are computed at a layer.
    pub(super) fn is_computed(&self, layer: LayerId, indicator: &str) -> bool {
        self.columns_with(layer, indicator).any(|(_, record)| record.is_computed)
    }

    /// A column as the almanac describes it.
    pub fn column_record(&self, column: ColumnId) -> &ColumnRecord {
        &self.almanac().description().columns[column.layer().number(self.stamp)][column.number()]
    }

    /// The indicator of a column.
    pub fn indicator_of(&self, column: ColumnId) -> &Indicator {
        self.figures(column).indicator()
    }

    /// What a column holds.
    pub fn summary(&self, column: ColumnId) -> &Summary {
        &self.column_record(column).summary
    }

    /// The figures of a column.
    pub fn figures(&self, column: ColumnId) -> ColumnView<'_> {
        self.almanac().column_at(column.layer().number(self.stamp), column.number())
    }

    /// The figure of each feature of a layer, in the order of the features.
    pub(crate) fn figures_in(&self, column: ColumnId) -> impl Iterator<Item = Option<f64>> {
        let column = self.figures(column);
        (0..column.numbers().len() as u32).map(move |feature| column.figure(feature).value())
    }

    /// What the points of each cluster have in a column; nothing where the layer has no clusters.
    pub fn cluster_figures(&self, column: ColumnId) -> &[NodeFigures] {
        self.almanac().cluster_figures(column.layer().number(self.stamp), column.number())
    }
}
