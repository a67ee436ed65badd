//! CQL2 text (OGC 21-065r2) read by recursive descent: one function for each rule of the grammar.

use super::comparison::Operator;
use super::cursor::{Parser, check_length};
use super::error::FilterError;
use super::syntax::{Condition, Content, Operand};
use super::token::{TokenKind, is_keyword};

/// What parts of a filter cost beside the comparison itself.
const FOLDING_COST: u32 = 8;
const LIKE_COST: u32 = 2;
pub(super) const PLACE_COST: u32 = 32;
pub(super) const HOLDER_COST: u32 = 8;

/// Reads a filter.
///
/// # Errors
/// Says where it goes wrong, what was expected there, and what was found.
pub(crate) fn parse(text: &str) -> Result<Condition, FilterError> {
    check_length(text)?;
    let mut parser = Parser::new(text)?;
    let condition = parser.any(0)?;
    if parser.kind() != &TokenKind::End {
        return Err(parser.unexpected("AND, OR or the end"));
    }
    check_length(&condition.to_string())?;
    Ok(condition)
}

impl Parser {
    /// Conditions with OR between them.
    fn any(&mut self, depth: usize) -> Result<Condition, FilterError> {
        let mut parts = Vec::new();
        loop {
            match self.all(depth)? {
                Condition::Any(inner) => parts.extend(inner),
                other => parts.push(other),
            }
            if !self.takes_word("OR") {
                return Ok(only(&mut parts).unwrap_or(Condition::Any(parts)));
            }
        }
    }

    /// Conditions with AND between them.
    fn all(&mut self, depth: usize) -> Result<Condition, FilterError> {
        let mut parts = Vec::new();
        loop {
            match self.one(depth)? {
                Condition::All(inner) => parts.extend(inner),
                other => parts.push(other),
            }
            if !self.takes_word("AND") {
                return Ok(only(&mut parts).unwrap_or(Condition::All(parts)));
            }
        }
    }

    /// A condition, perhaps with NOT before it.
    fn one(&mut self, depth: usize) -> Result<Condition, FilterError> {
        let mut is_negative = false;
        while self.takes_word("NOT") {
            is_negative = !is_negative;
        }
        let condition = if self.takes("(") {
            self.check_depth(depth)?;
            let inner = self.any(depth + 1)?;
            self.expect(")", "AND, OR or `)`")?;
            inner
        } else {
            self.plain(depth)?
        };
        Ok(if is_negative { condition.negated() } else { condition })
    }

    /// A condition without AND, OR and parentheses around it.
    fn plain(&mut self, depth: usize) -> Result<Condition, FilterError> {
        if let Some(name) = self.function() {
            match name.to_ascii_uppercase().as_str() {
                "S_INTERSECTS" => return self.intersects(),
                "WITHIN" => {
                    return Ok(Condition::Within(self.holder()?));
                }
                _ => {}
            }
        }
        let operand = self.operand(depth, "a property, a value such as 35 or 'Rennes', NOT or `(`")?;
        match operand.content {
            Content::Flag(value) if !self.goes_on() => Ok(Condition::Constant(value)),
            _ => self.predicate(operand, depth),
        }
    }

    /// What is said of an operand.
    fn predicate(&mut self, left: Operand, depth: usize) -> Result<Condition, FilterError> {
        const VALUE: &str = "a value such as 35 or 'Rennes', or a property";
        self.spend(1)?;
        if let TokenKind::Sign(sign) = *self.kind()
            && let Some(operator) = Operator::from_sign(sign)
        {
            self.advance();
            return Ok(Condition::Compare(left, operator, self.operand(depth, VALUE)?));
        }
        if self.takes_word("IS") {
            let is_negative = self.takes_word("NOT");
            self.expect_word("NULL", if is_negative { "NULL" } else { "NULL or NOT NULL" })?;
            let condition = Condition::IsNull(left);
            return Ok(if is_negative { condition.negated() } else { condition });
        }
        let is_negative = self.takes_word("NOT");
        let condition = if self.takes_word("BETWEEN") {
            let low = self.operand(depth, VALUE)?;
            self.expect_word("AND", "AND and the second bound")?;
            Condition::Between(left, low, self.operand(depth, VALUE)?)
        } else if self.takes_word("IN") {
            Condition::OneOf(left, self.items(depth)?)
        } else if self.takes_word("LIKE") {
            self.spend(LIKE_COST)?;
            let pattern = self.operand(depth, "a pattern such as 'Saint-%'")?;
            Condition::Like(left, pattern)
        } else if is_negative {
            return Err(self.unexpected("BETWEEN, IN or LIKE"));
        } else {
            return Err(self.unexpected("a comparison: =, <>, <, <=, >, >=, BETWEEN, IN, LIKE or IS NULL"));
        };
        Ok(if is_negative { condition.negated() } else { condition })
    }

    /// The values of IN.
    fn items(&mut self, depth: usize) -> Result<Vec<Operand>, FilterError> {
        self.expect("(", "`(` and values with commas")?;
        let mut items = Vec::new();
        loop {
            items.push(self.operand(depth, "a value such as 35 or 'Rennes'")?);
            if !self.takes(",") {
                self.expect(")", "`,` or `)`")?;
                return Ok(items);
            }
        }
    }

    /// A property or a value, perhaps in CASEI or ACCENTI.
    fn operand(&mut self, depth: usize, expected: &'static str) -> Result<Operand, FilterError> {
        let at = self.at();
        let (mut case_free, mut accent_free, mut opened) = (false, false, 0);
        while let Some(name) = self.function() {
            self.check_depth(depth + opened)?;
            match name.to_ascii_uppercase().as_str() {
                "CASEI" => case_free = true,
                "ACCENTI" => accent_free = true,
                _ => {
                    let expected = "one of the functions CASEI, ACCENTI, S_INTERSECTS and within";
                    return Err(self.unexpected(expected));
                }
            }
            self.spend(FOLDING_COST)?;
            self.advance();
            self.advance();
            opened += 1;
        }
        let content = self.content(expected)?;
        for _ in 0..opened {
            self.expect(")", "`)`")?;
        }
        Ok(Operand { at, case_free, accent_free, content })
    }

    fn content(&mut self, expected: &'static str) -> Result<Content, FilterError> {
        let content = match self.kind() {
            TokenKind::Word(word) if word.eq_ignore_ascii_case("TRUE") => Content::Flag(true),
            TokenKind::Word(word) if word.eq_ignore_ascii_case("FALSE") => Content::Flag(false),
            TokenKind::Word(word) if !is_keyword(word) => Content::Property(word.clone()),
            TokenKind::Quoted(name) => Content::Property(name.clone()),
            TokenKind::Text(text) => Content::Text(text.clone()),
            TokenKind::Number(_) | TokenKind::Sign("-" | "+") => return self.number(expected).map(Content::Number),
            _ => return Err(self.unexpected(expected)),
        };
        self.advance();
        Ok(content)
    }

    /// A number with its sign.
    pub(crate) fn number(&mut self, expected: &'static str) -> Result<f64, FilterError> {
        let is_negative = self.takes("-");
        if !is_negative {
            self.takes("+");
        }
        let TokenKind::Number(number) = *self.kind() else { return Err(self.unexpected(expected)) };
        self.advance();
        // Minus zero is zero: one number has one text.
        Ok(if is_negative { 0.0 - number } else { number })
    }

    /// A text between quotes.
    pub(crate) fn text(&mut self, expected: &'static str) -> Result<String, FilterError> {
        let TokenKind::Text(text) = self.kind() else { return Err(self.unexpected(expected)) };
        let text = text.clone();
        self.advance();
        Ok(text)
    }

    /// The name of a function that stands here with its parenthesis, neither of which is taken.
    pub(super) fn function(&self) -> Option<&str> {
        match self.kind() {
            TokenKind::Word(name) if !is_keyword(name) && self.kind_behind() == Some(&TokenKind::Sign("(")) => {
                Some(name)
            }
            _ => None,
        }
    }

    /// Whether what stands here says something of the operand before.
    fn goes_on(&self) -> bool {
        match self.kind() {
            TokenKind::Sign(sign) => Operator::from_sign(sign).is_some(),
            TokenKind::Word(word) => {
                ["IS", "NOT", "BETWEEN", "IN", "LIKE"].iter().any(|it| word.eq_ignore_ascii_case(it))
            }
            _ => false,
        }
    }
}

/// The condition of a list of one.
fn only(parts: &mut Vec<Condition>) -> Option<Condition> {
    if parts.len() == 1 { parts.pop() } else { None }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
