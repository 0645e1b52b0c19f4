use super::*;

#[test]
fn a_flip_of_any_bit_or_byte_is_refused() {
    let good = sample_bytes();
    let mut bytes = good.clone();
    for at in 0..good.len() {
        for flip in [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff] {
            bytes[at] ^= flip;
            assert!(open_bytes(&bytes).is_err(), "byte {at} flipped by {flip:#x}");
            bytes[at] = good[at];
        }
    }
    open_bytes(&bytes).unwrap();
}

#[test]
fn every_truncation_is_refused() {
    let good = sample_bytes();
    for len in 0..good.len() {
        let code = open_bytes(&good[..len]).unwrap_err().code();
        assert_eq!(code, if len == 0 { "E0501" } else { "E0505" }, "{len} bytes");
    }
}

#[test]
fn every_extension_is_refused() {
    let good = sample_bytes();
    for more in [1, 2, 7, 8, 63, 64, 96, 4096] {
        for fill in [0, 0xff] {
            let mut bytes = good.clone();
            bytes.resize(good.len() + more, fill);
            let error = open_bytes(&bytes).unwrap_err();
            assert_eq!(error.code(), "E0506", "{more} bytes of {fill}");
        }
    }
}

/// The error's code and message after `change`.
fn refused(change: impl FnOnce(&mut Vec<u8>)) -> (&'static str, String) {
    let mut bytes = sample_bytes();
    change(&mut bytes);
    let error = open_bytes(&bytes).unwrap_err();
    (error.code(), error.to_string())
}

#[test]
fn the_error_says_what_is_damaged() {
    let then = "copy it again, go back to the one before it (.prev), or rebuild it";
    let cases = [
        (100, "E0507", "its header is wrong (checksum)"),
        (4096, "E0509", "section arena.bytes is wrong (checksum)"),
        (4096 + 40, "E0510", "byte 4136, after section arena.bytes, is not zero"),
        (4096 + 130, "E0509", "section lot.product is wrong (checksum)"),
        (4864 + 3, "E0508", "its section table is wrong (checksum)"),
    ];
    for (at, code, what) in cases {
        let refused = refused(|bytes| bytes[at] ^= 0x10);
        assert_eq!(refused, (code, format!("the snapshot in memory is damaged: {what}; {then}")));
    }
}

#[test]
fn a_foreign_file_is_shown() {
    let (code, message) = refused(|bytes| *bytes = b"event_id,kind,role,time\n".to_vec());
    assert_eq!(code, "E0501");
    assert_eq!(
        message,
        "the snapshot in memory is not a lotrace snapshot: it begins with \"event_id,kind,ro\"; name a file that `lotrace build` wrote"
    );
    assert_eq!(refused(|bytes| *bytes = b"PAR1\x15\x00".to_vec()).0, "E0501");
}

#[test]
fn lengths_are_told() {
    let (_, message) = refused(|bytes| bytes.truncate(5000));
    assert!(message.contains("is truncated: expected 5440 bytes, found 5000;"), "{message}");
    let (_, message) = refused(|bytes| bytes.truncate(20));
    assert!(message.contains("is truncated: expected 4096 bytes, found 20;"), "{message}");
    let (_, message) = refused(|bytes| bytes.push(0));
    assert!(message.contains("is too long: expected 5440 bytes, found 5441;"), "{message}");
}

fn reseal_header(bytes: &mut [u8]) {
    let crc = crc_fast::crc32_iscsi(&bytes[..4092]);
    bytes[4092..4096].copy_from_slice(&crc.to_le_bytes());
}

#[test]
fn other_versions_are_told_from_damage() {
    let with_version = |version: u32| {
        move |bytes: &mut Vec<u8>| {
            bytes[8..12].copy_from_slice(&version.to_le_bytes());
            bytes[200] = 7; // a field that this version does not know
            reseal_header(bytes);
        }
    };
    let (code, message) = refused(with_version(2));
    assert_eq!(code, "E0502");
    assert!(message.contains("a newer lotrace (format 2, this one reads 1): upgrade"), "{message}");
    let (code, message) = refused(with_version(0));
    assert_eq!(code, "E0503");
    assert!(message.contains("older lotrace (format 0, this one reads 1): rebuild it with"), "{message}");
    assert_eq!(refused(|bytes| bytes[8] = 2).0, "E0507");
}

#[test]
fn the_other_byte_order_is_told() {
    assert_eq!(refused(|bytes| bytes[12..16].reverse()).0, "E0504");
}

#[test]
fn unknown_header_fields_are_refused() {
    let refused = refused(|bytes| {
        bytes[200] = 7;
        reseal_header(bytes);
    });
    assert_eq!(refused.0, "E0507");
}

#[test]
fn damage_in_any_piece_of_a_large_section_is_found() {
    let mut writer = SnapshotWriter::in_memory();
    writer.section::<u8>("small", &[1]).unwrap();
    writer.section::<u32>("large", &(0..3_000_000).collect::<Vec<u32>>()).unwrap();
    writer.section::<u8>("last", &[2]).unwrap();
    let good = writer.publish().unwrap().file.as_bytes().to_vec();
    for at in [4160, 4160 + (4 << 20) - 1, 4160 + (4 << 20), 4160 + (8 << 20), 4160 + 11_999_999] {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        match open_bytes(&bytes).unwrap_err() {
            SnapshotError::DamagedSection { section, what, .. } => {
                assert_eq!((section.as_str(), what), ("large", "checksum"));
            }
            other => panic!("{other}"),
        }
    }
}
