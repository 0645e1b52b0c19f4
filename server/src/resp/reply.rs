//! Replies, written straight into a connection's output.

/// Which protocol a client speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// Maps are flat lists of pairs; yes and no are 1 and 0.
    #[default]
    Resp2,
    /// Maps, booleans, null and pushes have types of their own.
    Resp3,
}

/// Writes replies. The caller writes as many things as a list or map announces.
#[derive(Debug)]
pub(crate) struct Reply<'o> {
    pub(crate) out: &'o mut Vec<u8>,
    pub(crate) protocol: Protocol,
}

impl<'o> Reply<'o> {
    pub(crate) fn new(out: &'o mut Vec<u8>, protocol: Protocol) -> Reply<'o> {
        Reply { out, protocol }
    }

    pub(crate) fn ok(&mut self) {
        self.simple("OK");
    }

    /// A short text without line ends.
    pub(crate) fn simple(&mut self, text: &str) {
        self.out.push(b'+');
        self.line(text);
    }

    /// An error: its code in capitals, then the message.
    pub(crate) fn error(&mut self, code: &str, message: &str) {
        self.out.push(b'-');
        self.out.extend_from_slice(code.as_bytes());
        self.out.push(b' ');
        self.line(message);
    }

    fn line(&mut self, text: &str) {
        self.out.extend(text.bytes().map(|byte| if byte == b'\r' || byte == b'\n' { b' ' } else { byte }));
        self.end();
    }

    pub(crate) fn integer(&mut self, value: i64) {
        self.out.push(b':');
        if value < 0 {
            self.out.push(b'-');
        }
        self.digits(value.unsigned_abs());
        self.end();
    }

    /// A number that may be larger than clients' integers.
    pub(crate) fn count(&mut self, value: u64) {
        self.integer(i64::try_from(value).unwrap_or(i64::MAX));
    }

    pub(crate) fn bulk(&mut self, bytes: &[u8]) {
        self.header(b'$', bytes.len());
        self.out.extend_from_slice(bytes);
        self.end();
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bulk(text.as_bytes());
    }

    /// What prints as text, without a text in between.
    pub(crate) fn display(&mut self, value: &impl std::fmt::Display) {
        use std::io::Write;
        // The length stands before the text: room for a short one is kept, and moved for a long one.
        let header = self.out.len();
        self.out.extend_from_slice(b"$00\r\n");
        let start = self.out.len();
        let written = write!(self.out, "{value}");
        debug_assert!(written.is_ok(), "a vector takes all");
        let length = self.out.len() - start;
        if length < 100 {
            let digits = [b'0' + (length / 10) as u8, b'0' + (length % 10) as u8];
            if length < 10 {
                self.out[header + 1] = digits[1];
                self.out.remove(header + 2);
            } else {
                self.out[header + 1..header + 3].copy_from_slice(&digits);
            }
        } else {
            self.out.splice(header..start, format!("${length}\r\n").into_bytes());
        }
        self.end();
    }

    pub(crate) fn null(&mut self) {
        self.out.extend_from_slice(match self.protocol {
            Protocol::Resp2 => b"$-1\r\n",
            Protocol::Resp3 => b"_\r\n",
        });
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        match self.protocol {
            Protocol::Resp2 => self.integer(i64::from(value)),
            Protocol::Resp3 => self.out.extend_from_slice(if value { b"#t\r\n" } else { b"#f\r\n" }),
        }
    }

    pub(crate) fn list(&mut self, length: usize) {
        self.header(b'*', length);
    }

    pub(crate) fn map(&mut self, pairs: usize) {
        match self.protocol {
            Protocol::Resp2 => self.header(b'*', 2 * pairs),
            Protocol::Resp3 => self.header(b'%', pairs),
        }
    }

    pub(crate) fn set(&mut self, length: usize) {
        self.header(if self.protocol == Protocol::Resp3 { b'~' } else { b'*' }, length);
    }

    /// What the client did not ask for just now.
    pub(crate) fn push(&mut self, length: usize) {
        self.header(if self.protocol == Protocol::Resp3 { b'>' } else { b'*' }, length);
    }

    fn header(&mut self, mark: u8, length: usize) {
        self.out.push(mark);
        self.digits(length as u64);
        self.end();
    }

    fn digits(&mut self, mut value: u64) {
        let mut digits = [0; 20];
        let mut from = digits.len();
        loop {
            from -= 1;
            digits[from] = b'0' + (value % 10) as u8;
            value /= 10;
            if value == 0 {
                break;
            }
        }
        self.out.extend_from_slice(&digits[from..]);
    }

    fn end(&mut self) {
        self.out.extend_from_slice(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(protocol: Protocol, expected: &str, write: impl Fn(&mut Reply<'_>)) {
        let mut out = Vec::new();
        write(&mut Reply::new(&mut out, protocol));
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn both_protocols_are_written() {
        let all = |reply: &mut Reply<'_>| {
            reply.map(1);
            reply.text("é");
            reply.boolean(true);
            reply.null();
            reply.push(0);
            reply.set(0);
            reply.integer(i64::MIN);
        };
        check(Protocol::Resp2, "*2\r\n$2\r\né\r\n:1\r\n$-1\r\n*0\r\n*0\r\n:-9223372036854775808\r\n", all);
        check(Protocol::Resp3, "%1\r\n$2\r\né\r\n#t\r\n_\r\n>0\r\n~0\r\n:-9223372036854775808\r\n", all);
    }

    #[test]
    fn lengths_of_what_prints_are_right() {
        for length in [0usize, 1, 9, 10, 99, 100, 12_345] {
            let text = "x".repeat(length);
            check(Protocol::Resp2, &format!("${length}\r\n{text}\r\n"), |reply| reply.display(&text));
        }
    }

    #[test]
    fn an_error_is_one_line() {
        check(Protocol::Resp2, "-ERR a  b\r\n", |reply| reply.error("ERR", "a\r\nb"));
    }
}
