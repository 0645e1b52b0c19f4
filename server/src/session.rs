//! What a connection has said of itself.

use crate::feed::Feed;
use crate::resp::Protocol;

/// What a connection has said of itself.
#[derive(Debug)]
pub(crate) struct Session {
    /// Its number.
    pub(crate) id: u64,
    pub(crate) protocol: Protocol,
    /// The name that it gave itself.
    pub(crate) name: Vec<u8>,
    /// What it is subscribed to.
    pub(crate) feed: Option<Feed>,
}

impl Session {
    pub(crate) fn new(id: u64) -> Session {
        Session { id, protocol: Protocol::Resp2, name: Vec::new(), feed: None }
    }
}
