//! What one event says of one good: the unit that histories are made of.

use super::moment::Moment;
use super::names::Good;
use crate::packed::{Packer, Unpacker};

/// What happened to the good, in the order in which things at one instant are taken: what comes in before what goes
/// out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum What {
    /// Its own record names the lot it belongs to. Before everything else of the good.
    Belongs,
    /// An event was declared to be an error. Before everything else of the good.
    Retracted,
    /// Came to be, or came from outside.
    Appear,
    /// Came back from who had bought it.
    Return,
    /// The books were put right.
    Adjust,
    /// Came out of a transformation.
    Out,
    /// Left for elsewhere. Before what came in at the same instant, so that a shipment that took no time is found.
    Ship,
    /// Came in.
    Receive,
    /// Something was packed into it.
    Filled,
    /// Was packed into a container.
    Pack,
    /// Was seen at a place.
    Seen,
    /// A shipment did not take place.
    VoidShip,
    /// Was counted.
    Count,
    /// Went into a transformation.
    In,
    /// Was taken out of a container.
    Unpack,
    /// Everything was taken out of it.
    Emptied,
    /// Went to who uses it.
    Sell,
    /// Is no more.
    Destroy,
    /// Got a disposition.
    Stand,
    /// A lasting disposition ended.
    StandEnd,
}

impl What {
    const ALL: [What; 20] = [
        What::Belongs,
        What::Retracted,
        What::Appear,
        What::Return,
        What::Adjust,
        What::Out,
        What::Ship,
        What::Receive,
        What::Filled,
        What::Pack,
        What::Seen,
        What::VoidShip,
        What::Count,
        What::In,
        What::Unpack,
        What::Emptied,
        What::Sell,
        What::Destroy,
        What::Stand,
        What::StandEnd,
    ];
}

/// What one event says of one good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Observation {
    pub(crate) good: Good,
    pub(crate) what: What,
    pub(crate) time: Moment,
    /// The id that the good's rows get.
    pub(crate) event: String,
    /// Where the good is after the event; empty: not said.
    pub(crate) location: String,
    /// Where it was read; empty: not said.
    pub(crate) read_point: String,
    /// The place that a shipment leaves, as far as it says one.
    pub(crate) source: String,
    /// The party that a shipment leaves, as far as it says one.
    pub(crate) source_party: String,
    /// Where a shipment goes; empty: not said.
    pub(crate) destination: String,
    /// Ids of business documents, sorted.
    pub(crate) documents: Vec<String>,
    /// How much; empty: not said.
    pub(crate) quantity: String,
    pub(crate) unit: String,
    /// The container of a packing; the disposition, lot or correction that is stated.
    pub(crate) detail: String,
    /// The time as it was written, where it is no instant; when outputs were there; hazards. From our own exports.
    pub(crate) written: String,
    pub(crate) completed: String,
    pub(crate) hazards: String,
    /// A transformation that several events may share.
    pub(crate) shared: bool,
    pub(crate) recorded: Option<Moment>,
}

impl Observation {
    /// The fields that tell one observation from another: all but when it was recorded.
    pub(crate) fn is_again(&self, other: &Observation) -> bool {
        let same = Observation { recorded: other.recorded, ..self.clone() };
        same == *other
    }

    /// As a record: sorted by good, then what is known from the start, then by time.
    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.bytes.clear();
        let (tag, first, second) = parts(&self.good);
        let known_from_start = matches!(self.what, What::Belongs | What::Retracted);
        packer.fixed(&[tag]).key(first).key(second);
        packer.fixed(&[u8::from(!known_from_start)]).fixed(&self.time.sortable()).fixed(&[self.what as u8]);
        for text in [
            &self.event,
            &self.location,
            &self.read_point,
            &self.source,
            &self.source_party,
            &self.destination,
            &self.quantity,
            &self.unit,
            &self.detail,
            &self.written,
            &self.completed,
            &self.hazards,
        ] {
            packer.text(text);
        }
        packer.fixed(&[u8::from(self.shared)]).fixed(&(self.documents.len() as u16).to_be_bytes());
        self.documents.iter().for_each(|document| {
            packer.text(document);
        });
        packer.fixed(&self.recorded.map_or([0; 16], Moment::sortable));
    }

    /// From a record.
    pub(crate) fn unpack(bytes: &[u8]) -> Observation {
        let mut from = Unpacker::new(bytes);
        let tag = from.byte();
        let (first, second) = (from.key().to_owned(), from.key().to_owned());
        let good = match tag {
            b'C' => Good::Container { id: first },
            b'I' => Good::Instance { product: first, piece: second },
            b'L' => Good::Lot { product: first, lot: second },
            _ => Good::Product { product: first },
        };
        from.byte();
        let time = Moment::of_sortable(from.fixed());
        let what = What::ALL.get(usize::from(from.byte())).copied().unwrap_or(What::Seen);
        let mut text = || from.text().to_owned();
        let event = text();
        let [
            location,
            read_point,
            source,
            source_party,
            destination,
            quantity,
            unit,
            detail,
            written,
            completed,
            hazards,
        ] = [(); 11].map(|()| text());
        let shared = from.byte() != 0;
        let count = u16::from_be_bytes(from.fixed());
        let documents = (0..count).map(|_| from.text().to_owned()).collect();
        let recorded: [u8; 16] = from.fixed();
        Observation {
            good,
            what,
            time,
            event,
            location,
            read_point,
            source,
            source_party,
            destination,
            documents,
            quantity,
            unit,
            detail,
            written,
            completed,
            hazards,
            shared,
            recorded: (recorded != [0; 16]).then(|| Moment::of_sortable(recorded)),
        }
    }
}

fn parts(good: &Good) -> (u8, &str, &str) {
    match good {
        Good::Container { id } => (b'C', id, ""),
        Good::Instance { product, piece } => (b'I', product, piece),
        Good::Lot { product, lot } => (b'L', product, lot),
        Good::Product { product } => (b'P', product, ""),
    }
}

/// The name of a good where it serves as a container.
pub(crate) fn container_name(good: &Good) -> String {
    match good {
        Good::Container { id } => id.clone(),
        Good::Instance { product, piece } | Good::Lot { product, lot: piece } => {
            if piece.starts_with("(21)") { format!("(01){product}{piece}") } else { piece.clone() }
        }
        Good::Product { product } => product.clone(),
    }
}
