/// The parameter that a key for a server stands in. Every route takes it, and nothing hands it on: it is in no link, log,
/// tag or key of a cache.
pub const KEY: &str = "key";

/// What other programs add to links, to follow who clicks them, and to get round caches.
const TRACKING: [&str; 18] = [
    "_",
    "_ga",
    "_gl",
    "dclid",
    "fbclid",
    "gad_source",
    "gbraid",
    "gclid",
    "igshid",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "msclkid",
    "srsltid",
    "ttclid",
    "twclid",
    "wbraid",
    "yclid",
];

const TRACKING_PREFIXES: [&str; 4] = ["utm_", "mtm_", "pk_", "at_"];

/// Whether every route takes a parameter without being changed by it.
pub fn is_ignored(name: &str) -> bool {
    name == KEY || TRACKING.contains(&name) || TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}
