//! Spaces between a delimiter and the quotation mark behind it: `01001, "Bourg, centre", 100`.
//!
//! Strictly read, such a mark is text and a delimiter behind it is one. Writers of such files mean a quoted field.

use std::borrow::Cow;

/// A text without these spaces, where all lines that have one become rows of the same width by it; else the text as it is.
pub(super) fn without_spaces<'a>(text: &'a str, delimiters: &[u8]) -> Cow<'a, str> {
    // Of most files one look is enough.
    let delimiters = if text.contains(" \"") { delimiters } else { &[] };
    for &delimiter in delimiters {
        if let Some(spaces) = spaces(text, delimiter) {
            return Cow::Owned(without(text, &spaces));
        }
    }
    Cow::Borrowed(text)
}

/// From where to where these spaces go; none where there are none, or lines disagree.
fn spaces(text: &str, delimiter: u8) -> Option<Vec<(usize, usize)>> {
    let (mut found, mut width) = (Vec::new(), None);
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let bytes = line.trim_end_matches(['\n', '\r']).as_bytes();
        let before = found.len();
        if has_spaced_quote(bytes, delimiter) {
            let own = note_spaces(bytes, start, delimiter, &mut found);
            if found.len() > before && (own.is_none() || *width.get_or_insert(own) != own) {
                return None;
            }
        }
        start += line.len();
    }
    (!found.is_empty()).then_some(found)
}

fn has_spaced_quote(line: &[u8], delimiter: u8) -> bool {
    let mut rest = line;
    while let Some(at) = rest.iter().position(|&byte| byte == b'"') {
        let before = rest[..at].trim_ascii_end();
        if before.len() < at && before.last() == Some(&delimiter) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// Takes note of the spaces before quoted fields of a line. The number of its fields, unless a mark does not close before
/// a delimiter or the end of the line.
fn note_spaces(line: &[u8], start: usize, delimiter: u8, found: &mut Vec<(usize, usize)>) -> Option<usize> {
    let (mut at, mut width) = (0, 1);
    loop {
        let spaces = line[at..].iter().take_while(|&&byte| byte == b' ').count();
        if line.get(at + spaces) == Some(&b'"') {
            if spaces > 0 {
                found.push((start + at, start + at + spaces));
            }
            at = behind_quoted(line, at + spaces + 1)?;
            let behind = line[at..].iter().take_while(|&&byte| byte == b' ').count();
            if line.get(at + behind).is_some_and(|&byte| byte != delimiter) {
                return None;
            }
        }
        match line[at..].iter().position(|&byte| byte == delimiter) {
            Some(length) => at += length + 1,
            None => return Some(width),
        }
        width += 1;
    }
}

/// The place behind the mark that closes a quoted field; two of them stand for one in its text.
fn behind_quoted(line: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += line.get(at..)?.iter().position(|&byte| byte == b'"')? + 1;
        if line.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

fn without(text: &str, spaces: &[(usize, usize)]) -> String {
    let (mut kept, mut at) = (String::with_capacity(text.len()), 0);
    for &(from, to) in spaces {
        kept.push_str(&text[at..from]);
        at = to;
    }
    kept + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_before_quoted_fields_are_left_out_where_all_lines_agree() {
        for (text, expected) in [
            ("a, b, c\n1, \"x, y\", 2\n3,  \"z\", 4\n", "a, b, c\n1,\"x, y\", 2\n3,\"z\", 4\n"),
            ("a;b;c\r\n1; \"x; \"\"y\"\"\" ;2\r\n3;z;4", "a;b;c\r\n1;\"x; \"\"y\"\"\" ;2\r\n3;z;4"),
            (" \"a\", \"b\"\n \"1\", \"2\"\n", "\"a\",\"b\"\n\"1\",\"2\"\n"),
        ] {
            assert_eq!(without_spaces(text, b";\t|,"), expected);
        }
    }

    #[test]
    fn what_lines_disagree_on_stays_as_it_is() {
        for text in [
            "a,b,c\n1, \"x, y\", 2\n3, \"z, 4, 5\n",
            "a,b,c\n1, \"x\" and, 2\n",
            "a,b,c\n1, \"x\", 2\n3, \"y\", 4, 5\n",
            "a,b,c\n1,\"x, \"\"y\"\", z\",2\n",
            "a;b\n1;say \"x\"\n",
        ] {
            assert!(matches!(without_spaces(text, b";\t|,"), Cow::Borrowed(_)), "{text}");
        }
    }
}
