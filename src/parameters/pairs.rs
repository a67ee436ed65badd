use super::error::ParameterError;
use super::ignored::is_ignored;

/// Longest query that is read: the longest filter with every byte of it in percent takes 6,000.
pub(super) const MOST_BYTES: usize = 8192;

/// The names and values of a query, decoded, in its order, without those that every route ignores.
///
/// # Errors
/// When the query is too long.
pub fn pairs(query: &str) -> Result<Vec<(String, String)>, ParameterError> {
    if query.len() > MOST_BYTES {
        return Err(ParameterError::TooLong);
    }
    let pairs = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !is_ignored(name));
    Ok(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
}

/// Whether a query holds parameters that every route ignores.
pub fn has_ignored(query: &str) -> bool {
    form_urlencoded::parse(query.as_bytes()).any(|(name, _)| is_ignored(&name))
}
