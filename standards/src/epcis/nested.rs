//! Containers in containers, and when.

use rustc_hash::FxHashMap;

use super::moment::Moment;

/// One stay of a container in another.
#[derive(Clone, Debug)]
struct Stay {
    child: String,
    from: Moment,
    /// `None`: it was not taken out.
    to: Option<Moment>,
}

/// Which container was in which, and when. Grows with the packings of containers into containers, and with nothing
/// else.
#[derive(Debug, Default)]
pub(crate) struct Nested {
    stays: FxHashMap<String, Vec<Stay>>,
}

impl Nested {
    /// Puts a container into another.
    pub(crate) fn put(&mut self, child: &str, parent: &str, from: Moment) {
        let stay = Stay { child: child.to_owned(), from, to: None };
        self.stays.entry(parent.to_owned()).or_default().push(stay);
    }

    /// Takes a container out of another.
    pub(crate) fn take(&mut self, child: &str, parent: &str, at: Moment) {
        let stays = self.stays.get_mut(parent).into_iter().flatten();
        for stay in stays.filter(|stay| stay.child == child && stay.to.is_none() && stay.from <= at) {
            stay.to = Some(at);
        }
    }

    /// Adds what is in `parent` at a moment, and what is in that, to `found`. What was put in before `emptied` is out.
    pub(crate) fn inside(&self, parent: &str, at: Moment, emptied: Option<Moment>, found: &mut Vec<String>) {
        let mut next = found.len();
        self.directly(parent, at, emptied, found);
        while next < found.len() {
            let child = found[next].clone();
            self.directly(&child, at, None, found);
            next += 1;
        }
    }

    fn directly(&self, parent: &str, at: Moment, emptied: Option<Moment>, found: &mut Vec<String>) {
        let stays = self.stays.get(parent).into_iter().flatten();
        let there = stays.filter(|stay| {
            stay.from <= at
                && stay.to.is_none_or(|to| to >= at)
                && emptied.is_none_or(|emptied| emptied < stay.from)
        });
        for stay in there {
            // Records may put containers into one another; each is moved once.
            if !found.contains(&stay.child) {
                found.push(stay.child.clone());
            }
        }
    }
}
