//! Holds, recalls and releases: what is blocked at a moment (R24), and what was stated since (R29).

use std::ops::Range;

use super::live::{LiveStatus, Statuses};
use crate::model::{BEGINNING, END, LotId, NONE, Nanos, ProductId, SiteId, StatusKind, TextId, View};
use crate::run::Knowledge;

/// What a block shows as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// HOLD.
    Held,
    /// RECALLED: takes precedence.
    Recalled,
}

/// Who stated a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The snapshot.
    Recorded {
        /// Its case.
        case: TextId,
        /// The event that put it.
        event: TextId,
    },
    /// A statement made since, by its number.
    Live(u64),
}

/// A hold or a recall, and how long it blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// The product that it blocks.
    pub product: ProductId,
    /// Only this lot; `None`: all.
    pub lot: Option<LotId>,
    /// Only at this site; `None`: everywhere.
    pub site: Option<SiteId>,
    /// Hold or recall.
    pub kind: BlockKind,
    /// Who stated it.
    pub origin: Origin,
    /// First moment at which it blocks.
    pub from: Nanos,
    /// First moment at which it no longer does: the end of its release. [`END`]: it was not lifted.
    pub until: Nanos,
}

impl Block {
    /// Whether it blocks at a moment. `END` asks for what has not been lifted at all.
    pub fn blocks_at(&self, at: Nanos) -> bool {
        self.from <= at && (at < self.until || self.until == END)
    }

    /// What a statement blocks: at every moment, for whoever knows of it.
    fn stated(product: ProductId, statement: &LiveStatus) -> Option<Block> {
        let kind = match statement.kind {
            StatusKind::Hold => BlockKind::Held,
            StatusKind::Recall => BlockKind::Recalled,
            StatusKind::Release => return None,
        };
        let LiveStatus { lot, site, number, .. } = *statement;
        Some(Block { product, lot, site, kind, origin: Origin::Live(number), from: BEGINNING, until: END })
    }

    fn target(&self) -> (u32, u32, u32) {
        (self.product.get(), raw(self.lot.map(LotId::get)), raw(self.site.map(SiteId::get)))
    }
}

fn raw(id: Option<u32>) -> u32 {
    id.unwrap_or(NONE)
}

/// Blocks as known, by target. Built once per question: linear in the status rows that it covers.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    /// Sorted by product, lot (none last), site (none last), start.
    blocks: Vec<Block>,
    /// Releases of one target by case and end.
    releases: Vec<(u32, Nanos)>,
}

impl Blocks {
    /// Everything that is blocked at any time, by the snapshot and by what was stated since.
    pub fn all(view: &View<'_>, knowledge: Knowledge, live: Option<&Statuses>) -> Blocks {
        let mut blocks = Blocks::default();
        blocks.gather(view, 0..view.status_kind.len(), knowledge);
        if let Some(live) = live {
            for product in live.products() {
                blocks.lift(product, live, knowledge);
                blocks.add(product, live, knowledge);
            }
            blocks.sort();
        }
        blocks
    }

    /// Replaces the content by the blocks of one product. Does not allocate where it has none.
    pub fn load_product(
        &mut self,
        view: &View<'_>,
        product: ProductId,
        knowledge: Knowledge,
        live: Option<&Statuses>,
    ) {
        self.blocks.clear();
        let from = view.status_product.partition_point(|found| found < product.get());
        let to = view.status_product.partition_point(|found| found <= product.get());
        self.gather(view, from..to, knowledge);
        if let Some(live) = live.filter(|live| !live.is_empty()) {
            self.lift(product, live, knowledge);
            self.add(product, live, knowledge);
            self.sort();
        }
    }

    /// Takes out what releases stated since have lifted: what their case had put on exactly their target by then.
    fn lift(&mut self, product: ProductId, live: &Statuses, knowledge: Knowledge) {
        let releases = live.known(product, knowledge).filter(|found| found.kind == StatusKind::Release);
        for release in releases {
            let lifts = |block: &Block| match block.origin {
                Origin::Recorded { case, .. } => {
                    block.product == product
                        && (block.lot, block.site) == (release.lot, release.site)
                        && release.case == Some(case)
                        && block.from <= release.recorded
                }
                Origin::Live(_) => false,
            };
            self.blocks.retain(|block| !lifts(block));
        }
    }

    /// Adds holds and recalls stated since.
    fn add(&mut self, product: ProductId, live: &Statuses, knowledge: Knowledge) {
        self.blocks.extend(live.known(product, knowledge).filter_map(|found| Block::stated(product, found)));
    }

    fn sort(&mut self) {
        self.blocks.sort_unstable_by_key(|block| (block.target(), block.from, block.origin));
    }

    fn gather(&mut self, view: &View<'_>, rows: Range<usize>, knowledge: Knowledge) {
        let target = |i: usize| (view.status_product.get(i), view.status_lot.get(i), view.status_site.get(i));
        let mut from = rows.start;
        while from < rows.end {
            let mut to = from + 1;
            while to < rows.end && target(to) == target(from) {
                to += 1;
            }
            self.gather_target(view, from..to, knowledge);
            from = to;
        }
    }

    fn gather_target(&mut self, view: &View<'_>, rows: Range<usize>, knowledge: Knowledge) {
        let known = |i: &usize| knowledge.holds(view.status_recorded.get(*i), view.status_until.get(*i));
        let kind = |i: usize| StatusKind::from_number(view.status_kind.get(i));
        self.releases.clear();
        let releases = rows.clone().filter(known).filter(|i| kind(*i) == StatusKind::Release);
        self.releases.extend(releases.map(|i| (view.status_case.get(i), view.status_end.get(i))));
        self.releases.sort_unstable();
        for i in rows.filter(known) {
            let kind = match kind(i) {
                StatusKind::Hold => BlockKind::Held,
                StatusKind::Recall => BlockKind::Recalled,
                StatusKind::Release => continue,
            };
            let (case, from) = (view.status_case.get(i), view.status_start.get(i));
            let next = self.releases.partition_point(|release| *release < (case, from));
            let lifted = self.releases.get(next).filter(|release| release.0 == case);
            let (lot, site) = (view.status_lot.get(i), view.status_site.get(i));
            self.blocks.push(Block {
                product: ProductId::new(view.status_product.get(i)),
                lot: (lot != NONE).then(|| LotId::new(lot)),
                site: (site != NONE).then(|| SiteId::new(site)),
                kind,
                origin: Origin::Recorded {
                    case: TextId::new(case),
                    event: TextId::new(view.status_event.get(i)),
                },
                from,
                until: lifted.map_or(END, |release| release.1),
            });
        }
    }

    /// Whether nothing is ever blocked.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// All of them, by product, lot (those of no lot last), site (likewise), start.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Block> {
        self.blocks.iter()
    }

    /// Blocks on exactly a target: a product, a lot, a lot at a site, or a product at a site; at whatever time.
    pub fn on(&self, product: ProductId, lot: Option<LotId>, site: Option<SiteId>) -> &[Block] {
        let target = (product.get(), raw(lot.map(LotId::get)), raw(site.map(SiteId::get)));
        let from = self.blocks.partition_point(|block| block.target() < target);
        let len = self.blocks[from..].partition_point(|block| block.target() == target);
        &self.blocks[from..from + len]
    }

    /// What blocks a position at a moment: a recall before a hold, then the earliest.
    ///
    /// Without a lot: what blocks the product as a whole. Without a site: what blocks everywhere.
    pub fn at(
        &self,
        product: ProductId,
        lot: Option<LotId>,
        site: Option<SiteId>,
        at: Nanos,
    ) -> Option<&Block> {
        if self.blocks.is_empty() {
            return None;
        }
        self.covering(product, lot, site)
            .filter(|block| block.blocks_at(at))
            .min_by_key(|block| (std::cmp::Reverse(block.kind), block.from, block.origin))
    }

    /// Every block that covers a position, at whatever time: on the product, the lot, either at the site.
    pub fn covering(
        &self,
        product: ProductId,
        lot: Option<LotId>,
        site: Option<SiteId>,
    ) -> impl Iterator<Item = &Block> {
        let lots = [None, lot];
        let sites = [None, site];
        let lots = &lots[..1 + usize::from(lot.is_some())];
        let mut found: [&[Block]; 4] = [&[]; 4];
        for (i, lot) in lots.iter().enumerate() {
            for (j, site) in sites[..1 + usize::from(site.is_some())].iter().enumerate() {
                found[2 * i + j] = self.on(product, *lot, *site);
            }
        }
        found.into_iter().flatten()
    }
}
