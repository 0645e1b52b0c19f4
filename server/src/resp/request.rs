//! Requests: arrays of texts, or a line of words, read in place.

/// Limits of a request, checked before anything is kept for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameLimits {
    /// Bytes of a whole request.
    pub frame_bytes: usize,
    /// Number of its arguments, the command's name included.
    pub arguments: usize,
    /// Bytes of one argument.
    pub argument_bytes: usize,
}

/// Why what a client sends is no request. Nothing after it can be understood: the connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// More than is allowed of something.
    #[error("the request has more than {limit} {what}; send less at once")]
    TooLarge {
        /// Of what.
        what: &'static str,
        /// How much is allowed.
        limit: usize,
    },
    /// A byte that cannot stand there.
    #[error("protocol: expected {expected}, found byte {found:#04x}; send arrays of bulk strings")]
    Unexpected {
        /// What should stand there.
        expected: &'static str,
        /// What does.
        found: u8,
    },
    /// A length that is no number.
    #[error("protocol: a length is no whole number; send arrays of bulk strings")]
    Length,
    /// A browser that was led here.
    #[error("this is no web server")]
    Web,
}

/// Longest `*123` or `$123`.
const LONGEST_LENGTH: usize = 32;

/// Longest request that is a line of words.
const LONGEST_LINE: usize = 64 << 10;

/// Reads requests out of a buffer that grows: each byte is looked at once, however it arrives.
///
/// `spans` are the arguments of the request at the start of the buffer, as far as they have come.
#[derive(Debug)]
pub struct Frames {
    limits: FrameLimits,
    expected: Option<usize>,
    at: usize,
    spans: Vec<(usize, usize)>,
}

enum Step<T> {
    Done(T),
    More,
}

impl Frames {
    /// For a connection.
    pub fn new(limits: FrameLimits) -> Frames {
        Frames { limits, expected: None, at: 0, spans: Vec::new() }
    }

    /// Reads the request at the start of `bytes`, which are those of the last call and what came since. Gives its
    /// length once it is there; its arguments are then [`Frames::arguments`], until [`Frames::next_frame`].
    ///
    /// # Errors
    ///
    /// What was sent is no request, or larger than allowed.
    pub fn read(&mut self, bytes: &[u8]) -> Result<Option<usize>, FrameError> {
        let Some(first) = bytes.first() else { return Ok(None) };
        if *first != b'*' {
            return self.read_line(bytes);
        }
        let expected = match self.expected {
            Some(expected) => expected,
            None => {
                let Step::Done(length) = self.read_length(bytes, b'*', "an array")? else { return Ok(None) };
                if length > self.limits.arguments {
                    return Err(FrameError::TooLarge { what: "arguments", limit: self.limits.arguments });
                }
                self.expected = Some(length);
                length
            }
        };
        while self.spans.len() < expected {
            let Step::Done(span) = self.read_argument(bytes)? else { return Ok(None) };
            self.spans.push(span);
        }
        Ok(Some(self.at))
    }

    /// The arguments of the request that [`Frames::read`] found complete.
    pub fn arguments<'b>(&self, bytes: &'b [u8]) -> impl ExactSizeIterator<Item = &'b [u8]> + use<'b, '_> {
        self.spans.iter().map(|(from, to)| &bytes[*from..*to])
    }

    /// An argument of the request, by its place.
    pub fn argument<'b>(&self, bytes: &'b [u8], place: usize) -> Option<&'b [u8]> {
        self.spans.get(place).map(|(from, to)| &bytes[*from..*to])
    }

    /// Number of arguments.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether the request has no arguments: it is then passed over.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Begins with the next request, which starts where the last one ended.
    pub fn next_frame(&mut self) {
        self.expected = None;
        self.at = 0;
        self.spans.clear();
        if self.spans.capacity() > 1 << 12 {
            self.spans.shrink_to(64);
        }
    }

    fn read_argument(&mut self, bytes: &[u8]) -> Result<Step<(usize, usize)>, FrameError> {
        let start = self.at;
        let Step::Done(length) = self.read_length(bytes, b'$', "a bulk string")? else {
            return Ok(Step::More);
        };
        if length > self.limits.argument_bytes {
            return Err(FrameError::TooLarge {
                what: "bytes in an argument",
                limit: self.limits.argument_bytes,
            });
        }
        let end = self.at + length + 2;
        if end > self.limits.frame_bytes {
            return Err(FrameError::TooLarge { what: "bytes", limit: self.limits.frame_bytes });
        }
        let from = self.at;
        let Some(rest) = bytes.get(from + length..end) else {
            // The length is read again with the rest: it is short.
            self.at = start;
            return Ok(Step::More);
        };
        if rest != b"\r\n" {
            return Err(FrameError::Unexpected { expected: "the end of a bulk string", found: rest[0] });
        }
        self.at = end;
        Ok(Step::Done((from, from + length)))
    }

    /// Reads `*123\r\n` or `$123\r\n`.
    fn read_length(&mut self, bytes: &[u8], mark: u8, what: &'static str) -> Result<Step<usize>, FrameError> {
        let rest = &bytes[self.at..];
        match rest.first() {
            None => return Ok(Step::More),
            Some(found) if *found != mark => {
                return Err(FrameError::Unexpected { expected: what, found: *found });
            }
            Some(_) => {}
        }
        let line = &rest[1..rest.len().min(LONGEST_LENGTH)];
        let (mut length, mut digits) = (0usize, 0);
        for (place, byte) in line.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    digits += 1;
                    // Nineteen digits fit; more are beyond every limit.
                    length = length.saturating_mul(10).saturating_add(usize::from(byte - b'0'));
                }
                b'-' if place == 0 && mark == b'*' => return self.read_nothing(rest),
                b'\r' if digits > 0 => match line.get(place + 1) {
                    None => return Ok(Step::More),
                    Some(b'\n') => {
                        self.at += place + 3;
                        return Ok(Step::Done(length));
                    }
                    Some(found) => {
                        return Err(FrameError::Unexpected { expected: "a line end", found: *found });
                    }
                },
                _ => return Err(FrameError::Length),
            }
        }
        if rest.len() >= LONGEST_LENGTH { Err(FrameError::Length) } else { Ok(Step::More) }
    }

    /// `*-1\r\n`, which old clients send for nothing at all.
    fn read_nothing(&mut self, rest: &[u8]) -> Result<Step<usize>, FrameError> {
        const NOTHING: &[u8] = b"*-1\r\n";
        if rest.len() < NOTHING.len() && NOTHING.starts_with(rest) {
            return Ok(Step::More);
        }
        if !rest.starts_with(NOTHING) {
            return Err(FrameError::Length);
        }
        self.at += NOTHING.len();
        Ok(Step::Done(0))
    }

    /// A line of words, as a person types it.
    fn read_line(&mut self, bytes: &[u8]) -> Result<Option<usize>, FrameError> {
        let limit = LONGEST_LINE.min(self.limits.frame_bytes);
        let Some(found) = bytes[self.at..].iter().position(|byte| *byte == b'\n') else {
            self.at = bytes.len();
            if self.at > limit {
                return Err(FrameError::TooLarge { what: "bytes in a line", limit });
            }
            return Ok(None);
        };
        let end = self.at + found;
        if end > limit {
            return Err(FrameError::TooLarge { what: "bytes in a line", limit });
        }
        self.spans.clear();
        let mut start = None;
        for (place, byte) in bytes[..=end].iter().enumerate() {
            match (start, byte.is_ascii_whitespace()) {
                (None, false) => start = Some(place),
                (Some(from), true) => {
                    self.spans.push((from, place));
                    start = None;
                }
                (None, true) | (Some(_), false) => {}
            }
        }
        if self.spans.len() > self.limits.arguments {
            return Err(FrameError::TooLarge { what: "arguments", limit: self.limits.arguments });
        }
        let first = self.argument(bytes, 0).unwrap_or_default();
        // What a browser sends for a page that leads it here must not be read as commands.
        if first.eq_ignore_ascii_case(b"POST") || first.eq_ignore_ascii_case(b"Host:") {
            return Err(FrameError::Web);
        }
        self.at = end + 1;
        Ok(Some(self.at))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    const LIMITS: FrameLimits = FrameLimits { frame_bytes: 200, arguments: 5, argument_bytes: 50 };

    type Read = (Vec<Vec<Vec<u8>>>, Option<FrameError>);

    /// Reads bytes that arrive in pieces.
    fn read(bytes: &[u8], cuts: &[usize]) -> Read {
        let (mut frames, mut found, mut start) = (Frames::new(LIMITS), Vec::new(), 0);
        for cut in cuts.iter().copied().chain([bytes.len()]) {
            loop {
                match frames.read(&bytes[start..cut.max(start)]) {
                    Ok(Some(length)) => {
                        assert!(length > 0);
                        found.push(frames.arguments(&bytes[start..]).map(<[u8]>::to_vec).collect());
                        frames.next_frame();
                        start += length;
                    }
                    Ok(None) => break,
                    Err(error) => return (found, Some(error)),
                }
            }
        }
        (found, None)
    }

    fn words(text: &str) -> Vec<Vec<u8>> {
        text.split_whitespace().map(|word| word.as_bytes().to_vec()).collect()
    }

    #[test]
    fn requests_are_read_however_they_arrive() {
        let bytes = b"*2\r\n$4\r\nECHO\r\n$0\r\n\r\nPING me \r\n\r\n*0\r\n*-1\r\n*1\r\n$4\r\nQUIT\r\n";
        let expected = vec![
            vec![b"ECHO".to_vec(), Vec::new()],
            words("PING me"),
            Vec::new(),
            Vec::new(),
            Vec::new(),
            words("QUIT"),
        ];
        assert_eq!(read(bytes, &[]), (expected.clone(), None));
        assert_eq!(read(bytes, &(0..bytes.len()).collect::<Vec<_>>()), (expected, None));
    }

    #[test]
    fn what_is_no_request_or_too_large_is_refused_at_once() {
        let error = |bytes: &[u8]| read(bytes, &[]).1;
        let large = |what, limit| Some(FrameError::TooLarge { what, limit });
        assert_eq!(error(b"*6\r\n"), large("arguments", 5));
        assert_eq!(error(b"*99999999999999999999999\r\n"), large("arguments", 5));
        assert_eq!(error(b"*1\r\n$51\r\n"), large("bytes in an argument", 50));
        let mut long = b"*5\r\n".to_vec();
        long.extend((0..4).flat_map(|_| [&b"$50\r\n"[..], &[b'x'; 50], b"\r\n"].concat()));
        assert_eq!(error(&long), large("bytes", 200));
        assert_eq!(error(&[b'x'; 300]), large("bytes in a line", 200));
        assert_eq!(error(b"a b c d e f\n"), large("arguments", 5));
        assert_eq!(
            error(b"*1\r\n:1\r\n"),
            Some(FrameError::Unexpected { expected: "a bulk string", found: b':' })
        );
        assert_eq!(
            error(b"*1\r\n$1\r\nxyz"),
            Some(FrameError::Unexpected { expected: "the end of a bulk string", found: b'y' })
        );
        assert_eq!(
            [error(b"*x\r\n"), error(b"*1\r\n$-1\r\n"), error(b"*-2\r\n")],
            [Some(FrameError::Length); 3]
        );
        assert_eq!(error(b"POST / HTTP/1.1\r\n"), Some(FrameError::Web));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn pieces_make_no_difference(
            bytes in prop::collection::vec(prop_oneof![Just(b'*'), Just(b'$'), Just(b'\r'), Just(b'\n'), b'0'..b'4', any::<u8>()], 0..60),
            mut cuts in prop::collection::vec(0usize..60, 0..5),
        ) {
            cuts.iter_mut().for_each(|cut| *cut = (*cut).min(bytes.len()));
            cuts.sort_unstable();
            prop_assert_eq!(read(&bytes, &cuts), read(&bytes, &[]));
        }

        #[test]
        fn what_is_written_is_read(requests in prop::collection::vec(prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 1..5), 0..5)) {
            let mut bytes = Vec::new();
            for request in &requests {
                bytes.extend(format!("*{}\r\n", request.len()).bytes());
                for argument in request {
                    bytes.extend(format!("${}\r\n", argument.len()).bytes());
                    bytes.extend(argument);
                    bytes.extend(b"\r\n");
                }
            }
            prop_assert_eq!(read(&bytes, &[]), (requests, None));
        }
    }
}
