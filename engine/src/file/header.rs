use super::entry::field;
use super::{FORMAT_VERSION, Identity, Place, SnapshotError};

/// Bytes of the header, in every version of the format.
pub(super) const HEADER_LEN: usize = 4096;

/// How every snapshot begins.
pub(super) const MAGIC: [u8; 8] = *b"LOTRACE\0";

const BYTE_ORDER: u32 = 0x0102_0304;
const CRC_AT: usize = HEADER_LEN - 4;

/// The first 4096 bytes of a snapshot.
///
/// | bytes | field | in every version |
/// |---|---|---|
/// | 0..8 | `LOTRACE\0` | yes |
/// | 8..12 | format version | yes |
/// | 12..16 | byte order: `0x01020304` | yes |
/// | 16..24 | length of the header | yes |
/// | 24..32 | length of the file | |
/// | 32..40 | number of sections | |
/// | 40..48 | offset of the section table | |
/// | 48..52 | CRC-32C of the section table | |
/// | 56..88 | identity | |
/// | 4092..4096 | CRC-32C of the 4092 bytes before | yes |
///
/// The other bytes are zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) file_len: u64,
    pub(super) section_count: u64,
    pub(super) table_offset: u64,
    pub(super) table_crc: u32,
    pub(super) identity: Identity,
}

impl Header {
    pub(super) fn encode(&self) -> [u8; HEADER_LEN] {
        let mut bytes = [0; HEADER_LEN];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&FORMAT_VERSION.to_le_bytes());
        bytes[12..16].copy_from_slice(&BYTE_ORDER.to_le_bytes());
        bytes[16..24].copy_from_slice(&(HEADER_LEN as u64).to_le_bytes());
        bytes[24..32].copy_from_slice(&self.file_len.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.section_count.to_le_bytes());
        bytes[40..48].copy_from_slice(&self.table_offset.to_le_bytes());
        bytes[48..52].copy_from_slice(&self.table_crc.to_le_bytes());
        bytes[56..88].copy_from_slice(self.identity.as_bytes());
        let crc = crc_fast::crc32_iscsi(&bytes[..CRC_AT]);
        bytes[CRC_AT..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads the header of a file that begins with `bytes` and is `bytes.len()` long.
    ///
    /// The order of the checks decides what the user is told: what the file is, then whether its header can be
    /// believed, then its version, then its length.
    pub(super) fn decode(bytes: &[u8], place: &Place) -> Result<Header, SnapshotError> {
        let header = header_bytes(bytes, place)?;
        let damaged = |what| SnapshotError::DamagedHeader { place: place.clone(), what };
        let byte_order = u32::from_le_bytes(field(header, 12));
        if byte_order == BYTE_ORDER.swap_bytes() {
            return Err(SnapshotError::Endianness { place: place.clone() });
        }
        if crc_fast::crc32_iscsi(&header[..CRC_AT]) != u32::from_le_bytes(field(header, CRC_AT)) {
            return Err(damaged("checksum"));
        }
        check_version(u32::from_le_bytes(field(header, 8)), place)?;
        let decoded = Header {
            file_len: u64::from_le_bytes(field(header, 24)),
            section_count: u64::from_le_bytes(field(header, 32)),
            table_offset: u64::from_le_bytes(field(header, 40)),
            table_crc: u32::from_le_bytes(field(header, 48)),
            identity: Identity::from_bytes(field(header, 56)),
        };
        if decoded.encode() != *header {
            return Err(damaged("fields"));
        }
        check_length(decoded.file_len, bytes.len() as u64, place)?;
        Ok(decoded)
    }
}

/// The first 4096 bytes, if the file says that it is a snapshot and has as many.
fn header_bytes<'b>(bytes: &'b [u8], place: &Place) -> Result<&'b [u8; HEADER_LEN], SnapshotError> {
    let place = place.clone();
    let known = bytes.len().min(MAGIC.len());
    if bytes.is_empty() || bytes[..known] != MAGIC[..known] {
        return Err(SnapshotError::NotSnapshot { place, start: bytes[..bytes.len().min(16)].to_vec() });
    }
    bytes.first_chunk().ok_or(SnapshotError::Truncated {
        place,
        expected: HEADER_LEN as u64,
        found: bytes.len() as u64,
    })
}

fn check_version(version: u32, place: &Place) -> Result<(), SnapshotError> {
    let place = place.clone();
    match version.cmp(&FORMAT_VERSION) {
        std::cmp::Ordering::Less => Err(SnapshotError::Older { place, version }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(SnapshotError::Newer { place, version }),
    }
}

fn check_length(expected: u64, found: u64, place: &Place) -> Result<(), SnapshotError> {
    let place = place.clone();
    match found.cmp(&expected) {
        std::cmp::Ordering::Less => Err(SnapshotError::Truncated { place, expected, found }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(SnapshotError::TooLong { place, expected, found }),
    }
}
