//! Codes in other shapes than those of the map, brought into its shape by the rules of a recipe.

use super::recipe::CodeRule;

/// Zeros that files lose or add at most.
const ZEROS: usize = 3;

/// Whom a code of a table means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meant {
    /// Dense id of the territory or point.
    pub(super) id: u32,
    /// Places of the rules that it took.
    pub(super) used: Vec<usize>,
    /// The code of the territory, where the table speaks of a part of it only.
    pub(super) part_of: Option<String>,
}

/// Finds whom a code means: who has it as it stands, else who has it after some of the rules, tried in their order.
pub(super) fn find_meant(code: &str, rules: &[CodeRule], find: &impl Fn(&str) -> Option<u32>) -> Option<Meant> {
    if let Some(id) = find(code) {
        return Some(Meant { id, used: Vec::new(), part_of: None });
    }
    let (mut current, mut used, mut is_part) = (code.to_owned(), Vec::new(), false);
    for (place, rule) in rules.iter().enumerate() {
        let Some(changed) = apply(rule, &current, find) else { continue };
        is_part |= matches!(rule, CodeRule::Becomes { of_parts: true, .. });
        current = changed;
        used.push(place);
        if let Some(id) = find(&current) {
            return Some(Meant { id, used, part_of: is_part.then_some(current) });
        }
    }
    None
}

/// Who is meant by a code: who has it as it stands, else who has it after some of the rules.
pub fn meant(code: &str, rules: &[CodeRule], find: &impl Fn(&str) -> Option<u32>) -> Option<u32> {
    find_meant(code, rules, find).map(|meant| meant.id)
}

/// Whose part is meant by a code that nobody has: a pattern of parts fits it in all characters but the last few, as
/// `751##` fits `7510S`.
pub(super) fn misspelt_part_of(code: &str, rules: &[CodeRule], find: &impl Fn(&str) -> Option<u32>) -> Option<u32> {
    rules.iter().find_map(|rule| match rule {
        CodeRule::Becomes { pattern, code: whole, of_parts: true } => {
            let front = pattern.split('#').next().unwrap_or_default();
            let is_near = front.len() > 1 && code.len() == pattern.len() && code.starts_with(front);
            is_near.then(|| find(whole)).flatten()
        }
        _ => None,
    })
}

/// What is wrong with a code that nobody has, with the rule that would mend it.
pub fn unknown_detail(code: &str, find: &impl Fn(&str) -> Option<u32>) -> String {
    let respelt = |code: &str| {
        let known = |(rule, _): &(CodeRule, _)| apply(rule, code, find).filter(|other| find(other).is_some());
        SPELLINGS.iter().find_map(|spelling| known(spelling).map(|other| (other, spelling)))
    };
    if let Some((other, (rule, what))) = respelt(code) {
        return format!("no `{code}`, but there is `{other}`: {what}; `codes = [\"{}\"]` mends it", rule.name());
    }
    for (bare, what) in disguises(code) {
        let known = Some(bare.clone()).filter(|bare| find(bare).is_some()).or_else(|| respelt(&bare).map(|it| it.0));
        if let Some(known) = known {
            return format!("no `{code}`, but there is `{known}`: {what}; save the codes alone, as text");
        }
    }
    format!("no `{code}`")
}

/// Rules that mend a code, and what is wrong with it.
const SPELLINGS: [(CodeRule, &str); 3] = [
    (CodeRule::Pad, "the file has lost its leading zeros"),
    (CodeRule::StripZeros, "the file has zeros too many in front"),
    (CodeRule::Upper, "the file has small letters"),
];

/// What a code may be that a program or a person has put something around, and what that looks like.
fn disguises(code: &str) -> impl Iterator<Item = (String, &'static str)> {
    let trimmed = |around: &[char]| code.trim_matches(around).to_owned();
    let visible = code.chars().filter(|character| character.is_alphanumeric() || character.is_ascii_punctuation());
    // Behind letters: `FR-01001`, `0500000US01001`. One letter may be part of a code, as in `2A004`.
    let last = code.char_indices().rfind(|(_, character)| !character.is_ascii_digit());
    let (front, behind) = code.split_at(last.map_or(0, |(at, character)| at + character.len_utf8()));
    let behind = (front.chars().filter(|character| character.is_alphabetic()).count() > 1).then_some(behind);
    let before = code.split_once([' ', '\u{a0}', ':', '|', '\u{2013}']).map(|(before, _)| before);
    let disguises = [
        (number(code), "it looks like a number of a spreadsheet"),
        (code.strip_prefix('=').map(|rest| rest.trim_matches('"').to_owned()), "it looks like a formula"),
        (Some(trimmed(&['\'', '\u{2019}', '`'])), "it has an apostrophe, which marks text in spreadsheets"),
        (Some(trimmed(&['"', '\u{ab}', '\u{bb}', '\u{201c}', '\u{201d}'])), "it is in quotation marks"),
        (Some(visible.collect()), "it has spaces or characters inside that are not seen"),
        (Some(code.replace(['-', '.', '/', '_'], "")), "it has marks inside"),
        (behind.map(str::to_owned), "something stands before it"),
        (before.map(str::to_owned), "something stands behind it"),
    ];
    let is_other = |bare: &String| !bare.is_empty() && bare != code;
    let found = disguises.map(|(bare, what)| bare.filter(is_other).map(|bare| (bare, what)));
    found.into_iter().flatten()
}

/// The digits of a whole number that is written with decimals or an exponent, as `1001.0` and `1,001E+3`.
fn number(code: &str) -> Option<String> {
    let number: f64 = code.replace(',', ".").parse().ok()?;
    (code.contains(['.', ',', 'e', 'E']) && (0.0..1e15).contains(&number) && number.fract() == 0.0)
        .then(|| format!("{number:.0}"))
}

/// The code after the rule; none where it changes nothing.
fn apply(rule: &CodeRule, code: &str, find: &impl Fn(&str) -> Option<u32>) -> Option<String> {
    match rule {
        CodeRule::Pad => (1..=ZEROS).map(|zeros| "0".repeat(zeros) + code).find(|padded| find(padded).is_some()),
        CodeRule::StripZeros => {
            let zeros = code.bytes().take_while(|&byte| byte == b'0').count().min(ZEROS);
            (1..=zeros).map(|zeros| &code[zeros..]).find(|rest| find(rest).is_some()).map(str::to_owned)
        }
        CodeRule::Upper => Some(code.to_uppercase()).filter(|upper| upper != code),
        CodeRule::Becomes { pattern, code: other, .. } => fits(pattern, code).then(|| other.clone()),
    }
}

/// Whether a code has the digits and other characters of a pattern.
fn fits(pattern: &str, code: &str) -> bool {
    let same = |(place, character): (char, char)| match place {
        '#' => character.is_ascii_digit(),
        literal => literal == character,
    };
    pattern.chars().count() == code.chars().count() && pattern.chars().zip(code.chars()).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 6] = ["01001", "2A004", "75056", "01", "2A", "971"];

    fn find(code: &str) -> Option<u32> {
        KNOWN.iter().position(|known| *known == code).map(|at| at as u32)
    }

    fn becomes(pattern: &str, code: &str, of_parts: bool) -> CodeRule {
        CodeRule::Becomes { pattern: pattern.into(), code: code.into(), of_parts }
    }

    #[track_caller]
    fn check(code: &str, rules: &[CodeRule], expected: Option<(&str, &[usize])>) {
        let found = find_meant(code, rules, &find);
        let found = found.as_ref().map(|meant| (KNOWN[meant.id as usize], meant.used.as_slice()));
        assert_eq!(found, expected, "{code}");
    }

    #[test]
    fn each_rule_mends_what_it_is_for() {
        check("1001", &[CodeRule::Pad], Some(("01001", &[0])));
        check("1", &[CodeRule::Pad], Some(("01", &[0])));
        check("001", &[CodeRule::StripZeros], Some(("01", &[0])));
        check("02A", &[CodeRule::StripZeros], Some(("2A", &[0])));
        check("2a004", &[CodeRule::Upper], Some(("2A004", &[0])));
        check("02a", &[CodeRule::Upper, CodeRule::StripZeros], Some(("2A", &[0, 1])));
        check("75101", &[becomes("751##", "75056", true)], Some(("75056", &[0])));
        for (code, rule) in [("999", CodeRule::Pad), ("000999", CodeRule::StripZeros), ("x", CodeRule::Upper)] {
            check(code, &[rule], None);
        }
        check("7511", &[becomes("751##", "75056", true)], None);
        check("751é1", &[becomes("751##", "75056", true)], None);
        check("", &[CodeRule::Pad, CodeRule::StripZeros, CodeRule::Upper], None);
    }

    #[test]
    fn a_code_that_somebody_has_is_left_alone() {
        check("971", &[becomes("9##", "75056", true), CodeRule::StripZeros], Some(("971", &[])));
    }

    #[test]
    fn parts_are_told_from_other_spellings() {
        let meant = |rule| find_meant("75101", &[rule], &find).unwrap().part_of;
        assert_eq!(meant(becomes("751##", "75056", true)).as_deref(), Some("75056"));
        assert_eq!(meant(becomes("75101", "75056", false)), None);
    }

    #[test]
    fn what_would_mend_a_code_is_told() {
        for (code, rule) in [("1001", "pad"), ("0971", "strip_zeros"), ("2a", "upper")] {
            let detail = unknown_detail(code, &find);
            assert!(detail.ends_with(&format!("`codes = [\"{rule}\"]` mends it")), "{detail}");
        }
        assert_eq!(unknown_detail("99", &find), "no `99`");
    }

    #[test]
    fn what_stands_around_a_code_is_told() {
        for (code, known, what) in [
            ("1001.0", "01001", "a number of a spreadsheet"),
            ("75056,00", "75056", "a number of a spreadsheet"),
            ("7.5056E+4", "75056", "a number of a spreadsheet"),
            ("=\"01001\"", "01001", "a formula"),
            ("=1001", "01001", "a formula"),
            ("'01001", "01001", "an apostrophe"),
            ("\"75056\"", "75056", "in quotation marks"),
            ("75\u{a0}056", "75056", "spaces"),
            ("750\u{200b}56", "75056", "spaces"),
            ("2a-004", "2A004", "marks inside"),
            ("0500000US01001", "01001", "something stands before it"),
            ("FR-971", "971", "something stands before it"),
            ("75056 Paris", "75056", "something stands behind it"),
        ] {
            let detail = unknown_detail(code, &find);
            assert!(detail.starts_with(&format!("no `{code}`, but there is `{known}`: ")), "{detail}");
            assert!(detail.contains(what), "{detail}");
        }
        for code in ["1001.5", "2B971", "=", "'", "é", "NaN", "-1001.0", ""] {
            assert_eq!(unknown_detail(code, &find), format!("no `{code}`"));
        }
    }
}
