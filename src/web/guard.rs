use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use super::heads::{Head, look};
use super::problem::Problem;

/// How long, and for how many bytes, a client that was refused may go on sending before the connection is closed: closed at
/// once, it would seldom see the answer.
const LINGER: Duration = Duration::from_secs(2);
const MOST_LEFT: usize = 1 << 20;

/// A request that stands in the place of one that is refused, the last of its connection.
const REFUSED: &[u8] = b" / HTTP/1.1\r\nhost: refused\r\nconnection: close\r\n\r\n";

/// The refusal of a connection: which of its requests it is, counted from 0, and why.
#[derive(Clone, Default)]
struct Refusal(Arc<OnceLock<(u64, Problem)>>);

/// A connection whose requests are looked at before hyper reads them. An address with raw characters is escaped. A head
/// that cannot be read gives way to one that can, which [`GuardedService`] answers with the problem, in its turn, like any
/// other request; what comes behind it is thrown away.
///
/// Heads are looked at as long as it is certain where they begin. Behind a request that may have a body, the bytes go to hyper
/// as they come, so there is no second opinion on where a request ends.
pub(super) struct GuardedStream {
    stream: TcpStream,
    mode: Mode,
    /// Bytes that have come and are no whole head yet; how many of them have been looked at.
    waiting: Vec<u8>,
    seen: usize,
    /// Bytes for hyper, and how many of them it has.
    passed: Vec<u8>,
    given: usize,
    /// Heads that have gone to hyper.
    heads: u64,
    refusal: Refusal,
    lingering: Option<Pin<Box<Sleep>>>,
    /// Bytes that were thrown away.
    left: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// At the head of a request.
    Heads,
    /// Behind a request that may have a body.
    Through,
    /// Behind a request that is refused.
    Refused,
}

/// Answers the requests of one guarded connection.
pub(super) struct GuardedService {
    routes: TowerToHyperService<Router>,
    refusals: TowerToHyperService<Router>,
    refusal: Refusal,
    requests: AtomicU64,
}

/// Guards a connection; `refusals` answers with the [`Problem`] among the extensions of a request.
pub(super) fn guard(
    stream: TcpStream,
    routes: TowerToHyperService<Router>,
    refusals: TowerToHyperService<Router>,
) -> (GuardedStream, GuardedService) {
    let refusal = Refusal::default();
    let guarded = GuardedStream {
        stream,
        mode: Mode::Heads,
        waiting: Vec::new(),
        seen: 0,
        passed: Vec::new(),
        given: 0,
        heads: 0,
        refusal: refusal.clone(),
        lingering: None,
        left: 0,
    };
    (guarded, GuardedService { routes, refusals, refusal, requests: AtomicU64::new(0) })
}

impl Service<Request<Incoming>> for GuardedService {
    type Response = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Response;
    type Error = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Error;
    type Future = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        match self.refusal.0.get() {
            Some((refused, problem)) if *refused == number => {
                request.extensions_mut().insert(problem.clone());
                self.refusals.call(request)
            }
            _ => self.routes.call(request),
        }
    }
}

impl GuardedStream {
    /// Takes the heads that have come.
    fn take_heads(&mut self) {
        let mut begin = 0;
        while self.mode == Mode::Heads {
            // Empty lines before a request say nothing.
            let rest = &self.waiting[begin..];
            if let [b'\r', b'\n', ..] | [b'\n', ..] = rest {
                begin += if rest[0] == b'\n' { 1 } else { 2 };
                continue;
            }
            match look(rest, self.seen) {
                Head::Unfinished => {
                    self.seen = rest.len();
                    self.waiting.drain(..begin);
                    return;
                }
                Head::Whole { length, instead, is_followed } => {
                    self.passed.extend_from_slice(instead.as_deref().unwrap_or(&rest[..length]));
                    begin += length;
                    if !is_followed {
                        self.mode = Mode::Through;
                    }
                }
                Head::Refused { problem, is_head } => {
                    self.passed.extend_from_slice(if is_head { b"HEAD" } else { b"GET" });
                    self.passed.extend_from_slice(REFUSED);
                    // It is empty: a connection is refused once.
                    let _ = self.refusal.0.set((self.heads, *problem));
                    self.mode = Mode::Refused;
                }
            }
            (self.heads, self.seen) = (self.heads + 1, 0);
        }
        if self.mode == Mode::Through {
            self.passed.extend_from_slice(&self.waiting[begin..]);
        }
        self.waiting = Vec::new();
    }

    /// Gives hyper what is for it; whether there was anything.
    fn give(&mut self, buffer: &mut ReadBuf<'_>) -> bool {
        let rest = &self.passed[self.given..];
        if rest.is_empty() {
            return false;
        }
        let length = rest.len().min(buffer.remaining());
        buffer.put_slice(&rest[..length]);
        self.given += length;
        if self.given == self.passed.len() {
            self.passed.clear();
            self.given = 0;
        }
        true
    }

    /// Throws away what comes, until the client ends it or has sent as much as it may.
    fn throw_away(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut bytes = [0; 8192];
        while self.left < MOST_LEFT {
            let mut buffer = ReadBuf::new(&mut bytes);
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer))?;
            if buffer.filled().is_empty() {
                break;
            }
            self.left += buffer.filled().len();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for GuardedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let guarded = &mut *self;
        loop {
            if guarded.give(buffer) {
                return Poll::Ready(Ok(()));
            }
            match guarded.mode {
                Mode::Through => return Pin::new(&mut guarded.stream).poll_read(context, buffer),
                Mode::Refused => {
                    // The end of what comes would be the end of the request that is being answered: hyper closes when that is
                    // done, and waits for nothing more.
                    let _ = guarded.throw_away(context)?;
                    return Poll::Pending;
                }
                Mode::Heads => {
                    let mut bytes = [0; 8192];
                    let mut come = ReadBuf::new(&mut bytes);
                    ready!(Pin::new(&mut guarded.stream).poll_read(context, &mut come))?;
                    if come.filled().is_empty() {
                        guarded.mode = Mode::Through;
                        guarded.passed = std::mem::take(&mut guarded.waiting);
                        if guarded.passed.is_empty() {
                            return Poll::Ready(Ok(()));
                        }
                    } else {
                        guarded.waiting.extend_from_slice(come.filled());
                        guarded.take_heads();
                    }
                }
            }
        }
    }
}

impl AsyncWrite for GuardedStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let guarded = &mut *self;
        if guarded.lingering.is_none() {
            ready!(Pin::new(&mut guarded.stream).poll_shutdown(context))?;
            if guarded.mode != Mode::Refused {
                return Poll::Ready(Ok(()));
            }
        }
        // Bytes that nobody reads would make the system tear the connection down, and the answer with it.
        let patience = guarded.lingering.get_or_insert_with(|| Box::pin(sleep(LINGER))).as_mut();
        if patience.poll(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        guarded.throw_away(context)
    }
}
