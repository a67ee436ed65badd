use std::collections::BTreeMap;
use std::io;

use super::{Atlas, AtlasWriter, kind};
use crate::container::SectionKey;

/// Codes of territories in the source of a layer of points that no level has, each with the code that crosswalks lead it
/// to; none where they lead to none. A build asks them whether other crosswalks would move a point.
pub type FormerCodes = BTreeMap<String, Option<String>>;

impl AtlasWriter {
    /// Writes the former codes of a layer of points, if there are some.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add_former_codes(&mut self, layer: u16, codes: &FormerCodes) -> io::Result<()> {
        if codes.is_empty() { Ok(()) } else { self.add(layer, 0, kind::FORMER, &serde_json::to_vec(codes)?) }
    }
}

impl<D: AsRef<[u8]>> Atlas<D> {
    /// The former codes of a layer of points. They are read on every call. None where they cannot be.
    pub fn former_codes(&self, layer: usize) -> Option<FormerCodes> {
        let key = SectionKey { layer: layer as u16, part: 0, kind: kind::FORMER };
        let Ok(place) = self.container.find(key) else { return Some(FormerCodes::new()) };
        serde_json::from_slice(self.container.bytes(&place)).ok()
    }
}
