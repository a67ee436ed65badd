//! Merged cells of a sheet: the file has the text of the first of them only, and the others read as empty.

use super::workbook::{Region, SheetRow};
use crate::ingest::complaint_kind::ComplaintKind;

/// The merged cells of a sheet while its rows are read.
pub(super) struct Merged {
    /// Those whose first row comes later, the next at the end.
    coming: Vec<Region>,
    /// Those with a text whose first row was read.
    open: Vec<Region>,
}

impl Merged {
    pub(super) fn new(mut regions: Vec<Region>) -> Merged {
        regions.retain(|region| region.first != region.last);
        regions.sort_unstable_by_key(|region| std::cmp::Reverse(region.first));
        Merged { coming: regions, open: Vec::new() }
    }

    /// Complains of merged cells that leave a column of the row empty which is read. Each is reported once, so that
    /// titles and notes, which stand in rows of their own, are not.
    pub(super) fn note(
        &mut self,
        row: &SheetRow,
        kept: &[usize],
        complain: &mut impl FnMut(ComplaintKind, u64, String),
    ) {
        let line = row.line - 1;
        let covers = |region: &Region, from: u32| {
            kept.iter().any(|&column| (from as usize..=region.last.1 as usize).contains(&column))
        };
        let mut report = |region: &Region| {
            let line = u64::from(region.first.0) + 1;
            let detail = format!(
                "`{}:{}` is one merged cell; split it and fill in all its cells",
                name(region.first),
                name(region.last)
            );
            complain(ComplaintKind::MergedCells, line, detail);
        };
        for region in self.open.drain(..) {
            if line <= u64::from(region.last.0) && covers(&region, region.first.1) {
                report(&region);
            }
        }
        while let Some(region) = self.coming.pop_if(|region| u64::from(region.first.0) <= line) {
            let cell = row.get(region.first.1 as usize).filter(|cell| !cell.text.trim().is_empty());
            // What began in a row that has nothing in it, or above the header, is empty or a title.
            let Some(cell) = cell.filter(|_| u64::from(region.first.0) == line) else { continue };
            if cell.is_number && covers(&region, region.first.1 + 1) {
                report(&region);
            } else if region.last.0 > region.first.0 {
                self.open.push(region);
            }
        }
    }
}

/// A cell as spreadsheets name it, such as `B2`.
fn name((row, column): (u32, u32)) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_in_spreadsheets() {
        let names = [(0, 0), (1, 25), (2, 26), (3, 701), (4, 702), (9, 16_383)].map(name);
        assert_eq!(names, ["A1", "Z2", "AA3", "ZZ4", "AAA5", "XFD10"]);
    }
}
