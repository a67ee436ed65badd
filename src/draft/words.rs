//! What names of columns and files tell: codes, names, positions, years, rates, in the words of several languages.

use unicode_normalization::UnicodeNormalization;

use super::survey::Column;
use crate::gazetteer::{AREA_FIELD, SPACE_FIELD};

/// Attributes that all features have.
pub(super) const OWN_ATTRIBUTES: [&str; 4] = ["code", "nom", AREA_FIELD, SPACE_FIELD];

/// What stands for a year that no file tells: plainly none that was meant.
pub(super) const NO_YEAR: i32 = 2000;

/// Words of columns that have official codes.
const CODES: &str = "code codes insee geoid fips geocode geocodigo cod codigo codice kod uai siret siren nuts ags ars iso lau \
    key cle identifiant pcode gss istat depcom";

/// Words of columns that number records, for want of a code.
const NUMBERS: &str = "fid objectid gid oid rowid index ogc num numero uuid";

/// Words of columns that have names.
const NAMES: &str = "nom name noms names libelle lib label libgeo title titre intitule denomination nombre nome bezeichnung \
    gen naam navn namn nazwa toponym namelsad";

/// Words of columns whose values are territories.
const TERRITORIES: &str = "region reg departement department dep dept province prov provincia state statefp stusps district canton \
    epci county comte arrondissement academie academy land kreis gemeinde commune municipality municipio \
    comune comarca oblast governorate wilaya cercle parish ward adm gid nuts bassin";

/// Words of figures that do not add up.
const RATES: &str = "part taux pct percent percentage pourcentage share rate ratio proportion tx prc moyen moyenne mean \
    average avg median mediane med densite density indice index score income revenu salaire wage prix price \
    loyer rent age esperance expectancy per par pour temperature quantile evolution variation croissance growth quote \
    anteil tasa indicateur idh";

/// Those that say so whatever other words stand beside them.
const SURE_RATES: &str = "taux moyen moyenne mean average avg median mediane rate ratio density densite per par pour evolution \
    variation croissance growth";

/// Words of rates that are parts of a hundred.
const SHARES: &str = "part pct percent percentage pourcentage share proportion prc taux";

/// Words of figures about shapes or records rather than about territories.
const MEASURES: &str = "shape objectid fid gid ogc superficie surface surf area aland awater perimeter perimetre length leng \
    rang rank version annee year id";

/// Words of figures that surely add up.
const COUNTS: &str = "population pop nombre nb nbre number count total tot effectif effectifs habitants inhabitants households \
    menages logements dwellings births naissances deaths deces emplois jobs pupils eleves students maisons \
    appartements";

const YEARS: &str = "annee year an ano anno jahr jaar rok millesime aar time period periode";

/// Words that may stand beside those of years where the year is that of the figures, and not one of what is counted.
const BESIDE_YEARS: &str = "recensement census reference ref donnees data scolaire school exercice rentree de of the des figures \
    statistique statistics enquete survey obs";

/// Words of columns of numbers that are no figures: places, addresses, kinds.
const NO_FIGURES: &str = "x y xl93 yl93 coord coordx coordy coordonnee coordonnees centroid centroide lambert l93 tel telephone \
    phone fax cp postal zip zipcode siren siret type typologie classe class categorie category";

const LONGITUDES: &str = "lon lng long longitude longitud longitudine lonwgs";

const LATITUDES: &str = "lat latitude latitud latitudine latwgs";

/// The words of a name in lower case without accents: `CODE_Dép`, `codeDep` and `code dép` are `code`, `dep`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = ' ';
    for character in name.nfkd().filter(|it| !('\u{300}'..='\u{36F}').contains(it)) {
        let humps = before.is_lowercase() && character.is_uppercase();
        let turns = before.is_numeric() != character.is_numeric() && before.is_alphanumeric();
        if humps || turns || !character.is_alphanumeric() {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        before = character;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a word is in a list.
fn is_in(word: &str, list: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

/// Whether a word of a name, or all of them run together, is in a list.
fn has_any(name: &str, list: &str) -> bool {
    words(name).iter().any(|word| is_in(word, list)) || is_in(&words(name).concat(), list)
}

/// How much a name sounds like that of a column of codes, 0 to 4.
pub(super) fn code_likeness(name: &str) -> u8 {
    let words = words(name);
    match words.as_slice() {
        _ if has_any(name, NUMBERS) => 0,
        [only] if only == "code" => 4,
        _ if has_any(name, CODES) => 3,
        [first, ..] if first == "id" => 3,
        _ if words.iter().any(|word| word == "id") || name.to_lowercase().ends_with("id") => 2,
        _ => 1,
    }
}

/// How much a name sounds like that of a column of names, 0 to 3.
pub(super) fn name_likeness(name: &str) -> u8 {
    let words = words(name);
    match words.as_slice() {
        [only] if is_in(only, NAMES) => 3,
        [first, ..] if is_in(first, NAMES) => 2,
        _ if has_any(name, NAMES) => 1,
        _ => 0,
    }
}

/// Letters of a name that a shapefile keeps.
const DBF_NAME: usize = 10;

/// Whether a column of that name has the codes or names of territories.
pub(super) fn is_territory(name: &str) -> bool {
    let is_cut = name.len() == DBF_NAME;
    let stems = |word: &String| {
        TERRITORIES.split_whitespace().any(|known| {
            *word == known
                || (known.len() > 4 && word.starts_with(known))
                || (is_cut && word.len() > 4 && known.starts_with(word.as_str()))
        })
    };
    words(name).iter().any(stems)
}

/// Whether figures of that name do not add up.
pub(super) fn is_rate(name: &str) -> bool {
    has_any(name, RATES)
}

/// Whether figures of that name are parts of a hundred.
pub(super) fn is_share(name: &str) -> bool {
    has_any(name, SHARES)
}

/// Whether figures of that name surely add up.
pub(super) fn is_count(name: &str) -> bool {
    has_any(name, COUNTS)
}

/// Whether figures of that name are about shapes or records.
pub(super) fn is_measure(name: &str) -> bool {
    has_any(name, MEASURES)
}

/// Whether a column has years, by its name and by all that stands in it.
pub(super) fn has_years(column: &Column) -> bool {
    let in_range =
        column.filled > 0 && column.whole == column.filled && column.least >= 1000.0 && column.greatest <= 2200.0;
    let of_figures = words(&column.name).iter().all(|word| is_in(word, YEARS) || is_in(word, BESIDE_YEARS));
    in_range && has_any(&column.name, YEARS) && of_figures
}

/// Whether numbers of that name are places, addresses or kinds of things.
pub(super) fn is_no_figure(name: &str) -> bool {
    has_any(name, NO_FIGURES)
}

/// Whether figures of that name do not add up, though it has a word of counts as well: `nb_eleves_par_classe`.
pub(super) fn is_surely_rate(name: &str) -> bool {
    has_any(name, SURE_RATES)
}

/// Whether a name speaks of years.
pub(super) fn has_any_year_word(name: &str) -> bool {
    has_any(name, YEARS)
}

/// Whether a column has the longitudes, or the latitudes, of points, in degrees.
pub(super) fn is_longitude(column: &Column) -> bool {
    is_position(column, LONGITUDES, "x", 180.0)
}

/// See [`is_longitude`].
pub(super) fn is_latitude(column: &Column) -> bool {
    is_position(column, LATITUDES, "y", 90.0)
}

fn is_position(column: &Column, list: &str, letter: &str, most: f64) -> bool {
    let words = words(&column.name);
    let named = words.iter().any(|word| is_in(word, list)) || words.first().is_some_and(|word| word == letter);
    named
        && column.numbers * 10 >= column.filled * 9
        && column.numbers > 0
        && column.least >= -most
        && column.greatest <= most
}

/// The year that a name has, and what is left of the name without it: `pop_2019`, `P19_POP`. Of a span the last year, and
/// the whole name: `evolution_2013_2018`.
pub(super) fn year_in(name: &str) -> Option<(i32, String)> {
    let (year, rest) = first_year_in(name)?;
    match first_year_in(&rest) {
        Some((last, _)) if last > year => Some((last, name.to_owned())),
        _ => Some((year, rest)),
    }
}

fn first_year_in(name: &str) -> Option<(i32, String)> {
    let bytes = name.as_bytes();
    for start in 0..bytes.len().saturating_sub(3) {
        let digits = bytes[start..start + 4].iter().all(u8::is_ascii_digit);
        let alone = (start == 0 || !bytes[start - 1].is_ascii_digit())
            && bytes.get(start + 4).is_none_or(|it| !it.is_ascii_digit());
        let year =
            name.get(start..start + 4).and_then(|text| text.parse().ok()).filter(|year| (1800..=2100).contains(year));
        if let Some(year) = year.filter(|_| digits && alone) {
            return Some((year, trimmed(&format!("{}{}", &name[..start], &name[start + 4..]))));
        }
    }
    // The statistical office of France writes two digits behind the letter of the survey.
    match bytes {
        [b'P' | b'C' | b'D', tens @ b'0'..=b'9', ones @ b'0'..=b'9', b'_', ..] => {
            let short = i32::from(tens - b'0') * 10 + i32::from(ones - b'0');
            let year = if short < 60 { 2000 + short } else { 1900 + short };
            Some((year, trimmed(&format!("{}{}", &name[..1], &name[3..]))))
        }
        _ => None,
    }
}

fn trimmed(name: &str) -> String {
    name.trim_matches(|it: char| !it.is_alphanumeric()).replace("__", "_")
}

/// A name for attributes, ids and addresses: lower case, ASCII letters, digits and `_`.
pub(super) fn plain(name: &str) -> String {
    let folded: String =
        name.nfkd().filter(|it| !('\u{300}'..='\u{36F}').contains(it)).flat_map(char::to_lowercase).collect();
    let parts: Vec<&str> =
        folded.split(|it: char| !it.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    parts.join("_")
}

/// A name as people read it: `pop_0_19` is `Pop 0 19`.
pub(super) fn humanised(name: &str) -> String {
    let spaced = name.replace(|it: char| it == '_' || it == '.' || it.is_control() || it.is_whitespace(), " ");
    let dense: Vec<&str> = spaced.split_whitespace().collect();
    let text = dense.join(" ");
    let shouts = text.chars().count() > 4 && !text.chars().any(char::is_lowercase);
    let text = if shouts { text.to_lowercase() } else { text };
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        assert_eq!(words("CODE_Dép"), ["code", "dep"]);
        assert_eq!(words("codeInsee2019"), ["code", "insee", "2019"]);
        assert_eq!(plain("Département (n°)"), "departement_n");
        assert_eq!(humanised("pop_0_19"), "Pop 0 19");
        assert_eq!(humanised("POPULATION"), "Population");
    }

    #[test]
    fn codes_sound_like_codes() {
        assert!(code_likeness("code") > code_likeness("code_commune"));
        assert!(code_likeness("INSEE_COM") > code_likeness("chef_lieu"));
        assert!(code_likeness("chef_lieu") > code_likeness("OBJECTID"));
        assert_eq!(name_likeness("nom"), 3);
        assert!(name_likeness("NOM_COM") > name_likeness("statut"));
        assert!(is_territory("INSEE_DEP") && is_territory("STATEFP") && is_territory("departemen"));
        assert!(!is_territory("statut") && !is_territory("parti"));
    }

    #[test]
    fn years_are_found_in_names() {
        assert_eq!(year_in("population_2019"), Some((2019, "population".to_owned())));
        assert_eq!(year_in("1999"), Some((1999, String::new())));
        assert_eq!(year_in("P19_POP"), Some((2019, "P_POP".to_owned())));
        assert_eq!(year_in("2019_hommes_total"), Some((2019, "hommes_total".to_owned())));
        assert_eq!(year_in("évolution 2013-2018"), Some((2018, "évolution 2013-2018".to_owned())));
        assert_eq!(year_in("code_20190"), None);
        assert_eq!(year_in("pop_0_19"), None);
    }
}
