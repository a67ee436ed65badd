use std::fmt;

use super::error::FilterError;
use crate::catalog::text::shortened;

/// A word, value or sign of a filter, and where it stands: its first character, counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) at: usize,
    pub(crate) kind: TokenKind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// A keyword, the name of a function or of a property.
    Word(String),
    /// The name of a property between double quotes.
    Quoted(String),
    Text(String),
    /// Finite and not negative.
    Number(f64),
    Sign(&'static str),
    /// A character that no filter has outside quotes.
    Stray(char),
    End,
}

/// Words that name a property only between double quotes.
const KEYWORDS: [&str; 10] = ["AND", "OR", "NOT", "BETWEEN", "IN", "LIKE", "IS", "NULL", "TRUE", "FALSE"];

/// Signs, longer ones before those that they begin with. `!=` is none of CQL2 and is told as a whole.
const SIGNS: [&str; 12] = ["<>", "<=", ">=", "!=", "=", "<", ">", "(", ")", ",", "-", "+"];

impl fmt::Display for TokenKind {
    /// As an error shows what was found.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TokenKind::Word(word) => write!(formatter, "`{}`", shortened(word)),
            TokenKind::Quoted(name) => write!(formatter, "`\"{}\"`", shortened(name)),
            TokenKind::Text(text) => write!(formatter, "`'{}'`", shortened(text)),
            TokenKind::Number(number) => write!(formatter, "`{}`", shortened(&number.to_string())),
            TokenKind::Sign(sign) => write!(formatter, "`{sign}`"),
            TokenKind::Stray(character) => write!(formatter, "`{character}`"),
            TokenKind::End => formatter.write_str("the end"),
        }
    }
}

/// Whether a name can stand without quotes.
pub(crate) fn is_plain(name: &str) -> bool {
    let mut characters = name.chars();
    let begins = characters.next().is_some_and(begins_word);
    begins && characters.all(continues_word) && !KEYWORDS.iter().any(|keyword| name.eq_ignore_ascii_case(keyword))
}

pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
}

fn begins_word(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

/// `@` and the year behind it belong to the name of a figure.
fn continues_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.' | '@')
}

/// Takes a filter apart. The last token is its end.
///
/// # Errors
/// When a text or a quoted name has no end, or a number is beyond all numbers.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, FilterError> {
    let mut reader = Reader { rest: text, at: 1 };
    let mut tokens = Vec::new();
    loop {
        reader.take_while(char::is_whitespace);
        let at = reader.at;
        let kind = reader.token()?;
        let is_end = kind == TokenKind::End;
        tokens.push(Token { at, kind });
        if is_end {
            return Ok(tokens);
        }
    }
}

/// What is left of a filter, and which character it begins with.
struct Reader<'a> {
    rest: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn token(&mut self) -> Result<TokenKind, FilterError> {
        let Some(first) = self.rest.chars().next() else { return Ok(TokenKind::End) };
        let is_number = |text: &str| text.starts_with(|character: char| character.is_ascii_digit());
        if begins_word(first) {
            return Ok(TokenKind::Word(self.take_while(continues_word).to_owned()));
        }
        if is_number(self.rest) || self.rest.strip_prefix('.').is_some_and(is_number) {
            return self.number();
        }
        if first == '\'' {
            return self.quoted('\'', "a text that ends with `'`").map(TokenKind::Text);
        }
        if first == '"' {
            return self.quoted('"', "a name that ends with `\"`").map(TokenKind::Quoted);
        }
        let sign = SIGNS.iter().find(|sign| self.rest.starts_with(**sign));
        self.take(sign.map_or(first.len_utf8(), |sign| sign.len()));
        Ok(sign.map_or(TokenKind::Stray(first), |sign| TokenKind::Sign(sign)))
    }

    /// `35`, `3.5`, `.5`, `1e6`.
    fn number(&mut self) -> Result<TokenKind, FilterError> {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let at = self.at;
        let mut length = digits(self.rest);
        if self.rest[length..].starts_with('.') {
            length += 1 + digits(&self.rest[length + 1..]);
        }
        if let Some(exponent) = self.rest[length..].strip_prefix(['e', 'E']) {
            let sign = usize::from(exponent.starts_with(['+', '-']));
            let count = digits(&exponent[sign..]);
            length += if count > 0 { 1 + sign + count } else { 0 };
        }
        let text = self.take(length);
        let number = text.parse().ok().filter(|number: &f64| number.is_finite());
        let expected = "a number below 1e308";
        number.map(TokenKind::Number).ok_or_else(|| FilterError::Syntax {
            at,
            expected,
            found: format!("`{}`", shortened(text)),
        })
    }

    /// What stands between two quotes; doubled ones are one of the text.
    fn quoted(&mut self, quote: char, expected: &'static str) -> Result<String, FilterError> {
        let at = self.at;
        let mut text = String::new();
        self.take(quote.len_utf8());
        loop {
            text.push_str(self.take_while(|character| character != quote));
            if self.rest.is_empty() {
                return Err(FilterError::Syntax { at, expected, found: "the end".to_owned() });
            }
            self.take(quote.len_utf8());
            if !self.rest.starts_with(quote) {
                return Ok(text);
            }
            text.push(quote);
            self.take(quote.len_utf8());
        }
    }

    fn take_while(&mut self, mut is_part: impl FnMut(char) -> bool) -> &'a str {
        self.take(self.rest.find(|character| !is_part(character)).unwrap_or(self.rest.len()))
    }

    /// Takes so many bytes, which end a character.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.at += taken.chars().count();
        self.rest = rest;
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_taken_apart_by_characters() {
        let found = tokens("été <>'it''s' AND\"a \"\"b\"\"\">=-1.5e3").unwrap();
        let found: Vec<(usize, TokenKind)> = found.into_iter().map(|token| (token.at, token.kind)).collect();
        let expected = [
            (1, TokenKind::Word("été".to_owned())),
            (5, TokenKind::Sign("<>")),
            (7, TokenKind::Text("it's".to_owned())),
            (15, TokenKind::Word("AND".to_owned())),
            (18, TokenKind::Quoted("a \"b\"".to_owned())),
            (27, TokenKind::Sign(">=")),
            (29, TokenKind::Sign("-")),
            (30, TokenKind::Number(1500.0)),
            (35, TokenKind::End),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_has_no_end_is_told_where_it_begins() {
        let refused = |text: &str| tokens(text).unwrap_err().to_string();
        assert!(refused("nom = 'Rennes").contains("character 7: expected a text that ends with `'`, found the end"));
        assert!(refused("\"nom = 1").contains("character 1: expected a name"));
        assert!(refused("a = 1e999").contains("character 5: expected a number below 1e308, found `1e999`"));
    }

    #[test]
    fn names_that_need_quotes() {
        assert!(is_plain("population@2019") && is_plain("été_1") && is_plain("_a.b"));
        assert!(!is_plain("a b") && !is_plain("and") && !is_plain("1a") && !is_plain("") && !is_plain("type:lycée"));
    }
}
