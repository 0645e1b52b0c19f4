use super::*;
use crate::file::{Element, ElementType, Place, Section, Verify};

fn native<T: Element>(file: &SnapshotFile, name: &str) -> Vec<T> {
    file.section::<T>(name).unwrap().iter().map(|&element| T::to_native(element)).collect()
}

fn check_sample(file: &SnapshotFile) {
    assert_eq!(native::<u8>(file, "arena.bytes"), [1, 2, 3]);
    assert_eq!(native::<u16>(file, "lot.flags"), [0_u16; 0]);
    assert_eq!(native::<u32>(file, "lot.product"), (0..100).collect::<Vec<u32>>());
    assert_eq!(native::<u64>(file, "lot.offsets"), [0, 1 << 40, u64::MAX]);
    assert_eq!(native::<i32>(file, "lot.day"), [-1, i32::MIN, i32::MAX]);
    assert_eq!(native::<i64>(file, "row.time"), [i64::MIN, -1, 0, 1, i64::MAX]);
    file.verify().unwrap();
    file.verify_digests().unwrap();
}

#[test]
fn columns_come_back_from_memory() {
    let mut writer = SnapshotWriter::in_memory();
    write_sample(&mut writer, 1);
    let published = writer.publish().unwrap();
    check_sample(&published.file);
    assert_eq!(published.bytes, 5440);
    assert_eq!(published.file.as_bytes().len(), 5440);
    assert_eq!(published.file.place(), &Place::Memory);
    check_sample(&open_bytes(published.file.as_bytes()).unwrap());
}

#[test]
fn columns_come_back_from_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.lot");
    let mut writer = SnapshotWriter::create(&path).unwrap();
    write_sample(&mut writer, 1);
    let published = writer.publish().unwrap();
    check_sample(&published.file);
    assert_eq!(std::fs::read(&path).unwrap(), sample_bytes());
    for verify in [Verify::HeaderOnly, Verify::All] {
        let file = SnapshotFile::open(&path, verify).unwrap();
        file.advise_willneed().unwrap();
        file.prefault().unwrap();
        check_sample(&file);
        assert_eq!(file.identity(), published.identity);
        assert_eq!(file.place(), &Place::File(path.clone()));
    }
}

#[test]
fn sections_are_listed_in_order_of_writing() {
    let file = open_bytes(&sample_bytes()).unwrap();
    let section = |name, element, count, bytes| Section { name, element, count, bytes };
    let expected = [
        section("arena.bytes", ElementType::U8, 3, 24),
        section("lot.flags", ElementType::U16, 0, 16),
        section("lot.product", ElementType::U32, 100, 416),
        section("lot.offsets", ElementType::U64, 3, 40),
        section("lot.day", ElementType::I32, 3, 32),
        section("row.time", ElementType::I64, 5, 56),
    ];
    assert_eq!(file.sections().collect::<Vec<_>>(), expected);
}

#[test]
fn sections_are_aligned_to_64_bytes_of_the_file() {
    let file = open_bytes(&sample_bytes()).unwrap();
    let start = file.as_bytes().as_ptr().addr();
    let offset = |at: usize| at - start;
    assert_eq!(offset(file.section::<u8>("arena.bytes").unwrap().as_ptr().addr()), 4096);
    assert_eq!(offset(file.section::<u32>("lot.product").unwrap().as_ptr().addr()), 4096 + 128);
    assert_eq!(offset(file.section::<u64>("lot.offsets").unwrap().as_ptr().addr()), 4096 + 128 + 448);
}

#[test]
fn a_section_is_an_rkyv_archive_of_a_vec() {
    let file = open_bytes(&sample_bytes()).unwrap();
    let by_rkyv = rkyv::to_bytes::<rkyv::rancor::BoxedError>(&(0..100).collect::<Vec<u32>>()).unwrap();
    assert_eq!(&file.as_bytes()[4096 + 128..][..416], by_rkyv.as_slice());
}

#[test]
fn a_snapshot_without_sections_is_one() {
    let published = SnapshotWriter::in_memory().publish().unwrap();
    assert_eq!(published.bytes, 4096);
    let file = open_bytes(published.file.as_bytes()).unwrap();
    assert_eq!(file.sections().len(), 0);
    assert_eq!(file.identity(), published.identity);
}

#[test]
fn a_missing_section_is_named() {
    let file = open_bytes(&sample_bytes()).unwrap();
    for name in ["row.site", "", "a name that no section can have, being too long"] {
        let error = file.section::<u32>(name).unwrap_err();
        assert_eq!(error.code(), "E0511");
        let message = format!("the snapshot in memory has no section {name}: rebuild it with this lotrace");
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_section_of_another_type_is_named() {
    let file = open_bytes(&sample_bytes()).unwrap();
    let error = file.section::<i64>("lot.product").unwrap_err();
    assert_eq!(error.code(), "E0512");
    assert_eq!(
        error.to_string(),
        "section lot.product of the snapshot in memory holds u32, not i64: rebuild it with this lotrace"
    );
    assert_eq!(file.section::<i32>("lot.product").unwrap_err().code(), "E0512");
}

fn identity_of(write: impl FnOnce(&mut SnapshotWriter)) -> String {
    let mut writer = SnapshotWriter::in_memory();
    write(&mut writer);
    writer.publish().unwrap().identity.to_string()
}

#[test]
fn the_identity_stands_for_names_types_counts_and_content() {
    let base = identity_of(|w| w.section::<u32>("a", &[0, 1]).unwrap());
    assert_eq!(base, identity_of(|w| w.section::<u32>("a", &[0, 1]).unwrap()));
    let others = [
        identity_of(|w| w.section::<u32>("b", &[0, 1]).unwrap()),
        identity_of(|w| w.section::<i32>("a", &[0, 1]).unwrap()),
        identity_of(|w| w.section::<u64>("a", &[1 << 32]).unwrap()),
        identity_of(|w| w.section::<u32>("a", &[0, 2]).unwrap()),
        identity_of(|w| w.section::<u32>("a", &[0, 1, 0]).unwrap()),
        identity_of(|_| ()),
    ];
    assert!(others.iter().all(|other| *other != base));
    assert_eq!(base.len(), 64);
    let published = SnapshotWriter::in_memory().publish().unwrap();
    assert_eq!(published.identity.short(), published.identity.to_string()[..16]);
}

#[test]
#[should_panic(expected = "section a was written before")]
fn a_name_is_written_once() {
    let mut writer = SnapshotWriter::in_memory();
    writer.section::<u8>("a", &[]).unwrap();
    writer.section::<u8>("a", &[]).unwrap();
}

#[test]
#[should_panic(expected = "is not 1 to 24 visible ASCII characters")]
fn a_name_has_at_most_24_bytes() {
    SnapshotWriter::in_memory().section::<u8>("abcdefghijklmnopqrstuvwxy", &[]).unwrap();
}

#[test]
fn a_name_of_24_bytes_is_found() {
    let mut writer = SnapshotWriter::in_memory();
    writer.section::<u8>("abcdefghijklmnopqrstuvwx", &[7]).unwrap();
    let file = writer.publish().unwrap().file;
    assert_eq!(file.section::<u8>("abcdefghijklmnopqrstuvwx").unwrap(), [7]);
}
