/// What a request asks for, as it stands in its URL.
#[derive(Clone, Copy, Debug, Default, Hash)]
pub struct Request<'a> {
    /// Names of layers and views with commas between them.
    pub layers: &'a str,
    /// `?indicators=`: names with commas, `*` for all, empty for none; without it each layer's own.
    pub indicators: Option<&'a str>,
    /// `?year=`: one year, or several with commas; without it the latest of each indicator.
    pub years: Option<&'a str>,
    /// `?fields=`: names with commas; without it each layer's own.
    pub fields: Option<&'a str>,
    /// `?evolution=`: what becomes of figures from the first to the last of several years.
    pub evolution: Option<&'a str>,
    /// `?points=`: how points are shown.
    pub points: Option<&'a str>,
    /// `?filter=`: which features are shown, in CQL2 text.
    pub filter: Option<&'a str>,
    /// `?coverage=`: whether computed figures have the share beside them that they rest on.
    pub coverage: Option<&'a str>,
}
