use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A text that people read, in both languages of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    pub fr: String,
    pub en: String,
}

impl Bilingual {
    /// The text in `language`.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::French => &self.fr,
            Language::English => &self.en,
        }
    }
}

/// A language of user-facing text, written as its tag; a tag of any other language is read as French.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(from = "String", into = "&'static str")]
#[schemars(!from, !into, with = "String")]
pub enum Language {
    #[default]
    French,
    English,
}

impl Language {
    /// The BCP 47 tag: `fr` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Language::French => "fr",
            Language::English => "en",
        }
    }

    /// Reads a tag such as `en`, `fr` or `en-GB`; anything else is none.
    pub fn from_tag(tag: &str) -> Option<Language> {
        match tag.split('-').next() {
            Some(primary) if primary.eq_ignore_ascii_case("fr") => Some(Language::French),
            Some(primary) if primary.eq_ignore_ascii_case("en") => Some(Language::English),
            _ => None,
        }
    }
}

impl From<String> for Language {
    fn from(tag: String) -> Language {
        Language::from_tag(&tag).unwrap_or_default()
    }
}

impl From<Language> for &'static str {
    fn from(language: Language) -> &'static str {
        language.tag()
    }
}

/// A count with its digits in groups of three.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things, grouped: `1 row`, `2,000 rows`, `2 territories`. `noun` is one of them.
pub fn counted(number: u64, noun: &str) -> String {
    if number == 1 {
        return format!("1 {noun}");
    }
    let number = grouped(number);
    let is_vowel = |letter: char| "aeiou".contains(letter);
    match (noun.strip_suffix("ex"), noun.strip_suffix('y')) {
        (Some(stem), _) => format!("{number} {stem}ices"),
        (_, Some(stem)) if !stem.ends_with(is_vowel) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        let told: Vec<String> = [0, 1, 2, 12_345].iter().map(|&number| counted(number, "row")).collect();
        assert_eq!(told, ["0 rows", "1 row", "2 rows", "12,345 rows"]);
        assert_eq!([1, 3].map(|number| counted(number, "territory")), ["1 territory", "3 territories"]);
        assert_eq!([1, 3].map(|number| counted(number, "vertex")), ["1 vertex", "3 vertices"]);
        assert_eq!(counted(2, "day"), "2 days");
    }
}
