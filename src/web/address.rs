/// Where clients reach a map, or a server of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Without a slash at its end. It stands in every URL that is handed out; the `Host` of a request never does, since
    /// a request can forge it.
    url: String,
    /// The last part of the URL, where the map stands beside others.
    prefix: Option<String>,
}

impl Address {
    /// The address of a server.
    pub fn new(url: String) -> Address {
        Address { url, prefix: None }
    }

    /// The address of a map below a prefix of this one.
    pub fn below(&self, prefix: String) -> Address {
        Address { url: format!("{}/{prefix}", self.url), prefix: Some(prefix) }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn prefix(&self) -> Option<&str> {
        self.prefix.as_deref()
    }

    /// The path of the URL, without a slash at its end.
    pub(super) fn path(&self) -> &str {
        let rest = self.url.split_once("://").map_or("", |(_, rest)| rest);
        rest.find('/').map_or("", |slash| &rest[slash..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_that_clients_see() {
        assert_eq!(Address::new("http://localhost:8080".to_owned()).path(), "");
        assert_eq!(Address::new("https://example.org/tiles".to_owned()).path(), "/tiles");
        let below = Address::new("https://example.org/tiles".to_owned()).below("usa".to_owned());
        assert_eq!((below.path(), below.url()), ("/tiles/usa", "https://example.org/tiles/usa"));
    }
}
