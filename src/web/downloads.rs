use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use tokio::sync::Semaphore;
use xxhash_rust::xxh3::Xxh3;

use super::answer::{Keep, answer, current_tag, encode, not_modified};
use super::edition::Edition;
use super::negotiate::encoding;
use super::params::Given;
use super::problem::Problem;
use super::server::Server;
use crate::parameters::{Parameters, behind_mark};
use crate::query::Selection;
use crate::records::{CsvParameters, DownloadError, DownloadRequest, FILES, Format, Table};
use crate::tile::{Compressors, Encoding};

/// Files made at once, each of which may take as much memory as all shapes of a level: more wait.
static PLACES: Semaphore = Semaphore::const_new(2);

/// How long a download waits for its turn before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(20);

const VARY: &str = "Accept-Encoding";

/// A whole level as a file. Its tag is that of the map and of what is asked for, so that a 304 costs nothing.
pub(super) async fn download(
    server: Server,
    (level, format): (String, Format),
    given: &Given,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let parameters = match format {
        Format::Csv | Format::CsvMetadata => given.read()?,
        _ => CsvParameters { file: given.read()?, ..CsvParameters::default() },
    };
    let wanted = Wanted { level, format, parameters };
    let edition = server.edition();
    let selection = wanted.request(server.base()).select(&edition.catalog)?;
    let encoding = encoding(headers);
    let key = wanted.key(edition.catalog.version(), server.base(), encoding);
    let mut response = match current_tag(headers, key) {
        Some(tag) => not_modified(tag, Keep::Revalidate, VARY),
        None => make(server.clone(), (edition.clone(), selection), wanted.clone(), encoding, key).await?,
    };
    wanted.stamp(response.headers_mut(), server.base());
    Ok(response)
}

/// Makes the file where it keeps no other request waiting.
async fn make(
    server: Server,
    (edition, selection): (Arc<Edition>, Selection),
    wanted: Wanted,
    encoding: Encoding,
    key: u128,
) -> Result<Response, Problem> {
    let place = tokio::time::timeout(PATIENCE, PLACES.acquire()).await;
    let Ok(Ok(_place)) = place else { return Err(Problem::busy()) };
    let made = tokio::task::spawn_blocking(move || {
        let table =
            Table::new(edition.records(), &wanted.request(server.base()), &selection).map_err(DownloadError::from)?;
        let file = table.file()?;
        Ok((encode(&file.into(), encoding, key, &mut Compressors::default()), wanted.format))
    });
    match made.await {
        Ok(Ok((content, format))) => Ok(answer(content, format.media_type(), Keep::Revalidate, VARY)),
        Ok(Err(DownloadError::Select(error))) => Err(error.into()),
        Ok(Err(DownloadError::Write(error))) => {
            tracing::error!(error, "a download could not be made");
            Err(Problem::internal())
        }
        Err(error) => {
            tracing::error!(%error, "a download ended early");
            Err(Problem::internal())
        }
    }
}

/// What is asked for.
#[derive(Clone)]
struct Wanted {
    level: String,
    format: Format,
    parameters: CsvParameters,
}

impl Wanted {
    fn request<'a>(&'a self, base: &'a str) -> DownloadRequest<'a> {
        DownloadRequest { level: &self.level, format: self.format, parameters: &self.parameters, base }
    }

    /// What the bytes depend on, as one number.
    fn key(&self, version: &str, base: &str, encoding: Encoding) -> u128 {
        let mut hasher = Xxh3::new();
        let (query, encoding) = (self.parameters.query(), encoding.name().unwrap_or_default());
        // The version is that of tiles, since files name it.
        let files = FILES.to_string();
        let parts = ["download", version, &files, base, &self.level, self.format.media_type(), &query, encoding];
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.digest128()
    }

    /// Names the file, and says where the description of a CSV file is.
    fn stamp(&self, headers: &mut HeaderMap, base: &str) {
        let ending = Format::ENDINGS.iter().find(|(_, format)| *format == self.format).map_or("", |(ending, _)| ending);
        if self.format != Format::CsvMetadata {
            let name = format!("attachment; filename=\"{}{ending}\"", self.level);
            // Names of levels are plain ASCII; those of other makers of atlases may not be.
            if let Ok(name) = HeaderValue::from_str(&name) {
                headers.insert(header::CONTENT_DISPOSITION, name);
            }
        }
        if self.format == Format::Csv {
            let query = behind_mark(&self.parameters.query());
            let address = format!("{base}/territories/{}.csv-metadata.json{query}", self.level);
            let link = format!("<{address}>; rel=\"describedby\"; type=\"application/csvm+json\"");
            if let Ok(link) = HeaderValue::from_str(&link) {
                headers.insert(header::LINK, link);
            }
        }
    }
}
