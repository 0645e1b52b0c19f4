use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::*;
use crate::file::draft::Draft;
use crate::file::header::HEADER_LEN;
use crate::file::medium::Medium;
use crate::file::{Place, Published, Verify};

fn publish(path: &Path, seed: u8) -> Published {
    let mut writer = SnapshotWriter::create(path).unwrap();
    write_sample(&mut writer, seed);
    writer.publish().unwrap()
}

fn first_byte(path: &Path) -> u8 {
    SnapshotFile::open(path, Verify::All).unwrap().section::<u8>("arena.bytes").unwrap()[0]
}

/// A draft on a disk that is at fault when the first write comes that is longer than what is left.
struct BadDisk {
    draft: Box<Draft>,
    left: usize,
    fault: Fault,
}

#[derive(Clone, Copy)]
enum Fault {
    Full,
    Refused,
    Forgets,
}

impl Write for BadDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() <= self.left {
            self.left -= bytes.len();
            return self.draft.write(bytes);
        }
        match self.fault {
            Fault::Full => Err(io::Error::from(io::ErrorKind::StorageFull)),
            Fault::Refused => Err(io::Error::other("the cable is out")),
            Fault::Forgets => {
                self.left = usize::MAX;
                self.draft.write(&vec![0; bytes.len()])
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.draft.flush()
    }
}

impl Medium for BadDisk {
    fn place(&self) -> Place {
        self.draft.place()
    }

    fn publish(self: Box<Self>, header: &[u8; HEADER_LEN]) -> Result<SnapshotFile, SnapshotError> {
        self.draft.publish(header)
    }
}

fn write_all(mut writer: SnapshotWriter) -> Result<Published, SnapshotError> {
    writer.section::<u32>("a", &[1; 1000])?;
    writer.section::<i64>("b", &[2; 1000])?;
    writer.publish()
}

/// Publishes over generation 1 on a bad disk: the error, after checking that generation 1 stands alone.
fn fail(left: usize, fault: Fault) -> SnapshotError {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.lot");
    publish(&path, 1);
    let draft = Box::new(Draft::create(&path).unwrap());
    assert_eq!(names(directory.path()), [".s.lot.building", "s.lot"]);
    let error = write_all(SnapshotWriter::over(Box::new(BadDisk { draft, left, fault }))).unwrap_err();
    assert_eq!(names(directory.path()), ["s.lot"]);
    assert_eq!(first_byte(&path), 1);
    let message = error.to_string();
    assert!(message.contains(path.to_str().unwrap()), "{message}");
    error
}

#[test]
fn a_full_disk_publishes_nothing() {
    for left in [0, 1, 4000, 4016, 4032, 12_000, 12_100, 12_120] {
        let error = fail(left, Fault::Full);
        assert_eq!(error.code(), "E0514", "{left} bytes left");
        let message = error.to_string();
        assert!(
            message.starts_with("cannot write ")
                && message.contains("the disk is full; nothing was published")
        );
    }
}

#[test]
fn a_failing_disk_publishes_nothing() {
    let error = fail(5000, Fault::Refused);
    assert_eq!(error.code(), "E0513");
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the cable is out");
}

#[test]
fn a_disk_that_forgets_is_found_by_reading_back() {
    for (left, cause) in [(0, "E0509"), (5000, "E0509"), (12_096, "E0508")] {
        match fail(left, Fault::Forgets) {
            SnapshotError::ReadBack { source, .. } => assert_eq!(source.code(), cause),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_dropped_writer_leaves_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.lot");
    let mut writer = SnapshotWriter::create(&path).unwrap();
    write_sample(&mut writer, 1);
    assert_eq!(names(directory.path()), [".s.lot.building"]);
    drop(writer);
    assert!(names(directory.path()).is_empty());
}

#[test]
fn a_missing_directory_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("missing").join("s.lot");
    let error = SnapshotWriter::create(&path).unwrap_err();
    assert_eq!(error.code(), "E0513");
    assert_eq!(error.to_string(), format!("cannot create {}", path.display()));
    assert!(names(directory.path()).is_empty());
}

#[test]
fn two_generations_are_kept() {
    let directory = tempfile::tempdir().unwrap();
    let (path, previous) = (directory.path().join("s.lot"), directory.path().join("s.lot.prev"));
    publish(&path, 1);
    assert_eq!(names(directory.path()), ["s.lot"]);
    let one = SnapshotFile::open(&path, Verify::HeaderOnly).unwrap();
    publish(&path, 2);
    assert_eq!((first_byte(&path), first_byte(&previous)), (2, 1));
    publish(&path, 3);
    assert_eq!((first_byte(&path), first_byte(&previous)), (3, 2));
    assert_eq!(names(directory.path()), ["s.lot", "s.lot.prev"]);
    // A reader of a generation that is gone reads on.
    assert_eq!(one.section::<u8>("arena.bytes").unwrap()[0], 1);
}

#[test]
fn a_stop_between_the_renames_is_made_good() {
    let directory = tempfile::tempdir().unwrap();
    let (path, previous) = (directory.path().join("s.lot"), directory.path().join("s.lot.prev"));
    publish(&path, 1);
    fs::hard_link(&path, &previous).unwrap();
    fs::hard_link(&path, directory.path().join(".s.lot.prev.building")).unwrap();
    publish(&path, 2);
    publish(&path, 3);
    assert_eq!((first_byte(&path), first_byte(&previous)), (3, 2));
    assert_eq!(names(directory.path()), ["s.lot", "s.lot.prev"]);
}

#[test]
fn published_files_are_read_only() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.lot");
    publish(&path, 1);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o222, 0);
    assert_ne!(fs::metadata(&path).unwrap().permissions().mode() & 0o400, 0);
}

#[test]
fn one_writer_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.lot");
    let first = SnapshotWriter::create(&path).unwrap();
    let error = SnapshotWriter::create(&path).unwrap_err();
    assert_eq!(error.code(), "E0515");
    SnapshotWriter::create(directory.path().join("other.lot")).unwrap();
    assert_eq!(names(directory.path()), [".s.lot.building"]);
    drop(first);
    publish(&path, 2);
    assert_eq!(first_byte(&path), 2);
}

#[test]
fn what_a_dead_writer_left_is_removed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.lot");
    let left = directory.path().join(".s.lot.building");
    fs::write(&left, [9; 100_000]).unwrap();
    fs::set_permissions(&left, fs::Permissions::from_mode(0o444)).unwrap();
    let published = publish(&path, 1);
    assert_eq!(fs::metadata(&path).unwrap().len(), published.bytes);
    assert_eq!(names(directory.path()), ["s.lot"]);
}

#[test]
fn writers_that_race_publish_whole_snapshots() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.lot");
    let published: usize = std::thread::scope(|scope| {
        let race = |seed| {
            let path = &path;
            scope.spawn(move || {
                let mut published = 0;
                for _ in 0..50 {
                    match SnapshotWriter::create(path) {
                        Ok(mut writer) => {
                            write_sample(&mut writer, seed);
                            writer.publish().unwrap();
                            published += 1;
                        }
                        Err(error) => assert_eq!(error.code(), "E0515", "{error}"),
                    }
                }
                published
            })
        };
        let racers = [race(1), race(2), race(3), race(4)];
        racers.into_iter().map(|racer| racer.join().unwrap()).sum()
    });
    assert!(published > 0);
    assert!((1..=4).contains(&first_byte(&path)));
    assert!(names(directory.path()).iter().all(|name| name == "s.lot" || name == "s.lot.prev"));
}

#[test]
fn other_files_are_not_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("events.csv");
    fs::write(&path, "event_id,kind\n").unwrap();
    let error = SnapshotWriter::create(&path).unwrap_err();
    assert_eq!(error.code(), "E0516");
    assert_eq!(SnapshotWriter::create(directory.path()).unwrap_err().code(), "E0516");
    assert_eq!(fs::read(&path).unwrap(), b"event_id,kind\n");
    assert_eq!(names(directory.path()), ["events.csv"]);
}

#[test]
fn an_empty_file_is_replaced_and_not_kept() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("s.lot");
    File::create(&path).unwrap();
    publish(&path, 1);
    assert_eq!(first_byte(&path), 1);
    assert_eq!(names(directory.path()), ["s.lot"]);
}

#[test]
fn a_symbolic_link_stays_one() {
    let directory = tempfile::tempdir().unwrap();
    let (real, link) = (directory.path().join("real"), directory.path().join("s.lot"));
    fs::create_dir(&real).unwrap();
    publish(&real.join("one.lot"), 1);
    std::os::unix::fs::symlink(real.join("one.lot"), &link).unwrap();
    publish(&link, 2);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(first_byte(&real.join("one.lot")), 2);
    assert_eq!(names(directory.path()), ["real", "s.lot"]);
}

#[test]
fn what_is_no_file_does_not_open() {
    let directory = tempfile::tempdir().unwrap();
    let empty = directory.path().join("empty");
    File::create(&empty).unwrap();
    let code = |path: &Path| SnapshotFile::open(path, Verify::All).unwrap_err().code();
    assert_eq!(code(&empty), "E0501");
    assert_eq!(code(directory.path()), "E0513");
    assert_eq!(code(&directory.path().join("missing")), "E0513");
}
