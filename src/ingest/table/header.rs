//! Which row names the columns.

/// Rows that are looked at to tell the delimiter and to find the header.
pub(super) const SAMPLE: usize = 50;

/// How many of the wanted columns the likeliest header has, and its place: the first row that has most of them.
pub(super) fn best_header<'a, Cells: Iterator<Item = &'a str> + Clone>(
    rows: impl Iterator<Item = Cells>,
    wanted: &[&str],
) -> (usize, usize) {
    let mut best = (0, 0);
    for (at, cells) in rows.take(SAMPLE).enumerate() {
        let found = wanted.iter().filter(|name| cells.clone().any(|cell| cell.trim() == **name)).count();
        if found > best.0 {
            best = (found, at);
        }
    }
    best
}
