//! Servers as processes of their own: started, watched through /proc, ended by their own handle.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to answer for the first time.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From its start until the answer to its first request was there.
    pub(crate) first_answer: Duration,
}

impl Server {
    /// Starts a server at a port that was free a moment ago and asks for `path` until it answers.
    pub(crate) fn start(path: &str, command: impl FnOnce(SocketAddr) -> Command) -> Server {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let mut command = command(address);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let begin = Instant::now();
        let child = command.spawn().expect("the server can be started");
        let mut server = Server { child, address, first_answer: Duration::ZERO };
        while server.get(path).is_none() {
            assert!(begin.elapsed() < PATIENCE, "the server does not answer");
            std::thread::sleep(Duration::from_micros(200));
        }
        server.first_answer = begin.elapsed();
        server
    }

    /// The head and the body of the answer to a request that takes gzip; none while nobody listens.
    pub(crate) fn get(&self, path: &str) -> Option<(String, Vec<u8>)> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        stream.write_all(format!("{head}Accept-Encoding: gzip\r\nConnection: close\r\n\r\n").as_bytes()).ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok()?;
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        Some((String::from_utf8_lossy(&bytes[..end]).into_owned(), bytes.split_off(end + 4)))
    }

    /// Seconds of processor time so far, of the program and of the system for it.
    pub(crate) fn processor_seconds(&self) -> f64 {
        let stat = self.proc("stat");
        let (_, fields) = stat.rsplit_once(')').expect("a name in brackets");
        let ticks = |number: usize| -> f64 {
            fields.split_whitespace().nth(number).and_then(|field| field.parse().ok()).expect("a number of ticks")
        };
        // The 14th and 15th field of the whole; a tick is a hundredth of a second.
        (ticks(11) + ticks(12)) / 100.0
    }

    /// A line of /proc/<pid>/status, in megabytes.
    pub(crate) fn megabytes(&self, name: &str) -> f64 {
        let status = self.proc("status");
        let line = status.lines().find(|line| line.starts_with(name)).expect("a line of that name");
        let kibibytes: f64 = line.split_whitespace().nth(1).and_then(|field| field.parse().ok()).expect("a number");
        kibibytes * 1024.0 / 1e6
    }

    fn proc(&self, file: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).expect("the server runs")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
