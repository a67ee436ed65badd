//! Descriptions of coordinate systems in well-known text, of all its dialects: OGC 01-009, ESRI's, and ISO 19162.

/// `KEYWORD["text", 1.5, WORD, OTHER[…]]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Node {
    /// In capitals.
    pub(super) keyword: String,
    pub(super) texts: Vec<String>,
    pub(super) numbers: Vec<f64>,
    pub(super) children: Vec<Node>,
}

/// Brackets within brackets beyond which no system is described.
const DEEPEST: usize = 24;

impl Node {
    /// The description that a text holds; none where it is none.
    pub(super) fn parse(text: &str) -> Option<Node> {
        let mut cursor = Cursor { rest: text.trim_start_matches('\u{feff}') };
        let node = cursor.node(0)?;
        cursor.skip_space();
        cursor.rest.trim_end_matches('\0').is_empty().then_some(node)
    }

    /// The first child of one of these keywords.
    pub(super) fn child(&self, keywords: &[&str]) -> Option<&Node> {
        self.children.iter().find(|child| keywords.contains(&child.keyword.as_str()))
    }

    /// The first node of one of these keywords, here or below.
    pub(super) fn find(&self, keywords: &[&str]) -> Option<&Node> {
        if keywords.contains(&self.keyword.as_str()) {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(keywords))
    }

    /// The name that most nodes begin with.
    pub(super) fn name(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }
}

struct Cursor<'a> {
    rest: &'a str,
}

impl Cursor<'_> {
    fn node(&mut self, depth: usize) -> Option<Node> {
        let keyword = self.word();
        self.skip_space();
        if keyword.is_empty() || depth > DEEPEST || !self.take(&['[', '(']) {
            return None;
        }
        let mut node = Node { keyword: keyword.to_ascii_uppercase(), ..Node::default() };
        loop {
            self.item(&mut node, depth)?;
            self.skip_space();
            if self.take(&[',']) {
                continue;
            }
            return self.take(&[']', ')']).then_some(node);
        }
    }

    fn item(&mut self, node: &mut Node, depth: usize) -> Option<()> {
        self.skip_space();
        let first = self.rest.chars().next()?;
        if first == '"' {
            node.texts.push(self.text()?);
            return Some(());
        }
        if first.is_ascii_digit() || "+-.".contains(first) {
            let end = self.rest.find(|it: char| !it.is_ascii_alphanumeric() && !"+-.".contains(it));
            let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
            node.numbers.push(number.parse().ok()?);
            self.rest = rest;
            return Some(());
        }
        let before = self.rest;
        match self.node(depth + 1) {
            Some(child) => node.children.push(child),
            None => {
                // A bare word, such as the direction of an axis.
                self.rest = before;
                let word = self.word();
                self.skip_space();
                if word.is_empty() || self.rest.starts_with(['[', '(']) {
                    return None;
                }
            }
        }
        Some(())
    }

    /// A text in quotes, which are doubled inside.
    fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut rest = self.rest.strip_prefix('"')?;
        loop {
            let end = rest.find('"')?;
            text.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('"') {
                Some(more) => {
                    text.push('"');
                    rest = more;
                }
                None => {
                    self.rest = rest;
                    return Some(text);
                }
            }
        }
    }

    fn word(&mut self) -> String {
        self.skip_space();
        let end = self.rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, any: &[char]) -> bool {
        match self.rest.strip_prefix(any) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn descriptions_are_read() {
        let text = r#"GEOGCS["a ""b""",DATUM["D",SPHEROID["S",6378137.0,-2.5e1]], AXIS["x",EAST], UNIT("d",1)]"#;
        let node = Node::parse(text).unwrap();
        assert_eq!((node.keyword.as_str(), node.name()), ("GEOGCS", "a \"b\""));
        assert_eq!(node.find(&["SPHEROID"]).unwrap().numbers, [6_378_137.0, -25.0]);
        assert!(
            ["", "A", "A[", "A[1", "A[]", "A[1]]", "A[1,]", "A[\"x]"].iter().all(|text| Node::parse(text).is_none())
        );
        assert!(Node::parse(&"A[".repeat(100_000)).is_none());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[A-C\\[\\]\\(\\),\"0-9.é -]{0,60}") {
            let _ = Node::parse(&text);
        }
    }
}
