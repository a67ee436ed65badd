//! Faults, and the place in the tile to which they belong.

use std::fmt;

/// One thing that is wrong with a tile.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) layer: String,
    /// Position of the feature in its layer; `None` where the whole layer or tile is meant.
    pub(crate) feature: Option<usize>,
    pub(crate) id: Option<u64>,
    /// What is wrong: the same words for every occurrence, so that faults can be counted.
    pub(crate) sentence: &'static str,
    /// Where, or with which value.
    pub(crate) detail: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "layer {:?}", self.layer)?;
        if let Some(feature) = self.feature {
            write!(formatter, ", feature {feature}")?;
        }
        if let Some(id) = self.id {
            write!(formatter, " (id {id})")?;
        }
        write!(formatter, ": {}", self.sentence)?;
        if self.detail.is_empty() { Ok(()) } else { write!(formatter, ": {}", self.detail) }
    }
}

/// Collects faults while the tile is walked through.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) faults: Vec<Fault>,
    layer: String,
    feature: Option<usize>,
    id: Option<u64>,
}

impl Report {
    pub(crate) fn enter_layer(&mut self, name: String) {
        self.layer = name;
        self.leave_feature();
    }

    pub(crate) fn enter_feature(&mut self, index: usize, id: Option<u64>) {
        self.feature = Some(index);
        self.id = id;
    }

    pub(crate) fn leave_feature(&mut self) {
        self.feature = None;
        self.id = None;
    }

    pub(crate) fn add(&mut self, sentence: &'static str, detail: impl fmt::Display) {
        self.faults.push(Fault {
            layer: self.layer.clone(),
            feature: self.feature,
            id: self.id,
            sentence,
            detail: detail.to_string(),
        });
    }

    /// Adds a fault unless this feature already has it: a badly broken shape has thousands.
    pub(crate) fn add_once(&mut self, sentence: &'static str, detail: impl fmt::Display) {
        let known = |fault: &&Fault| fault.feature == self.feature && fault.layer == self.layer;
        if !self.faults.iter().rev().take_while(known).any(|fault| fault.sentence == sentence) {
            self.add(sentence, detail);
        }
    }
}
