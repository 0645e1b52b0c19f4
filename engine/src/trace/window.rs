//! Windows: what was present at a site in some time.

use super::exposure::{positions_at, stretches_of};
use super::flow::FlowQuery;
use crate::model::{LotId, Nanos, PositionId, SiteId, View};

/// A position whose stock was present in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    /// The position.
    pub position: PositionId,
    /// Its lot.
    pub lot: LotId,
    /// From when on, within the window: max(from, arrival).
    pub since: Nanos,
}

/// Positions at a site whose stock was present at some moment of `from..=to`, by the trust and knowledge of `query`.
///
/// Cost: linear in the rows of the lots that ever were at the site.
pub fn window(view: &View<'_>, query: &FlowQuery<'_>, site: SiteId, from: Nanos, to: Nanos) -> Vec<Present> {
    let (mut run, mut legs, mut stretches) = (Vec::new(), Vec::new(), Vec::new());
    let mut present = Vec::new();
    for position in positions_at(view, site) {
        let lot = view.lot_of(position);
        stretches_of(view, query, lot, position, &mut run, &mut legs, &mut stretches);
        let first = stretches.iter().find(|stretch| stretch.start <= to && from <= stretch.end);
        present.extend(first.map(|stretch| Present { position, lot, since: from.max(stretch.start) }));
    }
    present.sort_unstable_by_key(|p| view.lot_rank.get(p.lot.index()));
    present
}
