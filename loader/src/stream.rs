//! Opens a file as a stream of UTF-8, whatever it is packed and encoded in.

use std::fs::File;
use std::io::{self, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::conventions::Encoding;
use crate::error::LoadError;
use crate::progress::{Counted, Progress};
use crate::sources::{Compression, Data, SourceFile};

/// Bytes by which a file is judged to be text.
const SNIFFED: u64 = 1024;
/// Bytes that are decoded at once.
const DECODED: usize = 256 << 10;
/// What stands for a byte that the encoding does not have: no UTF-8 either, so its row is rejected later.
const NO_TEXT: u8 = 0xff;

/// A stream of a file's bytes.
pub(crate) type Stream<'a> = Box<dyn Read + Send + 'a>;

/// Opens a file and unpacks it.
pub(crate) fn unpacked<'a>(file: &'a SourceFile, progress: &'a Progress) -> Result<Stream<'a>, LoadError> {
    let raw: Stream<'a> = match &file.data {
        Data::Path(path) => {
            Box::new(File::open(path).map_err(|source| LoadError::on_read(&file.name, source))?)
        }
        Data::Memory(bytes) => Box::new(Cursor::new(&bytes[..])),
    };
    let counted = Counted { stream: raw, progress };
    Ok(match file.compression {
        Compression::None => Box::new(counted),
        Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(buffered(counted))),
        Compression::Zstd => {
            let decoder = zstd::stream::read::Decoder::with_buffer(buffered(counted));
            Box::new(decoder.map_err(|source| failed(file, source))?)
        }
    })
}

/// Opens a text file: a stream of UTF-8, by its byte order mark or else as `encoding` says.
pub(crate) fn text<'a>(
    file: &'a SourceFile,
    encoding: Encoding,
    progress: &'a Progress,
) -> Result<Stream<'a>, LoadError> {
    let mut stream = unpacked(file, progress)?;
    let mut head = Vec::new();
    (&mut stream).take(SNIFFED).read_to_end(&mut head).map_err(|source| failed(file, source))?;
    let encoding = marked(&head).unwrap_or(encoding);
    if let Some((looks_like, remedy)) = binary(&head, encoding) {
        return Err(LoadError::Binary { path: file.name.clone(), looks_like, remedy });
    }
    let stream = Cursor::new(head).chain(stream);
    Ok(match encoding {
        Encoding::Utf8 => Box::new(stream),
        Encoding::Utf16Le => Box::new(Decoded::new(stream, UTF_16LE.new_decoder())),
        Encoding::Utf16Be => Box::new(Decoded::new(stream, UTF_16BE.new_decoder())),
        Encoding::Windows1252 => {
            Box::new(Decoded::new(stream, WINDOWS_1252.new_decoder_without_bom_handling()))
        }
    })
}

/// What a failure to read an open file means.
pub(crate) fn failed(file: &SourceFile, source: io::Error) -> LoadError {
    if file.compression != Compression::None && source.raw_os_error().is_none() {
        LoadError::Damaged { path: file.name.clone(), source }
    } else {
        LoadError::on_read(&file.name, source)
    }
}

fn buffered<S: Read>(stream: S) -> io::BufReader<S> {
    io::BufReader::with_capacity(1 << 20, stream)
}

fn marked(head: &[u8]) -> Option<Encoding> {
    match head {
        [0xef, 0xbb, 0xbf, ..] => Some(Encoding::Utf8),
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        [..] => None,
    }
}

/// What a head that is no text looks like, and what to do.
fn binary(head: &[u8], encoding: Encoding) -> Option<(&'static str, &'static str)> {
    match head {
        [b'P', b'A', b'R', b'1', ..] => Some(("it looks like Parquet", "let its name end with .parquet")),
        [0x1f, 0x8b, ..] => Some(("it looks like gzip", "let its name end with .gz")),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(("it looks like zstd", "let its name end with .zst")),
        [b'P', b'K', 3, 4, ..] => Some(("it looks like a workbook or a zip archive", "export it as CSV")),
        _ if matches!(encoding, Encoding::Utf8 | Encoding::Windows1252) && head.contains(&0) => Some((
            "it has zero bytes",
            "export it as CSV; if it is UTF-16, say so in a map (--map, key `encoding`)",
        )),
        [..] => None,
    }
}

/// A stream of another encoding, as UTF-8.
struct Decoded<S> {
    stream: S,
    decoder: Decoder,
    input: Vec<u8>,
    /// What is decoded and not yet given: `output[given..held]`.
    output: Vec<u8>,
    given: usize,
    held: usize,
    ended: bool,
}

impl<S: Read> Decoded<S> {
    fn new(stream: S, decoder: Decoder) -> Decoded<S> {
        // Three bytes for each byte of input is the most that any of the encodings takes.
        let (input, output) = (vec![0; DECODED], vec![0; 3 * DECODED + 16]);
        Decoded { stream, decoder, input, output, given: 0, held: 0, ended: false }
    }

    fn decode_more(&mut self) -> io::Result<()> {
        let read = self.stream.read(&mut self.input)?;
        self.ended = read == 0;
        (self.given, self.held) = (0, 0);
        let mut taken = 0;
        loop {
            let input = &self.input[taken..read];
            let output = &mut self.output[self.held..];
            let (result, used, written) =
                self.decoder.decode_to_utf8_without_replacement(input, output, self.ended);
            taken += used;
            self.held += written;
            match result {
                DecoderResult::InputEmpty => return Ok(()),
                DecoderResult::OutputFull => {
                    return Err(io::Error::other("the text grows beyond its bounds"));
                }
                DecoderResult::Malformed(..) => {
                    self.output[self.held] = NO_TEXT;
                    self.held += 1;
                }
            }
        }
    }
}

impl<S: Read> Read for Decoded<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.held && !self.ended {
            self.decode_more()?;
        }
        let count = buffer.len().min(self.held - self.given);
        buffer[..count].copy_from_slice(&self.output[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
