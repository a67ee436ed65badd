use super::error::FilterError;
use super::token::{Token, TokenKind, tokens};

/// Longest filter, in bytes, as it comes and as its canonical text.
const MOST_BYTES: usize = 2000;

/// Parentheses and functions within each other: as deep goes every function that walks the tree.
pub(super) const MOST_DEPTH: usize = 32;

/// What a filter may cost: as much as so many plain comparisons, each of which looks at every feature of a layer.
const MOST_COST: u32 = 256;

/// Tokens and how far they are read. The last, the end, is never taken.
pub(crate) struct Parser {
    tokens: Vec<Token>,
    place: usize,
    cost: u32,
}

impl Parser {
    /// Begins to read a filter.
    ///
    /// # Errors
    /// When it cannot be taken apart.
    pub(crate) fn new(text: &str) -> Result<Parser, FilterError> {
        Ok(Parser { tokens: tokens(text)?, place: 0, cost: 0 })
    }

    /// The kind of the token behind the next.
    pub(super) fn kind_behind(&self) -> Option<&TokenKind> {
        self.tokens.get(self.place + 1).map(|token| &token.kind)
    }

    /// Counts what a part of the filter costs.
    pub(super) fn spend(&mut self, cost: u32) -> Result<(), FilterError> {
        self.cost += cost;
        if self.cost > MOST_COST { Err(FilterError::TooCostly { at: self.at() }) } else { Ok(()) }
    }

    /// Checks that one more thing may be opened within so many others.
    pub(super) fn check_depth(&self, depth: usize) -> Result<(), FilterError> {
        let is_deep = depth >= MOST_DEPTH;
        if is_deep { Err(FilterError::TooDeep { at: self.at(), most: MOST_DEPTH }) } else { Ok(()) }
    }

    fn token(&self) -> &Token {
        // The end is the last and never passed.
        &self.tokens[self.place]
    }

    pub(crate) fn kind(&self) -> &TokenKind {
        &self.token().kind
    }

    pub(crate) fn at(&self) -> usize {
        self.token().at
    }

    pub(crate) fn advance(&mut self) {
        self.place = (self.place + 1).min(self.tokens.len() - 1);
    }

    /// Takes a sign, if it stands here.
    pub(crate) fn takes(&mut self, sign: &'static str) -> bool {
        let is_here = *self.kind() == TokenKind::Sign(sign);
        if is_here {
            self.advance();
        }
        is_here
    }

    /// Takes a word, if it stands here, in whichever case.
    pub(super) fn takes_word(&mut self, wanted: &str) -> bool {
        let is_here = matches!(self.kind(), TokenKind::Word(word) if word.eq_ignore_ascii_case(wanted));
        if is_here {
            self.advance();
        }
        is_here
    }

    pub(crate) fn expect(&mut self, sign: &'static str, expected: &'static str) -> Result<(), FilterError> {
        if self.takes(sign) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    pub(super) fn expect_word(&mut self, word: &str, expected: &'static str) -> Result<(), FilterError> {
        if self.takes_word(word) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    /// What stands here is not what the grammar wants.
    pub(super) fn unexpected(&self, expected: &'static str) -> FilterError {
        FilterError::Syntax { at: self.at(), expected, found: self.kind().to_string() }
    }
}

/// Whether a text is no longer than a filter may be.
pub(super) fn check_length(text: &str) -> Result<(), FilterError> {
    let length = text.len();
    if length > MOST_BYTES { Err(FilterError::TooLong { length, most: MOST_BYTES }) } else { Ok(()) }
}
