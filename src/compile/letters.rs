//! Letters of names that the fonts of the server do not have.

use std::collections::BTreeSet;

use super::holdings::files_of_layer;
use super::roster::Roster;
use crate::atlas::Atlas;
use crate::fonts::{DrawnBy, drawn_by};
use crate::gazetteer::NAME;
use crate::ingest::{Complaint, ComplaintKind, Complaints, NameTable, Recipe, Shapes};

/// Complains of letters that a browser draws with a font of its own, and of those that nobody draws: for each layer once.
pub(super) fn check<D: AsRef<[u8]>>(
    recipe: &Recipe,
    rosters: &[Roster],
    atlas: &Atlas<D>,
    complaints: &mut Complaints,
) {
    for (number, roster) in rosters.iter().enumerate() {
        let Some(layer) = atlas.layer(number) else { continue };
        for (by, kind) in
            [(DrawnBy::Nobody, ComplaintKind::UndrawnLetter), (DrawnBy::Client, ComplaintKind::ForeignLetter)]
        {
            // What could not be read has been reported as that.
            let is_read = |letter: char| !letter.is_control() && letter != char::REPLACEMENT_CHARACTER;
            let is_meant = |letter: &char| is_read(*letter) && drawn_by(*letter) == by;
            let names = (0..layer.len() as u32).filter_map(|feature| Some((feature, layer.text(NAME, feature)?)));
            let mut names = names.filter(|(_, name)| name.chars().any(|letter| is_meant(&letter)));
            let Some((first, name)) = names.next() else { continue };
            let others: Vec<&str> = names.map(|(_, name)| name).collect();
            let all = std::iter::once(name).chain(others.iter().copied()).flat_map(str::chars);
            let letters = listed(&all.filter(is_meant).collect());
            let names = match others.len() {
                0 => "1 name".to_owned(),
                more => format!("{} names", more + 1),
            };
            complaints.push(Complaint {
                kind,
                file: files_of_names(recipe, &roster.name),
                row: None,
                code: roster.codes.get(first as usize).cloned(),
                detail: format!("{letters}: in {names} of `{}`, first in `{name}`", roster.name),
                place: None,
            });
        }
    }
}

/// Letters that a sentence lists.
const SHOWN: usize = 40;

fn listed(letters: &BTreeSet<char>) -> String {
    let shown: Vec<String> = letters.iter().take(SHOWN).map(|letter| named(*letter)).collect();
    match letters.len().saturating_sub(SHOWN) {
        0 => shown.join(" "),
        more => format!("{} and {more} more", shown.join(" ")),
    }
}

/// A letter, or its number where it would not be seen by itself.
fn named(letter: char) -> String {
    if letter.is_alphanumeric() { letter.to_string() } else { format!("U+{:04X}", u32::from(letter)) }
}

/// The file that the names of a layer come from.
fn files_of_names(recipe: &Recipe, layer: &str) -> String {
    match recipe.level(layer).map(|level| &level.shapes) {
        Some(Shapes::Dissolve { names: Some(NameTable { file, .. }), .. }) => file.clone(),
        _ => files_of_layer(recipe, layer).into_iter().collect::<Vec<_>>().join(", "),
    }
}
