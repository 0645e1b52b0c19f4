use super::entry::{ENTRY_LEN, Entry};
use super::header::{HEADER_LEN, Header};
use super::{Identity, Place, SnapshotError, align_up};

/// The sections of a snapshot, in file order, with an index by name.
///
/// `entries[i].offset` is the least multiple of 64 not below the end of `entries[i - 1]` (of the header, for
/// the first); the table stands at that multiple after the last; `by_name` sorts the entries, without equals.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) entries: Vec<Entry>,
    by_name: Vec<usize>,
}

impl Table {
    /// Reads the table of the file that `bytes` are and checks that the file is laid out by it.
    pub(super) fn decode(bytes: &[u8], header: &Header, place: &Place) -> Result<Table, SnapshotError> {
        let damaged = |what| SnapshotError::DamagedTable { place: place.clone(), what };
        let table = table_bytes(bytes, header).ok_or_else(|| damaged("place or length"))?;
        if crc_fast::crc32_iscsi(table) != header.table_crc {
            return Err(damaged("checksum"));
        }
        let (records, rest) = table.as_chunks::<ENTRY_LEN>();
        debug_assert!(rest.is_empty(), "the length is a multiple of an entry's");
        let entries: Option<Vec<Entry>> = records.iter().map(Entry::decode).collect();
        let entries = entries.ok_or_else(|| damaged("an entry"))?;
        if table_offset_after(&entries) != Some(header.table_offset) {
            return Err(damaged("place of a section"));
        }
        if Identity::of(&entries) != header.identity {
            return Err(damaged("identity"));
        }
        Table::new(entries).ok_or_else(|| damaged("two sections of one name"))
    }

    /// Indexes the entries; `None` if two have one name.
    fn new(entries: Vec<Entry>) -> Option<Table> {
        let mut by_name: Vec<usize> = (0..entries.len()).collect();
        by_name.sort_unstable_by_key(|&index| entries[index].name);
        let distinct = by_name.windows(2).all(|pair| entries[pair[0]].name != entries[pair[1]].name);
        distinct.then_some(Table { entries, by_name })
    }

    /// The entry of the section with this name.
    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
        let name = super::entry::SectionName::new(name)?;
        let found = self.by_name.binary_search_by_key(&name, |&index| self.entries[index].name);
        found.ok().map(|at| &self.entries[self.by_name[at]])
    }
}

fn table_bytes<'b>(bytes: &'b [u8], header: &Header) -> Option<&'b [u8]> {
    let length = header.section_count.checked_mul(ENTRY_LEN as u64)?;
    let end = header.table_offset.checked_add(length)?;
    if end != bytes.len() as u64 {
        return None;
    }
    bytes.get(usize::try_from(header.table_offset).ok()?..)
}

/// Where the table has to stand; `None` if a section is not where, or not as long as, it has to be.
fn table_offset_after(entries: &[Entry]) -> Option<u64> {
    entries.iter().try_fold(HEADER_LEN as u64, |expected, entry| {
        let well_placed =
            entry.offset == expected && entry.element.archive_len(entry.count) == Some(entry.length);
        if well_placed { align_up(entry.end()?) } else { None }
    })
}
