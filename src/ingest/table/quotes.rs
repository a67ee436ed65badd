//! Quotation marks: which field of several lines is one, and which is rows that a stray mark has swallowed.
//!
//! A stray mark (`01003;"Le Bourg;102`) opens a field that nobody meant. It goes on to the next mark, however many lines
//! below, and the rows between become a text: the row gets the figures of another. What tells it from an address of two
//! lines is that its lines are as wide as rows, or that the mark which closes it stands where only an opening one does.

/// Following lines that are looked at for rows.
const LOOKED_AT: usize = 64;

/// Whether a record of several lines is rows that were swallowed, in a table that is `width` fields wide.
pub(super) fn is_swallowed(record: &str, delimiter: u8, width: usize) -> bool {
    if !is_well_quoted(record.as_bytes(), delimiter) {
        return true;
    }
    let mut lines = lines(record);
    let (Some(first), Some(last)) = (lines.next(), lines.next_back()) else { return false };
    let between: Vec<&str> = lines.collect();
    // In a table of two columns a line break and one delimiter are no more than an address may have.
    if width < 2 || (width == 2 && between.is_empty()) {
        return false;
    }
    let is_row = |line: &&str| width_alone(line.as_bytes(), delimiter) == width;
    let rows = between.iter().filter(|line| is_row(line)).count();
    is_row(&first) && is_row(&last) && rows * 2 >= between.len() && {
        let mut following = between.iter().copied().chain([last]);
        !is_code(first_cell(first, delimiter)) || following.any(|line| is_code(first_cell(line, delimiter)))
    }
}

/// Whether the lines below the first hold rows of `width` fields.
pub(super) fn has_rows_below(record: &str, delimiter: u8, width: usize) -> bool {
    let mut below = lines(record).skip(1).take(LOOKED_AT);
    width > 1 && below.any(|line| width_alone(line.as_bytes(), delimiter) == width)
}

/// Whether the first line of a record, and most of the others, are rows of `width` fields.
pub(super) fn is_mostly_rows(record: &str, delimiter: u8, width: usize) -> bool {
    let mut rows = lines(record).take(LOOKED_AT).map(|line| width_alone(line.as_bytes(), delimiter) == width);
    let is_first_row = rows.next().unwrap_or_default();
    let below: Vec<bool> = rows.collect();
    width > 2 && is_first_row && below.iter().filter(|is_row| **is_row).count() * 4 > below.len() * 3
}

fn lines(record: &str) -> impl DoubleEndedIterator<Item = &str> {
    record.split(['\n', '\r']).filter(|line| !line.is_empty())
}

fn first_cell(line: &str, delimiter: u8) -> &str {
    line.split(char::from(delimiter)).next().unwrap_or_default().trim_matches(['"', ' '])
}

fn is_code(cell: &str) -> bool {
    cell.bytes().any(|byte| byte.is_ascii_digit()) && !cell.contains(char::is_whitespace)
}

/// Whether every quoted field closes before a delimiter or the end of its line, as RFC 4180 asks.
fn is_well_quoted(record: &[u8], delimiter: u8) -> bool {
    let mut at = 0;
    while at < record.len() {
        let mut end = at;
        if record[at] == b'"' {
            let Some(closing) = closing(record, at + 1) else { return false };
            let behind = &record[closing + 1..];
            end = closing + 1 + behind.iter().take_while(|&&byte| byte == b' ').count();
            if record.get(end).is_some_and(|&byte| byte != delimiter && !b"\r\n".contains(&byte)) {
                return false;
            }
        }
        let is_end = |byte: &u8| *byte == delimiter || b"\r\n".contains(byte);
        at = record[end..].iter().position(is_end).map_or(record.len(), |length| end + length + 1);
    }
    true
}

/// The fields of a line that is read by itself; a mark that does not close in it is text.
fn width_alone(line: &[u8], delimiter: u8) -> usize {
    let (mut width, mut at) = (1, 0);
    loop {
        if line.get(at) == Some(&b'"')
            && let Some(closing) = closing(line, at + 1)
        {
            at = closing + 1;
        }
        match line[at..].iter().position(|&byte| byte == delimiter) {
            Some(length) => at += length + 1,
            None => return width,
        }
        width += 1;
    }
}

/// The mark that closes a field which was opened before `at`: two of them stand for one in the text.
fn closing(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += text.get(at..)?.iter().position(|&byte| byte == b'"')?;
        if text.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_within_a_field_are_told_from_texts_of_several_lines() {
        let swallowed = [
            ("3;\"Le Bourg;102\n4;N3;103\n5;\"Haut;105\n", 3),
            ("3;\"Le Bourg;102\n4;\"Haut;105\n", 3),
            ("3;\"Le Bourg;102\n4;N3;103\n5;Haut\";105\n", 3),
            ("3;\"Le Bourg;102\n4;Haut\";105\n", 3),
            ("3;\"Le Bourg;102\r\n4;\"a;b\";103\r\n5;\"Haut;105\r\n", 3),
            ("\"3;a;102\n4;b;103\n\"5;c;104\n", 3),
            ("3;\"a\n4;b\n5;c\"\n", 2),
        ];
        for (record, width) in swallowed {
            assert!(is_swallowed(record, b';', width), "{record}");
        }
        let texts = [
            ("3;\"12 rue du Bourg\n01000 Bourg\";102\n", 3),
            ("3;\"12 rue du Bourg; bât. 3\n01000 Bourg\";102\n", 3),
            ("3;\"12 rue du Bourg\nbât. 3; 01000 Bourg\";102\n", 3),
            ("3;\"dit \"\"le Bourg\"\"\n\n01000;\";102\n", 3),
            ("3;\"a\nb\" ;102\n", 3),
            ("3;\"12 rue; 3\nBourg\";\"note\non; two\"\n", 3),
            ("3;\"Bourg\n01000; Ain\"\n", 2),
            ("\"a\nb\"\n", 1),
        ];
        for (record, width) in texts {
            assert!(!is_swallowed(record, b';', width), "{record}");
        }
    }
}
