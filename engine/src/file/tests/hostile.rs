//! Files made to mislead: their checksums are right and their content is not. Such a file may open, if it says
//! nothing wrong; it must never panic, and no column may reach outside its section.

use super::*;
use crate::file::header::Header;
use crate::file::{Element, Identity, entry::Entry};

/// The numbers of Steele, Lea and Flood's SplitMix64, from a fixed seed.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A number at a limit of some kind, or any.
    fn edge(&mut self) -> u64 {
        let near = [0, 1 << 12, 1 << 31, 1 << 32, 1 << 62, 1 << 63, u64::MAX, u64::MAX / 8, 5440];
        match self.below(3) {
            0 => self.next(),
            _ => near[self.below(near.len())].wrapping_add(self.below(129) as u64).wrapping_sub(64),
        }
    }
}

/// Changes up to four places of the file: a byte, or an aligned number.
fn mutate(bytes: &mut [u8], from: usize, numbers: &mut Numbers) {
    for _ in 0..=numbers.below(4) {
        let at = from + numbers.below(bytes.len() - from);
        if numbers.below(2) == 0 {
            bytes[at] = numbers.next() as u8;
        } else {
            let at = (at & !7).min(bytes.len() - 8);
            bytes[at..at + 8].copy_from_slice(&numbers.edge().to_le_bytes());
        }
    }
}

/// Makes every checksum of the file right, as far as its header and table can be read.
fn reseal(bytes: &mut [u8]) {
    let (header_and_sections, table) = bytes.split_at_mut(4864);
    let mut entries = Vec::new();
    for record in table.as_chunks_mut::<96>().0 {
        let offset = u64::from_le_bytes(record[32..40].try_into().unwrap()) as usize;
        let length = u64::from_le_bytes(record[40..48].try_into().unwrap()) as usize;
        let section = offset.checked_add(length).and_then(|end| header_and_sections.get(offset..end));
        if let Some(section) = section {
            record[56..60].copy_from_slice(&crc_fast::crc32_iscsi(section).to_le_bytes());
            record[64..].copy_from_slice(blake3::hash(section).as_bytes());
        }
        entries.extend(Entry::decode(record));
    }
    header_and_sections[48..52].copy_from_slice(&crc_fast::crc32_iscsi(table).to_le_bytes());
    header_and_sections[56..88].copy_from_slice(Identity::of(&entries).as_bytes());
    let crc = crc_fast::crc32_iscsi(&header_and_sections[..4092]);
    header_and_sections[4092..4096].copy_from_slice(&crc.to_le_bytes());
}

fn read<T: Element>(file: &SnapshotFile, name: &str) -> bool {
    file.section::<T>(name).is_ok_and(|elements| {
        let all = file.as_bytes().as_ptr_range();
        let these = elements.as_ptr_range();
        assert!(all.start <= these.start.cast() && these.end.cast() <= all.end, "{name} lies in the file");
        true
    })
}

/// Reads every section as every type; the number of reads that were answered.
fn read_all(file: &SnapshotFile) -> usize {
    let mut answered = 0;
    for section in file.sections() {
        let name = section.name;
        let reads = [
            read::<u8>(file, name),
            read::<u16>(file, name),
            read::<u32>(file, name),
            read::<u64>(file, name),
            read::<i32>(file, name),
            read::<i64>(file, name),
        ];
        answered += reads.into_iter().filter(|&read| read).count();
    }
    answered
}

#[test]
fn random_changes_are_refused() {
    let good = sample_bytes();
    let mut numbers = Numbers(1);
    for round in 0..20_000 {
        let mut bytes = good.clone();
        mutate(&mut bytes, 0, &mut numbers);
        bytes.truncate(if numbers.below(8) == 0 { numbers.below(good.len()) } else { good.len() });
        assert!(bytes == good || open_bytes(&bytes).is_err(), "round {round}");
    }
}

#[test]
fn changes_under_right_checksums_never_panic() {
    let good = sample_bytes();
    let mut numbers = Numbers(2);
    let (mut opened, mut answered) = (0, 0);
    for round in 0..20_000 {
        let mut bytes = good.clone();
        let from = [0, 4096, 4864][round % 3];
        mutate(&mut bytes, from, &mut numbers);
        reseal(&mut bytes);
        if let Ok(file) = open_bytes(&bytes) {
            opened += 1;
            answered += read_all(&file);
        }
    }
    // The resealing works: what remains well-formed does open.
    assert!(opened > 1_000 && answered > 5_000, "{opened} opened, {answered} sections read");
}

#[test]
fn a_root_that_is_not_the_sections_is_refused() {
    for (from_end, field) in [(16, "pointer"), (8, "length")] {
        for value in [1_u64, 4, 99, 101, 1 << 32, 1 << 62, u64::MAX, u64::MAX - 395] {
            let mut bytes = sample_bytes();
            let at = 4096 + 128 + 416 - from_end;
            bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
            reseal(&mut bytes);
            let file = open_bytes(&bytes).unwrap();
            let error = file.section::<u32>("lot.product").unwrap_err();
            assert_eq!(error.code(), "E0509", "{field} {value:#x}");
        }
    }
}

#[test]
fn a_hostile_header_is_refused() {
    let good = sample_bytes();
    let file_len = good.len() as u64;
    for section_count in [0, 5, 7, 1 << 58, u64::MAX / 96, u64::MAX] {
        for table_offset in [0, 4864, 4863, file_len, u64::MAX - 95, u64::MAX] {
            let mut bytes = good.clone();
            let header = Header {
                file_len,
                section_count,
                table_offset,
                table_crc: u32::from_le_bytes(good[48..52].try_into().unwrap()),
                identity: Identity::from_bytes(good[56..88].try_into().unwrap()),
            };
            bytes[..4096].copy_from_slice(&header.encode());
            assert_eq!(open_bytes(&bytes).unwrap_err().code(), "E0508", "{section_count} {table_offset}");
        }
    }
}

#[test]
fn two_sections_of_one_name_are_refused() {
    let mut bytes = sample_bytes();
    let (first, second) = (4864, 4864 + 96);
    bytes.copy_within(first..first + 24, second);
    reseal(&mut bytes);
    let error = open_bytes(&bytes).unwrap_err();
    assert!(error.to_string().contains("(two sections of one name)"), "{error}");
}
