//! The built program: France compiled once, servers over it, and the clients that look at them.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// How long anything may take that should take a moment: long, for the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_maillage"))
}

/// The folder of the sources.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder in which tests may leave what a person might want to look at.
pub(crate) fn output() -> PathBuf {
    let folder = project().join("tests/output");
    std::fs::create_dir_all(&folder).expect("tests/output can be made");
    folder
}

/// The compiled example, built once a run of the tests.
pub(crate) fn france() -> &'static Path {
    static FRANCE: OnceLock<PathBuf> = OnceLock::new();
    FRANCE.get_or_init(|| build("france"))
}

/// The second example, of another continent and with other layers.
pub(crate) fn usa() -> &'static Path {
    static USA: OnceLock<PathBuf> = OnceLock::new();
    USA.get_or_init(|| build("usa"))
}

fn build(name: &str) -> PathBuf {
    let folder = map_folder(name);
    let mut build = program();
    build.arg("build").arg(project().join("data").join(name).join("recipe.toml")).arg("--out").arg(&folder);
    run(build.arg("--quiet"));
    folder
}

/// A folder for a map that tests share. What another program has published there goes: a build keeps shapes that are of the
/// same sources, and tests are about the shapes that this program makes.
pub(crate) fn map_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let changed = |path: &Path| path.metadata().and_then(|it| it.modified()).ok();
    if changed(&folder) < changed(Path::new(env!("CARGO_BIN_EXE_maillage"))) {
        let _ = std::fs::remove_dir_all(&folder);
    }
    folder
}

/// Waits until something holds.
#[track_caller]
pub(crate) fn wait_until(what: &str, holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < PATIENCE, "it never comes to be that {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Runs a command to its end and gives what it wrote. Panics with everything it said if it fails.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> String {
    let output = match command.stdin(Stdio::null()).output() {
        Ok(output) => output,
        Err(error) => panic!("{command:?} cannot be started: {error}. tests/run installs what the tests need."),
    };
    let written = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{written}\n{complaints}", output.status);
    written
}

/// A running server; it ends when this goes out of scope.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Serves a compiled folder on a port that was free a moment ago, and waits until it is ready.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    pub(crate) fn start_with(folder: &Path, arguments: &[&str]) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let child = program()
            .arg("serve")
            .arg(folder)
            .args(["--listen", &address.to_string()])
            .args(arguments)
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("the program can be started");
        let mut server = Self { child, address };
        let begin = Instant::now();
        while !server.is_ready() {
            if let Ok(Some(status)) = server.child.try_wait() {
                panic!("the server ended before it was ready: {status}");
            }
            assert!(begin.elapsed() < PATIENCE, "the server does not become ready");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    fn is_ready(&self) -> bool {
        TcpStream::connect(self.address).is_ok() && self.try_get("/ready", &[]).is_ok_and(|answer| answer.status == 200)
    }

    /// The server's address, without a slash at its end.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    /// A GET request with more headers.
    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        match self.try_get(path, headers) {
            Ok(answer) => answer,
            Err(error) => panic!("GET {path}: {error}"),
        }
    }

    fn try_get(&self, path: &str, headers: &[(&str, &str)]) -> std::io::Result<Answer> {
        self.try_ask("GET", path, headers)
    }

    /// A request of any method. A `Host` among the headers stands in the place of the right one.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        match self.try_ask(method, path, headers) {
            Ok(answer) => answer,
            Err(error) => panic!("{method} {path}: {error}"),
        }
    }

    /// A connection on which a test speaks for itself.
    pub(crate) fn connect(&self) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the server to stop, as a service manager does.
    pub(crate) fn terminate(&self) {
        self.signal("TERM");
    }

    /// Sends the server a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        run(Command::new("sh").arg("-c").arg(format!("kill -{name} {}", self.child.id())));
    }

    /// Waits until the server has ended by itself.
    pub(crate) fn wait(&mut self) -> std::process::ExitStatus {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                return status;
            }
            assert!(begin.elapsed() < PATIENCE, "the server does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn try_ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> std::io::Result<Answer> {
        let mut stream = self.connect()?;
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        stream.write_all(request.as_bytes())?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Answer::read(&bytes).ok_or_else(|| std::io::Error::other("the answer is no HTTP"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a server answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// By their names in lower case; the values of a repeated header are joined by commas.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let mut headers = BTreeMap::new();
        for line in lines {
            let (name, value) = line.split_once(':')?;
            let entry: &mut String = headers.entry(name.to_ascii_lowercase()).or_default();
            if !entry.is_empty() {
                entry.push_str(", ");
            }
            entry.push_str(value.trim());
        }
        let mut body = bytes[end + 4..].to_vec();
        if headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked") {
            body = unchunked(&body)?;
        }
        Some(Self { status, headers, body })
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|window| window == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(bytes.get(end + 2..end + 2 + length)?);
        bytes = bytes.get(end + 4 + length..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        let plain = Answer::read(b"HTTP/1.1 200 OK\r\nETag: \"a\"\r\nVary: Accept\r\nVary: Origin\r\n\r\nbody")
            .expect("an answer");
        assert_eq!((plain.status, plain.header("etag"), plain.header("vary")), (200, "\"a\"", "Accept, Origin"));
        assert_eq!(plain.body, b"body");
        let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n1\r\n!\r\n0\r\n\r\n";
        assert_eq!(Answer::read(chunked).expect("an answer").body, b"body!");
        assert!(Answer::read(b"nonsense").is_none());
    }
}
