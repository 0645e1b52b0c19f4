//! Holds, recalls and releases that were stated since the snapshot was built.

use std::sync::Arc;

use super::shared_vec::SharedVec;
use crate::model::{END, LotId, NONE, Nanos, ProductId, SiteId, StatusKind, TextId};
use crate::run::Knowledge;

/// A statement about a product, a lot or a position, made since the snapshot was built.
///
/// It concerns whoever asks with the knowledge of it, whatever moment is asked about: what is on hold now is not
/// picked for yesterday either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveStatus {
    /// Only this lot; `None`: all of the product.
    pub lot: Option<LotId>,
    /// Only at this site; `None`: everywhere.
    pub site: Option<SiteId>,
    /// Hold, recall, or a release of what the snapshot itself states.
    pub kind: StatusKind,
    /// Number by which the caller knows it.
    pub number: u64,
    /// Its case, where the snapshot knows the text: by it a release finds what it lifts.
    pub case: Option<TextId>,
    /// When it was stated.
    pub recorded: Nanos,
    /// When it was taken back; [`END`]: it was not.
    pub replaced: Nanos,
}

impl LiveStatus {
    pub(super) fn is_known(&self, knowledge: Knowledge) -> bool {
        knowledge.holds(self.recorded, self.replaced)
    }

    fn target(&self) -> (u32, u32, u64) {
        (self.lot.map_or(NONE, LotId::get), self.site.map_or(NONE, SiteId::get), self.number)
    }
}

/// What was stated of one product: what counts now, and what was taken back.
///
/// Invariants: `current` all have `replaced == END`, `past` none; both are sorted by lot, site, number.
#[derive(Clone, Debug, Default)]
struct OfProduct {
    current: Arc<[LiveStatus]>,
    past: Arc<[LiveStatus]>,
}

/// Statements since the snapshot was built, by product.
///
/// A change makes a new value that shares all but the changed products with the old one, so that readers keep what
/// they have. Cost of a change: the product's statements, and a 64th of the products. Reading takes no lock.
#[derive(Clone, Debug, Default)]
pub struct Statuses {
    products: SharedVec<OfProduct>,
    len: usize,
}

impl Statuses {
    /// None yet.
    pub fn new() -> Statuses {
        Statuses::default()
    }

    /// Replaces all that was stated of a product.
    pub fn set(&mut self, product: ProductId, mut statements: Vec<LiveStatus>) {
        statements.sort_unstable_by_key(LiveStatus::target);
        let (current, past): (Vec<_>, Vec<_>) =
            statements.into_iter().partition(|statement| statement.replaced == END);
        let of_product = self.products.get_mut(product.index());
        self.len -= of_product.current.len() + of_product.past.len();
        self.len += current.len() + past.len();
        *of_product = OfProduct { current: current.into(), past: past.into() };
    }

    /// Number of statements, those taken back included.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was ever stated.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What is known of a product. Takes no lock and allocates nothing.
    pub fn known(
        &self,
        product: ProductId,
        knowledge: Knowledge,
    ) -> impl Iterator<Item = &LiveStatus> + use<'_> {
        let of_product = self.products.get(product.index());
        // What was taken back counts only for an earlier state of knowledge.
        let past = of_product.filter(|_| knowledge.until.is_some()).map_or(&[][..], |found| &found.past);
        let current = of_product.map_or(&[][..], |found| &found.current);
        current.iter().chain(past).filter(move |statement| statement.is_known(knowledge))
    }

    /// Products of which something was stated.
    pub fn products(&self) -> impl Iterator<Item = ProductId> + use<'_> {
        let stated = |found: &OfProduct| !found.current.is_empty() || !found.past.is_empty();
        self.products
            .iter()
            .filter(move |(_, found)| stated(found))
            .map(|(product, _)| ProductId::new(product as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(lot: u32, number: u64, recorded: Nanos, replaced: Nanos) -> LiveStatus {
        let lot = Some(LotId::new(lot));
        LiveStatus { lot, site: None, kind: StatusKind::Hold, number, case: None, recorded, replaced }
    }

    fn known(statuses: &Statuses, product: u32, until: Option<Nanos>) -> Vec<u64> {
        statuses.known(ProductId::new(product), Knowledge { until }).map(|found| found.number).collect()
    }

    #[test]
    fn a_change_leaves_what_readers_hold_as_it_was() {
        let mut statuses = Statuses::new();
        statuses.set(ProductId::new(200), vec![hold(7, 1, 10, END)]);
        let before = statuses.clone();
        statuses.set(ProductId::new(200), vec![hold(7, 1, 10, 20), hold(3, 2, 15, END)]);
        assert_eq!([known(&before, 200, None), known(&statuses, 200, None)], [vec![1], vec![2]]);
        assert_eq!([before.len(), statuses.len()], [1, 2]);
        assert_eq!(statuses.products().collect::<Vec<_>>(), [ProductId::new(200)]);
        assert!(known(&statuses, 5, None).is_empty() && known(&statuses, 100_000, None).is_empty());
    }

    #[test]
    fn what_was_taken_back_counts_for_earlier_knowledge() {
        let mut statuses = Statuses::new();
        statuses.set(ProductId::new(0), vec![hold(7, 1, 10, 20)]);
        let at = |until| known(&statuses, 0, until);
        assert_eq!(
            [at(Some(9)), at(Some(10)), at(Some(19)), at(Some(20)), at(None)].map(|found| found.len()),
            [0, 1, 1, 0, 0]
        );
    }
}
