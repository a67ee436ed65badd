use std::sync::OnceLock;

use super::fold::{fold, joined, without_article};
use super::hit::Hit;
use super::importance::importance;
use crate::catalog::Catalog;
use crate::gazetteer::{FeatureId, LayerId, LayerKind};

/// The names of a map in order, once somebody has searched; it goes with the edition whose names they are.
#[derive(Debug, Default)]
pub struct NameIndex(OnceLock<Index>);

impl NameIndex {
    /// The names, put in order when they are first asked for.
    pub(super) fn get<D: AsRef<[u8]>>(&self, catalog: &Catalog<D>) -> &Index {
        self.0.get_or_init(|| Index::new(catalog))
    }
}

/// Every name of an atlas, folded, with every word of every name in order.
#[derive(Debug, Default)]
pub(super) struct Index {
    entries: Vec<Entry>,
    words: Vec<Word>,
    text: String,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    territory: FeatureId,
    is_point: bool,
    weight: Option<f64>,
    /// Where its folded name, a line break, and its further spellings lie in the text.
    start: u32,
    name_end: u32,
    end: u32,
}

/// A word of a name, or of one of its other spellings.
#[derive(Clone, Copy, Debug)]
struct Word {
    start: u32,
    end: u32,
    entry: u32,
}

impl Index {
    fn new<D: AsRef<[u8]>>(catalog: &Catalog<D>) -> Index {
        let mut index = Index::default();
        for (layer, described) in catalog.levels() {
            let importance = importance(catalog, layer);
            for feature in 0..described.features {
                let territory = layer.feature(feature);
                let weight = importance.and_then(|column| column.figure(feature).value());
                index.add(territory, described.kind == LayerKind::Points, weight, catalog.code_and_name(territory));
            }
        }
        let Index { words, text, .. } = &mut index;
        let spelled = |word: &Word| &text[word.start as usize..word.end as usize];
        words.sort_unstable_by(|one, other| spelled(one).cmp(spelled(other)).then(one.entry.cmp(&other.entry)));
        index
    }

    fn add(&mut self, territory: FeatureId, is_point: bool, weight: Option<f64>, (code, name): (&str, &str)) {
        let entry = self.entries.len() as u32;
        let start = self.text.len() as u32;
        let name = fold(name);
        self.text.push_str(&name);
        let name_end = self.text.len() as u32;
        self.text.push('\n');
        for spelling in spellings(&name).into_iter().chain([joined(&fold(code))]) {
            self.text.push_str(&spelling);
            self.text.push(' ');
        }
        let end = self.text.len() as u32;
        self.entries.push(Entry { territory, is_point, weight, start, name_end, end });
        let mut at = start;
        for word in self.text[start as usize..end as usize].split([' ', '\n']) {
            let word_end = at + word.len() as u32;
            if !word.is_empty() {
                self.words.push(Word { start: at, end: word_end, entry });
            }
            at = word_end + 1;
        }
    }

    fn word(&self, word: &Word) -> &str {
        &self.text[word.start as usize..word.end as usize]
    }

    fn name(&self, entry: &Entry) -> &str {
        &self.text[entry.start as usize..entry.name_end as usize]
    }

    /// The entries with a word that begins so, perhaps several times.
    fn beginning(&self, prefix: &str) -> &[Word] {
        let first = self.words.partition_point(|word| self.word(word) < prefix);
        let count = self.words[first..].partition_point(|word| self.word(word).starts_with(prefix));
        &self.words[first..first + count]
    }

    /// All that fit, the best first, and how many there are; no more than `limit` are given. Those of one layer, or all
    /// territories and no points.
    pub(crate) fn search(&self, text: &str, limit: usize, level: Option<LayerId>) -> (Vec<Hit>, usize) {
        let asked = Asked::new(text);
        let is_wanted = |entry: &Entry| level.map_or(!entry.is_point, |level| entry.territory.layer == level);
        let hit = |entry: &Entry, quality| Hit { territory: entry.territory, quality, weight: entry.weight };
        let mut hits: Vec<Hit> = if asked.folded.is_empty() {
            // Signs alone name nothing.
            let wanted = self.entries.iter().filter(|entry| text.trim().is_empty() && is_wanted(entry));
            wanted.map(|entry| hit(entry, 0)).collect()
        } else {
            let rarest = asked.folded.split(' ').map(|word| self.beginning(word)).min_by_key(|words| words.len());
            // Who leaves out all gaps is found by the whole name run together.
            let found = rarest.unwrap_or_default().iter().chain(self.beginning(&asked.joined));
            let mut numbers: Vec<u32> = found.map(|word| word.entry).collect();
            numbers.sort_unstable();
            numbers.dedup();
            let entries = numbers.iter().filter_map(|&number| self.entries.get(number as usize));
            let entries = entries.filter(|entry| is_wanted(entry));
            entries.filter_map(|entry| Some(hit(entry, self.quality(entry, &asked)?))).collect()
        };
        let count = hits.len();
        if count > limit && limit > 0 {
            hits.select_nth_unstable_by(limit - 1, Hit::order);
        }
        hits.truncate(limit);
        hits.sort_by(Hit::order);
        (hits, count)
    }

    /// How well an entry fits: 0 its code, 1 its name, 2 its name but for articles before and words behind, 3 the
    /// beginning of its name, 4 words in it that follow one another, 5 words of it in any order.
    fn quality(&self, entry: &Entry, asked: &Asked) -> Option<u8> {
        let name = self.name(entry);
        let spellings = &self.text[entry.name_end as usize + 1..entry.end as usize];
        let code = spellings.trim_end().rsplit(' ').next().unwrap_or_default();
        let whole = spellings.split(' ').next().unwrap_or_default();
        let bare = without_article(name);
        let continues = |name: &str| {
            let rest = name.strip_prefix(&*asked.folded)?;
            (rest.is_empty() || rest.starts_with(' ')).then_some(())
        };
        if code == asked.joined {
            Some(0)
        } else if whole == asked.joined {
            Some(1)
        } else if continues(name).or_else(|| continues(bare)).is_some() {
            Some(2)
        } else if name.starts_with(&*asked.folded)
            || bare.starts_with(&*asked.folded)
            || whole.starts_with(&asked.joined)
        {
            Some(3)
        } else if name
            .match_indices(&*asked.folded)
            .any(|(at, _)| at == 0 || name.as_bytes().get(at - 1) == Some(&b' '))
        {
            Some(4)
        } else {
            let words = || name.split(' ').chain(spellings.split(' '));
            asked.folded.split(' ').all(|asked| words().any(|word| word.starts_with(asked))).then_some(5)
        }
    }
}

/// Other ways in which words of a name are looked for: the whole name run together, which comes first, and words run
/// together with the single letter before them, such as `lhay` for `l hay`.
fn spellings(folded: &str) -> Vec<String> {
    let mut spellings = vec![joined(folded)];
    let mut words = folded.split(' ').peekable();
    while let Some(word) = words.next() {
        if let Some(next) = words.peek().filter(|_| word.chars().count() == 1) {
            spellings.push(format!("{word}{next}"));
        }
    }
    spellings
}

/// What is looked for, folded.
struct Asked {
    folded: String,
    joined: String,
}

impl Asked {
    fn new(text: &str) -> Asked {
        let folded = fold(text);
        Asked { joined: joined(&folded), folded }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::MapStamp;

    fn index(names: &[(&str, &str, f64)]) -> Index {
        let (mut index, layer) = (Index::default(), LayerId::new(0, MapStamp::new(0)));
        for (feature, &(code, name, weight)) in (0..).zip(names) {
            index.add(layer.feature(feature), false, Some(weight), (code, name));
        }
        let Index { words, text, .. } = &mut index;
        words.sort_by_key(|word| text[word.start as usize..word.end as usize].to_owned());
        index
    }

    fn found(text: &str) -> Vec<&'static str> {
        const NAMES: [(&str, &str, f64); 12] = [
            ("01", "Le Havre", 160.0),
            ("02", "Havrincourt", 1.0),
            ("03", "Saint-Étienne", 170.0),
            ("04", "Saint-Étienne-du-Rouvray", 28.0),
            ("05", "L'Haÿ-les-Roses", 30.0),
            ("06", "Hayange", 15.0),
            ("07", "Neuville-lès-Dieppe", 5.0),
            ("08", "Dieppe", 28.0),
            ("09", "Rouvray-Saint-Denis", 1.0),
            ("2A004", "Ajaccio", 70.0),
            ("11", "Aix", 1.0),
            ("12", "Aix-en-Provence", 140.0),
        ];
        let index = index(&NAMES);
        let (hits, count) = index.search(text, 20, None);
        assert_eq!(hits.len(), count);
        hits.iter().map(|hit| NAMES[hit.territory.number as usize].1).collect()
    }

    #[test]
    fn better_fits_come_first_then_larger_counts() {
        assert_eq!(found("havre"), ["Le Havre"]);
        assert_eq!(found("havr"), ["Le Havre", "Havrincourt"]);
        assert_eq!(found("AIX"), ["Aix", "Aix-en-Provence"]);
        assert_eq!(found("ai"), ["Aix-en-Provence", "Aix"]);
        assert_eq!(found("dieppe"), ["Dieppe", "Neuville-lès-Dieppe"]);
        assert_eq!(found("st etienne"), ["Saint-Étienne", "Saint-Étienne-du-Rouvray"]);
        assert_eq!(found("saint-etienne du"), ["Saint-Étienne-du-Rouvray"]);
        assert_eq!(found("rouvray saint"), ["Rouvray-Saint-Denis", "Saint-Étienne-du-Rouvray"]);
    }

    #[test]
    fn accents_gaps_and_case_do_not_matter() {
        for text in ["l'haÿ", "L’HAY", "lhay", "l hay les roses", "lhaylesroses", "hay-les"] {
            assert_eq!(found(text)[0], "L'Haÿ-les-Roses", "{text}");
        }
        assert_eq!(found("saintetienne"), ["Saint-Étienne", "Saint-Étienne-du-Rouvray"]);
        assert_eq!(found("hay"), ["L'Haÿ-les-Roses", "Hayange"]);
    }

    #[test]
    fn codes_are_found() {
        assert_eq!(found("2a004"), ["Ajaccio"]);
        assert_eq!(found("2A"), ["Ajaccio"]);
        assert_eq!(found("08"), ["Dieppe"]);
    }

    #[test]
    fn nothing_is_found_by_nonsense_and_everything_by_nothing() {
        assert_eq!(found("zzz"), [""; 0]);
        assert_eq!(found("---"), [""; 0]);
        assert_eq!(found("dieppe zzz"), [""; 0]);
        assert_eq!(found(" ").len(), 12);
        assert_eq!(found("")[..2], ["Saint-Étienne", "Le Havre"]);
    }
}
