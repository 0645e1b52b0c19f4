//! What a document tells whoever reads it, and which syntax it is in.

use std::io::Read;

use super::event::Event;
use super::fault::{Fault, Stop};
use super::tree::{NodeId, Tree};

/// Takes what a document says, in its order.
pub(crate) trait Sink {
    /// An event.
    fn event(&mut self, event: Event) -> Result<(), Stop>;
    /// An element of master data, of a vocabulary such as `urn:epcglobal:epcis:vtype:epcclass`.
    fn master(&mut self, vocabulary: &str, tree: &Tree, element: NodeId) -> Result<(), Stop>;
    /// A fault: the document will be refused, and is read on for more of them.
    fn fault(&mut self, fault: Fault);
    /// Something that was passed over, as a word for the report.
    fn note(&mut self, note: &'static str);
}

/// Reads a document in either syntax, or several in JSON one after another.
///
/// # Errors
/// The source cannot be read, the text is broken, or the sink stops. Faults of the schema go to the sink.
pub(crate) fn read(mut input: impl Read, sink: &mut impl Sink) -> Result<(), Stop> {
    let mut head = vec![0; 4_096];
    let mut length = 0;
    while length < head.len() {
        match input.read(&mut head[length..]) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Stop::Read(error)),
        }
    }
    head.truncate(length);
    if head.starts_with(&[0xFE, 0xFF]) || head.starts_with(&[0xFF, 0xFE]) {
        return Err(Fault::text(1, "the file is UTF-16: save it as UTF-8").into());
    }
    if head.starts_with(&[0xEF, 0xBB, 0xBF]) {
        head.drain(..3);
    }
    match head.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'<') => super::xml_document::read(head, input, sink),
        Some(b'{' | b'[') => super::json_document::read(head, input, sink),
        Some(_) => {
            Err(Fault::text(1, "this is neither XML nor JSON: an EPCIS document begins with < or {").into())
        }
        None => Err(Fault::text(1, "the file is empty").into()),
    }
}
