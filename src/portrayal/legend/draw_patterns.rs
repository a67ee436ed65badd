//! What a picture of a legend says of features that have no class, and of those whose figure is partial.

use super::draw::Page;
use super::words;
use crate::gazetteer::Reason;
use crate::portrayal::palette::NO_DATA;
use crate::portrayal::scale::Series;
use crate::portrayal::sprites::Pattern;
use crate::statistics::Hatch;

impl Page {
    /// Features without a figure: those with a reason by their pattern, the others grey.
    pub(crate) fn missing(&mut self, series: &[&Series<'_>], missing: usize) {
        let mut told = 0;
        let mut entries = Vec::new();
        for reason in Reason::ALL {
            let counts = series.iter().filter_map(|series| series.summary.reasons.get(&reason));
            let count: usize = counts.map(|&count| count as usize).sum();
            if count > 0 {
                told += count;
                // A feature may lack both figures of two: how many there are is not known then.
                entries.push((reason, (series.len() == 1).then_some(count)));
            }
        }
        if missing > 0 && (missing > told || series.len() > 1) {
            let count = if series.len() == 1 { missing - told } else { missing };
            self.entry(&format!("fill=\"{NO_DATA}\""), words::no_data(self.language), Some(count));
        }
        for (reason, count) in entries {
            self.pattern(Pattern::Missing(reason), reason.label().get(self.language), count);
        }
    }

    /// Features that are hatched since their figure rests on too few of its parts: once where those of two figures are
    /// hatched alike.
    pub(crate) fn hatched(&mut self, series: &[&Series<'_>]) {
        let mut told: Vec<String> = Vec::new();
        for Hatch { below, count } in series.iter().filter_map(|series| series.partial.hatch) {
            let text = words::partial(below, self.language);
            if !told.contains(&text) {
                self.pattern(Pattern::Partial, &text, (series.len() == 1).then_some(count as usize));
                told.push(text);
            }
        }
    }

    fn pattern(&mut self, pattern: Pattern, text: &str, count: Option<usize>) {
        if !self.patterns.contains(&pattern) {
            self.patterns.push(pattern);
        }
        self.entry(&format!("fill=\"url(#{})\"", pattern.name()), text, count);
    }
}
