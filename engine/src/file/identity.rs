use std::fmt;

use super::entry::Entry;

/// What a snapshot holds, as a hash: equal for equal content, whenever and wherever it was built.
///
/// BLAKE3 over every section's name, element type, element count and the BLAKE3 of its bytes, in file order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity([u8; 32]);

impl Identity {
    /// The identity with these bytes, as [`as_bytes`](Self::as_bytes) gave them.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Identity {
        Identity(bytes)
    }

    /// The 32 bytes of the hash.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first 16 hexadecimal digits, for messages and answers.
    #[must_use]
    pub fn short(&self) -> String {
        let mut digits = self.to_string();
        digits.truncate(16);
        digits
    }

    pub(super) fn of(entries: &[Entry]) -> Identity {
        let mut hasher = blake3::Hasher::new_derive_key("lotrace snapshot identity, format 1");
        for entry in entries {
            hasher.update(entry.name.as_bytes());
            hasher.update(&[entry.element.tag()]);
            hasher.update(&entry.count.to_le_bytes());
            hasher.update(&entry.digest);
        }
        Identity(*hasher.finalize().as_bytes())
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({self})")
    }
}
