//! Which row names the columns.

/// Rows that are looked at to tell the delimiter and to find the header.
pub(super) const SAMPLE: usize = 50;

/// How many of the wanted columns the likeliest header has, and its place: the first row that has most of them.
pub(super) fn best_header<'a, Cells: Iterator<Item = &'a str> + Clone>(
    rows: impl Iterator<Item = Cells>,
    wanted: &[&str],
) -> (usize, usize) {
    if wanted.is_empty() {
        return (0, first_full(rows));
    }
    let mut best = (0, 0);
    for (at, cells) in rows.take(SAMPLE).enumerate() {
        let found = wanted.iter().filter(|name| cells.clone().any(|cell| cell.trim() == **name)).count();
        if found > best.0 {
            best = (found, at);
        }
    }
    best
}

/// Where nothing is wanted, the first row that has nearly as many cells filled as any: titles stand alone above it.
fn first_full<'a, Cells: Iterator<Item = &'a str>>(rows: impl Iterator<Item = Cells>) -> usize {
    let filled: Vec<usize> =
        rows.take(SAMPLE).map(|cells| cells.filter(|cell| !cell.trim().is_empty()).count()).collect();
    let most = filled.iter().max().copied().unwrap_or(0);
    filled.iter().position(|count| count * 10 >= most * 8).unwrap_or(0)
}
