use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use crate::common::{Answer, Server};

/// A connection that is kept open from one request to the next.
pub(super) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(super) fn open(server: &Server) -> Connection {
        let stream = server.connect().expect("a connection");
        stream.set_nodelay(true).expect("an option of the socket");
        Connection(BufReader::new(stream))
    }

    pub(super) fn get(&mut self, path: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        self.0.get_mut().write_all(request.as_bytes()).expect("a request can be sent");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let read = self.0.read_until(b'\n', &mut head).expect("the head of an answer");
            assert!(read > 0, "the connection was closed: {}", String::from_utf8_lossy(&head));
        }
        let mut answer = Answer::read(&head).expect("an answer");
        let length = answer.headers.get("content-length").map_or(0, |length| length.parse().expect("a length"));
        answer.body = vec![0; length];
        self.0.read_exact(&mut answer.body).expect("the body of an answer");
        answer
    }
}
