//! Names that are free.

use std::collections::BTreeSet;

use super::words::OWN_ATTRIBUTES;
use crate::gazetteer::{BESIDE_FIGURES, CLUSTER_ATTRIBUTES, CLUSTER_FIGURES, is_reserved_name};

/// The names that layers, attributes and indicators have already.
pub(super) struct Taken {
    layers: BTreeSet<String>,
    attributes: BTreeSet<String>,
}

impl Taken {
    pub(super) fn new() -> Taken {
        let own = OWN_ATTRIBUTES.into_iter().chain(CLUSTER_ATTRIBUTES);
        Taken { layers: BTreeSet::new(), attributes: own.map(str::to_owned).collect() }
    }

    /// A free name for a layer that sounds like `wanted`.
    pub(super) fn layer(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "layer" } else { wanted };
        // Endings may be reserved as well as beginnings: then the word is not to be had.
        let ways = [wanted.to_owned(), format!("{wanted}_layer"), format!("layer_{wanted}"), "layer".to_owned()];
        let wanted = ways.into_iter().find(|name| !is_no_layer(name)).unwrap_or_default();
        let free = free(&wanted, |name| self.layers.contains(name) || is_no_layer(name));
        self.layers.insert(free.clone());
        free
    }

    /// A free name for an attribute or an indicator.
    pub(super) fn attribute(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "value" } else { wanted };
        // Clusters call their figures like indicators with such endings.
        let is_of_clusters = CLUSTER_FIGURES.iter().chain(&BESIDE_FIGURES).any(|ending| wanted.ends_with(ending));
        let wanted = if is_of_clusters { format!("{wanted}_figure") } else { wanted.to_owned() };
        let free = free(&wanted, |name| self.attributes.contains(name));
        self.attributes.insert(free.clone());
        free
    }

    /// Whether nothing is called so yet.
    pub(super) fn is_free(&self, attribute: &str) -> bool {
        !self.attributes.contains(attribute)
    }

    /// Takes a name that cannot be chosen.
    pub(super) fn reserve(&mut self, attribute: &str) {
        self.attributes.insert(attribute.to_owned());
    }
}

/// Whether nothing can be called so: neither a layer nor, in the singular, the attribute that leads to a territory of it.
fn is_no_layer(name: &str) -> bool {
    is_reserved_name(name) || OWN_ATTRIBUTES.contains(&name.strip_suffix('s').unwrap_or(name))
}

/// Names that differ by a number only: there are not that many files.
const MOST_ALIKE: usize = 1_000_000;

fn free(wanted: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..MOST_ALIKE).map(|number| format!("{wanted}_{number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !is_taken(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_given_once() {
        let mut taken = Taken::new();
        assert_eq!([taken.layer("communes"), taken.layer("communes")], ["communes", "communes_2"]);
        assert_eq!(taken.layer("points"), "points_layer", "a word of the server's own");
        for wanted in ["borders", "borders_2020", "communes_borders", "communes_labels", "labels", "", "_"] {
            let given = [taken.layer(wanted), taken.layer(wanted)];
            assert!(given[0] != given[1] && given.iter().all(|name| !is_reserved_name(name)), "{wanted}: {given:?}");
        }
        assert_eq!(
            [taken.attribute("code"), taken.attribute("pop"), taken.attribute("pop_sum")],
            ["code_2", "pop", "pop_sum_figure"]
        );
    }
}
