//! GS1 Digital Links: `https://id.gs1.org/01/09506000134352/10/26A117?17=271231`.

mod path;
mod percent;
mod query;

pub(crate) use percent::{decode, encode};

use crate::error::{Gs1Error, LinkFault};
use crate::sink::{ScanOptions, Sink};
use crate::table::Entry;

/// A piece of a link and where it begins in the scan.
#[derive(Clone, Copy)]
struct Piece<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Piece<'a> {
    /// The piece's parts around the first `mark`; without a mark the second part is empty.
    fn split(self, mark: char) -> (Piece<'a>, Piece<'a>) {
        let len = self.text.find(mark).unwrap_or(self.text.len());
        let after = (len + mark.len_utf8()).min(self.text.len());
        (self.slice(0, len), self.slice(after, self.text.len()))
    }

    fn slice(self, from: usize, to: usize) -> Piece<'a> {
        Piece { text: &self.text[from..to], at: self.at + from }
    }

    fn fault(self, fault: LinkFault) -> Gs1Error {
        Gs1Error::Link { fault, at: self.at }
    }
}

/// The key that a link is about, by which the place of its other elements is judged.
#[derive(Clone, Copy)]
struct Key {
    number: u16,
    sequences: &'static [&'static [u16]],
}

impl Key {
    fn of(row: &Entry, number: u16) -> Option<Key> {
        row.key.map(|sequences| Key { number, sequences })
    }

    fn may_be_qualified_by(self, number: u16) -> bool {
        self.sequences.iter().any(|sequence| sequence.contains(&number))
    }
}

/// Length of the scheme with which `text` begins, in whatever case.
pub(crate) fn scheme_len(text: &str) -> Option<usize> {
    ["https://", "http://"].iter().map(|scheme| scheme.len()).find(|len| {
        text.get(..*len).is_some_and(|begin| {
            begin.eq_ignore_ascii_case("https://") || begin.eq_ignore_ascii_case("http://")
        })
    })
}

/// Whether the scheme is in one case throughout, which makes a link out of a text.
pub(crate) fn is_plain_scheme(text: &str) -> bool {
    ["https://", "http://", "HTTPS://", "HTTP://"].iter().any(|scheme| text.starts_with(scheme))
}

/// Reads the link `text`, which begins at byte `base` of the scan.
pub(crate) fn read<'a, S: Sink<'a>>(
    text: &'a str,
    base: usize,
    options: ScanOptions,
    sink: &mut S,
) -> Result<(), Gs1Error> {
    let link = Piece { text, at: base };
    let scheme = scheme_len(text).ok_or(link.fault(LinkFault::Scheme))?;
    if !is_plain_scheme(text) {
        options.forgive(link.fault(LinkFault::Scheme), |error| sink.forgiven(error))?;
    }
    if let Some(at) = text.bytes().position(|byte| !is_link_char(byte)) {
        let error = Gs1Error::Link { fault: LinkFault::Character, at: base + at };
        options.forgive(error, |error| sink.forgiven(error))?;
    }
    let (link, _fragment) = link.slice(scheme, text.len()).split('#');
    let (address, query) = link.split('?');
    let (host, path) = address.split('/');
    if host.text.is_empty() || !host.text.bytes().all(is_host_char) {
        return Err(host.fault(LinkFault::Host));
    }
    let key = path::read(path, options, sink)?;
    query::read(query, &key, options, sink)
}

fn is_link_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

fn is_host_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte)
}
