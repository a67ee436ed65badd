//! How a recipe is written: texts in quotes, comments of bounded width.

/// Characters of a line of a comment.
const WIDTH: usize = 118;

/// A text of TOML.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            control if control.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// A key of TOML.
pub(super) fn key(name: &str) -> String {
    let is_bare = !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b'-');
    if is_bare { name.to_owned() } else { quoted(name) }
}

/// The same text in both languages.
pub(super) fn bilingual(text: &str) -> String {
    let text = quoted(text);
    format!("{{ fr = {text}, en = {text} }}")
}

/// A name in backquotes, on one line.
pub(super) fn named(name: &str) -> String {
    let plain: String = name.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    format!("`{plain}`")
}

/// Names in backquotes, joined by commas, the first few of them.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    const MOST: usize = 6;
    let names: Vec<String> = names.into_iter().map(named).collect();
    let shown = names[..names.len().min(MOST)].join(", ");
    match names.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Lines of a comment.
pub(super) fn comment(text: &str) -> String {
    let mut out = String::new();
    let mut line = String::from("#");
    let plain: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    for word in plain.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.len() > 1 {
            out.push_str(&line);
            out.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    out.push_str(&line);
    out.push('\n');
    out
}

/// A comment that asks for a look.
pub(super) fn doubt(text: &str) -> String {
    comment(&format!("to be looked at: {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_comes_back_as_it_was() {
        for text in ["plain", "L'Haÿ \"les\" Roses", "back\\slash", "a\nb\tc\u{7f}", "", "é\u{1F600}"] {
            let written = format!("{} = {}", key(text), quoted(text));
            let read: toml::Table = toml::from_str(&written).unwrap();
            assert_eq!(read[text].as_str(), Some(text), "{written}");
        }
    }

    #[test]
    fn comments_stay_comments() {
        let text = comment(&format!("one\nname = \"two\" {}", "word ".repeat(50)));
        assert!(text.lines().all(|line| line.starts_with('#') && line.chars().count() <= WIDTH), "{text}");
        assert_eq!(text.lines().count(), 3);
    }
}
