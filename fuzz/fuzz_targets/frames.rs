//! Requests: whatever arrives, in whatever pieces, is read the same or refused the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use server::{FrameError, FrameLimits, Frames};

const LIMITS: FrameLimits = FrameLimits { frame_bytes: 1 << 12, arguments: 64, argument_bytes: 1 << 10 };

fn read(bytes: &[u8], step: usize) -> (Vec<Vec<Vec<u8>>>, Option<FrameError>) {
    let (mut frames, mut found, mut start, mut end) = (Frames::new(LIMITS), Vec::new(), 0, 0);
    while end < bytes.len() {
        end = (end + step).min(bytes.len());
        loop {
            match frames.read(&bytes[start..end]) {
                Ok(None) => break,
                Ok(Some(length)) => {
                    assert!(length > 0 && start + length <= end);
                    assert!(frames.len() <= LIMITS.arguments);
                    found.push(frames.arguments(&bytes[start..]).map(<[u8]>::to_vec).collect());
                    frames.next_frame();
                    start += length;
                }
                Err(error) => return (found, Some(error)),
            }
        }
    }
    (found, None)
}

fuzz_target!(|bytes: &[u8]| {
    let Some((step, bytes)) = bytes.split_first() else { return };
    assert_eq!(read(bytes, usize::from(*step) + 1), read(bytes, bytes.len().max(1)));
});
