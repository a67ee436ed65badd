//! The names of attributes: fit for tiles, and each of one thing only.

use std::collections::BTreeMap;
use std::ops::Range;

use super::check::Checker;
use super::placed::Placed;
use crate::gazetteer::{AREA_FIELD, CLUSTER_ATTRIBUTES, CLUSTER_FIGURES, SPACE_FIELD};

/// Attributes that every feature has.
const OWN_ATTRIBUTES: [&str; 2] = ["code", "nom"];

/// Attributes that label points have beside those of their territories.
const LABEL_ATTRIBUTES: [&str; 2] = [AREA_FIELD, SPACE_FIELD];

impl Checker<'_> {
    /// The column that a level is dissolved by: it becomes an attribute of that name.
    pub(super) fn attribute_of_dissolve(&mut self, by: &Placed<String>) {
        if !is_plain(by) {
            let help = "use ASCII letters, digits and `_`: rename the column in the file";
            self.fault(by.place(), format!("`{}` becomes an attribute and cannot be the name of one", **by), help);
        }
        let taken = is_own_attribute(by) || self.indicator_of(by).is_some();
        if taken {
            let message = format!("the attribute `{}` is taken, so no level can be dissolved by it", **by);
            self.fault(by.place(), message, "rename the column in the file");
        }
    }

    /// An indicator must not be called as an attribute of clusters, where there are points: neither as one that all have,
    /// nor as what the figures of another indicator become there.
    pub(super) fn id_of_clusters(&mut self, id: &Placed<String>) {
        if self.form.points.is_empty() {
            return;
        }
        let other = CLUSTER_FIGURES.iter().find_map(|suffix| id.strip_suffix(suffix));
        let other = other.filter(|other| self.indicator_ids().any(|known| known == *other));
        if CLUSTER_ATTRIBUTES.contains(&id.as_str()) || other.is_some() {
            let message = format!("the indicator `{}` is called as an attribute of clusters", **id);
            self.fault(id.place(), message, "give it another id");
        }
    }

    /// Attributes of points must not be called as those of clusters.
    pub(super) fn attributes_of_points(&mut self, attributes: &[&Placed<String>]) {
        for attribute in attributes.iter().filter(|attribute| CLUSTER_ATTRIBUTES.contains(&attribute.as_str())) {
            let message = format!("the attribute `{}` is taken: clusters have it", ***attribute);
            self.fault(attribute.place(), message, "give the attribute another name");
        }
    }

    /// An attribute that a layer has though its recipe does not name it: it must not hide another.
    pub(super) fn made_attribute(&mut self, name: &str, place: Range<usize>) {
        if is_own_attribute(name) || self.indicator_of(name).is_some() {
            let help = "call the indicator otherwise";
            self.fault(place, format!("the points have an attribute `{name}`, and an indicator has this id"), help);
        }
    }

    /// Attributes of a layer; `implied` are attributes that are there anyway, for a reason.
    pub(super) fn attributes(&mut self, attributes: &[&Placed<String>], implied: &[&str], reason: &str) {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        seen.extend(OWN_ATTRIBUTES.map(|name| (name, "every feature has it")));
        seen.extend(LABEL_ATTRIBUTES.map(|name| (name, "label points have it")));
        seen.extend(implied.iter().map(|&name| (name, reason)));
        for &attribute in attributes {
            if !is_plain(attribute) {
                let help = "use ASCII letters, digits and `_`; the column may be called otherwise";
                self.fault(attribute.place(), format!("`{}` cannot be the name of an attribute", **attribute), help);
            }
            let of_indicator = self.indicator_of(attribute).map(|id| match id == attribute.as_str() {
                true => "an indicator has this id",
                false => "it stands beside the figures of an indicator",
            });
            if let Some(reason) = seen.insert(attribute, "it stands in this layer twice").or(of_indicator) {
                let message = format!("the attribute `{}` is taken: {reason}", **attribute);
                self.fault(attribute.place(), message, "give the attribute another name");
            }
        }
    }
}

/// Whether a name is fit for keys in tiles and lists in URLs.
pub(super) fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether an indicator of this id would hide an attribute that features have anyway.
pub(super) fn is_own_attribute(name: &str) -> bool {
    OWN_ATTRIBUTES.contains(&name) || LABEL_ATTRIBUTES.contains(&name)
}
