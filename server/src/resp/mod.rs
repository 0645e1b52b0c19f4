//! The protocol: requests in, replies out (RESP2 and RESP3).

mod reply;
mod request;

pub(crate) use reply::{Protocol, Reply};
pub use request::{FrameError, FrameLimits, Frames};
