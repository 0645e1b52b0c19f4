use std::fmt;

use super::ElementType;

/// Bytes of one entry of the section table.
pub(super) const ENTRY_LEN: usize = 96;

/// Longest name of a section in bytes.
pub(super) const NAME_LEN: usize = 24;

/// Name of a section: 1 to 24 visible ASCII characters, followed by zeros.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SectionName([u8; NAME_LEN]);

impl SectionName {
    pub(super) fn new(name: &str) -> Option<SectionName> {
        let good = (1..=NAME_LEN).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic());
        good.then(|| {
            let mut bytes = [0; NAME_LEN];
            bytes[..name.len()].copy_from_slice(name.as_bytes());
            SectionName(bytes)
        })
    }

    fn from_bytes(bytes: [u8; NAME_LEN]) -> Option<SectionName> {
        let len = bytes.iter().position(|&byte| byte == 0).unwrap_or(NAME_LEN);
        let name = SectionName::new(std::str::from_utf8(&bytes[..len]).ok()?)?;
        (name.0 == bytes).then_some(name)
    }

    pub(super) fn as_bytes(&self) -> &[u8; NAME_LEN] {
        &self.0
    }

    pub(super) fn as_str(&self) -> &str {
        let len = self.0.iter().position(|&byte| byte == 0).unwrap_or(NAME_LEN);
        std::str::from_utf8(&self.0[..len]).expect("checked to be ASCII when made")
    }
}

impl fmt::Debug for SectionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the section table says about one section.
///
/// | bytes | field |
/// |---|---|
/// | 0..24 | name |
/// | 24 | element type |
/// | 32..40 | offset in the file |
/// | 40..48 | length in bytes |
/// | 48..56 | element count |
/// | 56..60 | CRC-32C of the bytes |
/// | 64..96 | BLAKE3 of the bytes |
///
/// The other bytes are zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: SectionName,
    pub(super) element: ElementType,
    pub(super) offset: u64,
    pub(super) length: u64,
    pub(super) count: u64,
    pub(super) crc: u32,
    pub(super) digest: [u8; 32],
}

impl Entry {
    pub(super) fn encode(&self) -> [u8; ENTRY_LEN] {
        let mut bytes = [0; ENTRY_LEN];
        bytes[..24].copy_from_slice(self.name.as_bytes());
        bytes[24] = self.element.tag();
        bytes[32..40].copy_from_slice(&self.offset.to_le_bytes());
        bytes[40..48].copy_from_slice(&self.length.to_le_bytes());
        bytes[48..56].copy_from_slice(&self.count.to_le_bytes());
        bytes[56..60].copy_from_slice(&self.crc.to_le_bytes());
        bytes[64..].copy_from_slice(&self.digest);
        bytes
    }

    /// The entry that these bytes are, or `None`: an entry has one form only.
    pub(super) fn decode(bytes: &[u8; ENTRY_LEN]) -> Option<Entry> {
        let entry = Entry {
            name: SectionName::from_bytes(field(bytes, 0))?,
            element: ElementType::from_tag(bytes[24])?,
            offset: u64::from_le_bytes(field(bytes, 32)),
            length: u64::from_le_bytes(field(bytes, 40)),
            count: u64::from_le_bytes(field(bytes, 48)),
            crc: u32::from_le_bytes(field(bytes, 56)),
            digest: field(bytes, 64),
        };
        (entry.encode() == *bytes).then_some(entry)
    }

    /// Place of the first byte after the section; `None` past the end of `u64`.
    pub(super) fn end(&self) -> Option<u64> {
        self.offset.checked_add(self.length)
    }
}

/// The `N` bytes from `at` on, which lie inside `bytes` by the layout of its caller.
pub(super) fn field<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut field = [0; N];
    field.copy_from_slice(&bytes[at..at + N]);
    field
}
