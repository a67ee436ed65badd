//! What may be meant by a name that is unknown.

use std::borrow::Cow;

/// Other words for parameters, in lower case and without accents: those of other servers, and those of French readers.
const SYNONYMS: [(&str, &[&str]); 24] = [
    ("after", &["apres", "cursor", "offset", "page", "startindex", "start"]),
    ("bbox", &["bounds", "boundingbox", "box", "emprise", "extent"]),
    ("bom", &["mark"]),
    ("breaks", &["bornes", "limits", "seuils", "stops"]),
    ("by", &["champ", "color", "couleur", "group", "groupby", "par"]),
    ("common", &["commun", "communes", "same"]),
    ("delimiter", &["sep", "separateur", "separator"]),
    ("evolution", &["change", "difference", "growth"]),
    ("fields", &["attributes", "attributs", "champs", "colonnes", "columns", "properties", "propertyname", "select"]),
    ("filter", &["cql", "cql_filter", "condition", "filtre", "ou", "query", "where"]),
    ("indicator", &["indic", "indicateur", "indicateurs", "indicators", "variable"]),
    ("indicators", &["indic", "indicateur", "indicateurs", "indicator", "variable", "variables"]),
    ("lang", &["hl", "langue", "language", "locale"]),
    ("layer", &["couche", "layers"]),
    ("level", &["echelon", "layer", "maille", "niveau", "scale", "view"]),
    ("limit", &["count", "limite", "max", "maxfeatures", "n", "nombre", "pagesize", "per_page", "rows", "size"]),
    ("lon", &["lng", "long", "x"]),
    ("lat", &["y"]),
    ("method", &["classification", "discretisation", "methode"]),
    ("n", &["classes", "count", "k", "limit", "nombre"]),
    ("palette", &["colors", "colours", "couleurs", "ramp", "scheme"]),
    ("q", &["name", "nom", "query", "recherche", "search", "term", "text"]),
    ("territory", &["code", "in", "territoire", "territoires", "territories"]),
    ("year", &["an", "annee", "annees", "ans", "date", "datetime", "millesime", "time", "years"]),
];

/// The one of the known names that may be meant: of which the name is another word, or which is a slip or two away.
pub(super) fn instead(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let name = plain(name);
    let is_word = |known: &&str| SYNONYMS.iter().any(|(of, words)| of == known && words.contains(&&*name));
    if let Some(found) = known.iter().find(|known| **known == name || is_word(known)) {
        return Some(found);
    }
    let distance = |known: &'static str| (strsim::damerau_levenshtein(&name, known), known);
    let (slips, nearest) = known.iter().copied().map(distance).min()?;
    // Of a short name little must be left for another to be meant.
    let is_near = slips <= 2 && slips * 2 <= nearest.len().min(name.chars().count());
    is_near.then_some(nearest)
}

/// In lower case, without what French and others set above letters.
fn plain(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return name.into();
    }
    use unicode_normalization::UnicodeNormalization;
    name.to_lowercase().nfd().filter(|sign| !unicode_normalization::char::is_combining_mark(*sign)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TILE: [&str; 5] = ["fields", "filter", "indicators", "points", "year"];

    #[test]
    fn slips_and_other_words_are_understood() {
        for (name, meant) in [
            ("indicator", "indicators"),
            ("Indicators", "indicators"),
            ("Indicateur", "indicators"),
            ("année", "year"),
            ("YEARS", "year"),
            ("yaer", "year"),
            ("filtre", "filter"),
            ("cql_filter", "filter"),
            ("feilds", "fields"),
        ] {
            assert_eq!(instead(name, &TILE), Some(meant), "{name}");
        }
        assert_eq!(instead("language", &["lang"]), Some("lang"));
    }

    #[test]
    fn what_is_far_from_everything_means_nothing() {
        for name in ["x", "bbox", "", "callback", "é"] {
            assert_eq!(instead(name, &TILE), None, "{name}");
        }
        assert_eq!(instead("year", &[]), None);
    }

    #[test]
    fn every_other_word_is_plain() {
        for word in SYNONYMS.iter().flat_map(|(_, words)| words.iter()) {
            assert_eq!(plain(word), *word);
        }
    }
}
