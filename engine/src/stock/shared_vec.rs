//! A list of which readers keep a version while the next one is made.

use std::sync::Arc;

/// Values that share a chunk.
const CHUNK: usize = 64;

/// A list whose copies share all that has not changed since: a change copies one chunk and the list of chunks.
///
/// It grows as places are set; what was never set is the default. Reading takes no lock and allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct SharedVec<T> {
    chunks: Vec<Arc<Vec<T>>>,
}

impl<T: Clone + Default> SharedVec<T> {
    /// The value at a place, if it or one near by was ever set.
    pub fn get(&self, index: usize) -> Option<&T> {
        self.chunks.get(index / CHUNK).map(|chunk| &chunk[index % CHUNK])
    }

    /// The value at a place, to change it.
    pub fn get_mut(&mut self, index: usize) -> &mut T {
        let chunk = index / CHUNK;
        if self.chunks.len() <= chunk {
            let empty = Arc::new(vec![T::default(); CHUNK]);
            self.chunks.resize_with(chunk + 1, || Arc::clone(&empty));
        }
        &mut Arc::make_mut(&mut self.chunks[chunk])[index % CHUNK]
    }

    /// All values with their places, those that were never set included.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> + use<'_, T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter()).enumerate()
    }
}
