use proptest::prelude::*;

use super::*;
use crate::filter::cursor::MOST_DEPTH;

fn canonical(text: &str) -> String {
    let canonical = parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).to_string();
    assert_eq!(parse(&canonical).unwrap().to_string(), canonical, "{text}");
    canonical
}

fn refused(text: &str) -> String {
    let error = parse(text).expect_err(text).to_string();
    error.strip_prefix("the filter goes wrong at ").unwrap_or(&error).to_owned()
}

#[test]
fn texts_of_one_meaning_have_one_canonical_text() {
    let pairs = [
        ("a = 1", "a=1"),
        ("  a=1.0  and\tb<>'x'", "a=1 AND b<>'x'"),
        ("((a=1))", "a=1"),
        ("a=1 or (b=2 or c=3)", "a=1 OR b=2 OR c=3"),
        ("a=1 or b=2 and c=3", "a=1 OR b=2 AND c=3"),
        ("(a=1 or b=2) and c=3", "(a=1 OR b=2) AND c=3"),
        ("not a=1 and b=2", "NOT a=1 AND b=2"),
        ("not (a=1 and b=2)", "NOT (a=1 AND b=2)"),
        ("not not a=1", "a=1"),
        ("not (not (a=1))", "a=1"),
        ("not a is null", "a IS NOT NULL"),
        ("a not between 1 and 2", "a NOT BETWEEN 1 AND 2"),
        ("not a not in (1, -2)", "a IN(1,-2)"),
        ("a between b and c and d=1", "a BETWEEN b AND c AND d=1"),
        ("nom like 'Saint-%'", "nom LIKE 'Saint-%'"),
        ("accenti(casei(nom)) = casei(accenti('ÉVRY'))", "CASEI(ACCENTI(nom))=CASEI(ACCENTI('ÉVRY'))"),
        ("\"a\"=1 and \"a b\"=1 and \"or\"=1", "a=1 AND \"a b\"=1 AND \"or\"=1"),
        ("nom='it''s'", "nom='it''s'"),
        ("open=true or false", "open=TRUE OR FALSE"),
        ("true = open", "TRUE=open"),
        ("a=-0", "a=0"),
        ("a=1e20 and b=1e-9 and c=123456.5", "a=1e20 AND b=1e-9 AND c=123456.5"),
        ("population@2019 < \"population@2023\"", "population@2019<population@2023"),
        ("within ( 'departements' , '35' )", "within('departements','35')"),
        ("s_intersects(geometry, bbox(-2, 48, -1.5, 48.5))", "S_INTERSECTS(geom,BBOX(-2,48,-1.5,48.5))"),
        ("S_INTERSECTS(geom, WITHIN('regions','53'))", "S_INTERSECTS(geom,within('regions','53'))"),
        ("S_INTERSECTS(geom, POLYGON ((0 40, 1 40, 1 41, 0 40)))", "S_INTERSECTS(geom,POLYGON((0 40,1 40,1 41,0 40)))"),
        ("within=3 and bbox in (1)", "within=3 AND bbox IN(1)"),
    ];
    for (text, expected) in pairs {
        assert_eq!(canonical(text), expected);
    }
}

#[test]
fn faults_are_told_with_their_place() {
    let value = "expected a value such as 35 or 'Rennes', or a property, found";
    let cases = [
        ("departement= AND a=1", format!("character 14: {value} `AND`")),
        ("departement=", format!("character 13: {value} the end")),
        ("été=", format!("character 5: {value} the end")),
        ("a=1 b=2", "character 5: expected AND, OR or the end, found `b`".to_owned()),
        ("(a=1", "character 5: expected AND, OR or `)`, found the end".to_owned()),
        ("a=1)", "character 4: expected AND, OR or the end, found `)`".to_owned()),
        ("a IN 3", "character 6: expected `(` and values with commas, found `3`".to_owned()),
        ("a IN (3 4)", "character 9: expected `,` or `)`, found `4`".to_owned()),
        ("a IS 3", "character 6: expected NULL or NOT NULL, found `3`".to_owned()),
        ("a NOT = 3", "character 7: expected BETWEEN, IN or LIKE, found `=`".to_owned()),
        ("a BETWEEN 1 OR 2", "character 13: expected AND and the second bound, found `OR`".to_owned()),
        (
            "within(3,4)",
            "character 8: expected the name of a level in quotes such as 'departements', found `3`".to_owned(),
        ),
        ("within('a',35)", "character 12: expected a code in quotes such as '35', found `35`".to_owned()),
        (
            "S_INTERSECTS(nom, BBOX(1,2,3,4))",
            "character 14: expected `geom`, which is where a feature is, found `nom`".to_owned(),
        ),
        ("S_INTERSECTS(geom, BBOX(1,2,3))", "character 30: expected `,` and four numbers in all, found `)`".to_owned()),
        (
            "S_INTERSECTS(geom, BBOX(1,200,3,4))",
            "character 20: places are degrees, longitude from -180 to 180 first, then latitude from -90 to 90"
                .to_owned(),
        ),
        (
            "S_INTERSECTS(geom, BBOX(1,5,3,4))",
            "character 20: BBOX is west, south, east, north, and this south is north of its north".to_owned(),
        ),
        (
            "S_INTERSECTS(geom, POLYGON((0 0,1 0,1 1)))",
            "character 28: a ring has four points or more, the last of which is the first again".to_owned(),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(refused(text), expected, "{text}");
    }
    assert!(refused("").starts_with("character 1: expected a property"));
    assert!(refused("a != 1").ends_with("found `!=`") && refused("a ; b").ends_with("found `;`"));
    assert!(refused("SQRT(a) > 2").contains("one of the functions CASEI, ACCENTI, S_INTERSECTS and within"));
    assert!(refused("a").contains("expected a comparison"));
}

#[test]
fn filters_are_bounded() {
    assert!(refused(&format!("nom='{}'", "x".repeat(2000))).contains("2006 bytes and 2000 are allowed"));
    let nested = |depth: usize| format!("{}a=1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(MOST_DEPTH)).is_ok());
    assert!(refused(&nested(MOST_DEPTH + 1)).contains("character 34: more than 32 parentheses"));
    assert!(refused(&"(".repeat(1999)).contains("more than 32"));
    assert!(
        refused(&"casei(".repeat(300)).contains("is too much work") || refused(&"casei(".repeat(300)).contains("32")
    );
    assert!(parse(&format!("{} a=1", "NOT ".repeat(400))).is_ok());
    assert!(refused(&vec!["a=1"; 280].join("OR ")).contains("too much work from character"));
    assert!(parse(&format!("a IN ({})", vec!["1"; 900].join(","))).is_ok());
}

proptest! {
    #[test]
    fn sound_filters_are_read_and_written_as_texts_that_are_read_as_the_same(
        text in r"((NOT )?\(?(a ?= ?1|nom LIKE 'x%'|b NOT IN \(1, 2\)|c is null|d between 1 and -2)\)? (AND|or) ){0,6}a<>'x'",
    ) {
        // Parentheses are closed as they come; those that never were opened are not written.
        let mut open = 0i32;
        let closed: String = text.chars().filter(|character| match character {
            '(' => { open += 1; true }
            ')' if open == 0 => false,
            ')' => { open -= 1; true }
            _ => true,
        }).collect();
        let closed = closed + &")".repeat(open as usize);
        let canonical = parse(&closed).unwrap_or_else(|error| panic!("{closed}: {error}")).to_string();
        prop_assert_eq!(parse(&canonical).unwrap().to_string(), canonical);
    }

    #[test]
    fn any_text_is_read_or_refused_and_canonical_texts_are_read_as_they_are(
        text in r#"(\(|\)|a|nom|"b c"|=|<>|<|1|-2.5|'x''y'|,| |NOT |AND |OR |IN|LIKE|IS NULL|BETWEEN|TRUE|CASEI\(|within\(|é){0,24}"#,
    ) {
        if let Ok(condition) = parse(&text) {
            let canonical = condition.to_string();
            prop_assert_eq!(parse(&canonical).unwrap().to_string(), canonical);
        }
    }
}
