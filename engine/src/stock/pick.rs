//! What to pick: lots of a product at a site by expiry or receipt (semantics 8).

use std::cmp::Reverse;

use super::books::{LotBooks, is_current};
use super::calendar::Calendar;
use super::live::Statuses;
use super::lotless::lotless_position;
use super::status::{BlockKind, Blocks};
use crate::model::{END, LotId, Nanos, PositionId, ProductId, Quantity, SiteId, View};
use crate::run::Knowledge;

/// In what order lots are picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PickRule {
    /// First expired, first out: by expiry day (lots without one last), day of receipt, code.
    Fefo,
    /// First in, first out: by day of receipt, code.
    Fifo,
}

/// A decimal, `mantissa / 10^scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Digits.
    pub mantissa: i64,
    /// Number of decimals, up to 18.
    pub scale: u8,
}

/// A question for what to pick.
#[derive(Clone, Copy, Debug)]
pub struct PickAsk<'a> {
    /// Of which product.
    pub product: ProductId,
    /// At which site.
    pub site: SiteId,
    /// In what order.
    pub rule: PickRule,
    /// On which day: stock is what is on hand at its end.
    pub on: i32,
    /// Days of life that must remain after that day.
    pub min_life: Option<i32>,
    /// By what knowledge.
    pub knowledge: Knowledge,
    /// What was stated since the snapshot was built.
    pub live: Option<&'a Statuses>,
}

/// A lot that may be picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its position at the site.
    pub position: PositionId,
    /// The lot.
    pub lot: LotId,
    /// On hand, in the product's scale; above zero.
    pub on_hand: i64,
    /// Day of expiry.
    pub expires: Option<i32>,
    /// Day on which the stock counts as received.
    pub received: Option<i32>,
    /// Whether its `best_before` has passed: that flags and does not block.
    pub best_before_passed: bool,
}

/// Why a lot is not picked: the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// It had stock there by then, and has none.
    ZeroStock,
    /// Its books hold an unknown quantity.
    UnknownStock,
    /// It is recalled.
    Recalled,
    /// It is on hold.
    Hold,
    /// Its `use_by` has passed.
    Expired,
    /// Less than the asked life remains.
    ShortLife,
    /// A life is asked, and its expiry is not known.
    UnknownDate,
}

impl SkipReason {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            SkipReason::ZeroStock => "ZERO_STOCK",
            SkipReason::UnknownStock => "UNKNOWN_STOCK",
            SkipReason::Recalled => "RECALLED",
            SkipReason::Hold => "HOLD",
            SkipReason::Expired => "EXPIRED",
            SkipReason::ShortLife => "SHORT_LIFE",
            SkipReason::UnknownDate => "UNKNOWN_DATE",
        }
    }
}

/// A lot that was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Which lot.
    pub lot: LotId,
    /// Why.
    pub reason: SkipReason,
}

/// A lot to take from, and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The lot.
    pub line: Line,
    /// How much, in [`Pick::scale`].
    pub quantity: i128,
}

/// What to pick.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Decimals of the quantities below: the product's, or those of the asked quantity if it has more.
    pub scale: u8,
    /// What to take, in order.
    pub taken: Vec<Taken>,
    /// What is missing of the asked quantity.
    pub shortfall: i128,
    /// Lots left out, by code.
    pub skipped: Vec<Skipped>,
    /// Whether there are sales or stock without a lot at the site: then what the books show is not certain.
    pub lotless: bool,
}

/// Scratch of picks, kept by the caller.
#[derive(Debug, Default)]
pub struct PickScratch {
    blocks: Blocks,
    books: LotBooks,
    candidates: Vec<Candidate>,
}

/// A position of the shelf with what it holds at the end of the day.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    position: PositionId,
    lot: LotId,
    books: Quantity,
    received: Option<i32>,
}

/// Positions of a shelf, and how many at its front have stock by the stored books.
struct Shelf {
    positions: std::ops::Range<usize>,
    stocked: usize,
    /// Where its stock begins in the column of use-by days.
    stock: usize,
}

impl Shelf {
    fn find(view: &View<'_>, product: ProductId, site: SiteId) -> Option<Shelf> {
        let (mut low, mut high) = (0, view.shelf_site.len());
        let wanted = (site.get(), product.get());
        while low < high {
            let middle = usize::midpoint(low, high);
            if (view.shelf_site.get(middle), view.shelf_product.get(middle)) < wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if low == view.shelf_site.len() || (view.shelf_site.get(low), view.shelf_product.get(low)) != wanted {
            return None;
        }
        let positions = view.shelf_start.get(low) as usize..view.shelf_start.get(low + 1) as usize;
        let stock = view.shelf_stock.get(low) as usize;
        Some(Shelf { positions, stocked: view.shelf_stocked.get(low) as usize, stock })
    }
}

/// The first `count` lots to pick, without those left out. Allocates nothing where the scratch and `lines` have grown.
///
/// Cost: the shelf is found by a binary search; where the stored books answer, and under [`PickRule::Fefo`], only
/// as many positions are read as it takes.
pub fn pick_top(
    view: &View<'_>,
    calendar: &dyn Calendar,
    ask: &PickAsk<'_>,
    count: usize,
    scratch: &mut PickScratch,
    lines: &mut Vec<Line>,
) {
    lines.clear();
    let Some(shelf) = Shelf::find(view, ask.product, ask.site) else { return };
    let end = calendar.day_end(ask.site, ask.on);
    scratch.blocks.load_product(view, ask.product, ask.knowledge, ask.live);
    if ask.rule == PickRule::Fefo && is_current(view, end, ask.knowledge) {
        // Days of the dictionary before the asked one; the first stands for none.
        let passed = view.day_value.partition_point(|day| day < ask.on);
        for index in shelf.positions.start..shelf.stocked {
            if lines.len() == count {
                break;
            }
            let use_by = view.stock_use_by.get(shelf.stock + index - shelf.positions.start);
            if (1..passed).contains(&usize::from(use_by)) {
                continue;
            }
            let candidate = stored(view, PositionId::new(view.shelf_position.get(index)));
            if skip_reason(view, ask, &scratch.blocks, &candidate, end).is_none() {
                lines.push(line(view, ask, &candidate));
            }
        }
        return;
    }
    candidates(view, calendar, ask, &shelf, end, scratch);
    let open =
        scratch.candidates.iter().filter(|c| skip_reason(view, ask, &scratch.blocks, c, end).is_none());
    lines.extend(open.take(count).map(|candidate| line(view, ask, candidate)));
}

/// What to pick for a quantity, how much is missing, and what was left out and why.
pub fn pick(
    view: &View<'_>,
    calendar: &dyn Calendar,
    ask: &PickAsk<'_>,
    quantity: Amount,
    scratch: &mut PickScratch,
) -> Pick {
    let own = view.product_scale.get(ask.product.index());
    let scale = own.max(quantity.scale);
    let unit = 10i128.pow(u32::from(scale - own));
    let asked = i128::from(quantity.mantissa) * 10i128.pow(u32::from(scale - quantity.scale));
    let lotless = lotless_position(view, ask.product, ask.site).is_some();
    let mut answer = Pick { scale, taken: Vec::new(), shortfall: asked, skipped: Vec::new(), lotless };
    let Some(shelf) = Shelf::find(view, ask.product, ask.site) else { return answer };
    let end = calendar.day_end(ask.site, ask.on);
    scratch.blocks.load_product(view, ask.product, ask.knowledge, ask.live);
    candidates(view, calendar, ask, &shelf, end, scratch);
    for candidate in &scratch.candidates {
        if let Some(reason) = skip_reason(view, ask, &scratch.blocks, candidate, end) {
            answer.skipped.push(Skipped { lot: candidate.lot, reason });
        } else if answer.shortfall > 0 {
            let line = line(view, ask, candidate);
            let quantity = (i128::from(line.on_hand) * unit).min(answer.shortfall);
            answer.shortfall -= quantity;
            answer.taken.push(Taken { line, quantity });
        }
    }
    answer.skipped.sort_unstable_by_key(|skipped| view.lot_rank.get(skipped.lot.index()));
    answer
}

/// A position with stock, by the stored books.
fn stored(view: &View<'_>, position: PositionId) -> Candidate {
    let lot = view.lot_of(position);
    let (books, received) = view.stock_of(position);
    Candidate { position, lot, books, received }
}

/// Every position of the shelf that was fed by the end of the day, in the order of the rule; pools are left out.
fn candidates(
    view: &View<'_>,
    calendar: &dyn Calendar,
    ask: &PickAsk<'_>,
    shelf: &Shelf,
    end: Nanos,
    scratch: &mut PickScratch,
) {
    scratch.candidates.clear();
    let current = is_current(view, end, ask.knowledge);
    for index in shelf.positions.clone() {
        let position = PositionId::new(view.shelf_position.get(index));
        if current && index < shelf.stocked {
            scratch.candidates.push(stored(view, position));
            continue;
        }
        let lot = view.lot_of(position);
        if view.is_pool(lot) {
            continue;
        }
        scratch.books.load(view, lot, end, ask.knowledge);
        let held = scratch.books.holding(position);
        if held.first_fed <= end && held.first_fed != END {
            let stated = view.day(view.lot_received.get(lot.index()));
            let received = stated.unwrap_or_else(|| calendar.day_of(ask.site, held.first_fed));
            scratch.candidates.push(Candidate { position, lot, books: held.books, received: Some(received) });
        }
    }
    let key = |candidate: &Candidate| {
        let expiry = match ask.rule {
            PickRule::Fefo => view.expiry_of(candidate.lot),
            PickRule::Fifo => None,
        };
        // None comes last: the greatest day stands for it.
        let expiry = Reverse(expiry.map(Reverse));
        (expiry, candidate.received, view.lot_rank.get(candidate.lot.index()))
    };
    scratch.candidates.sort_unstable_by_key(key);
}

fn skip_reason(
    view: &View<'_>,
    ask: &PickAsk<'_>,
    blocks: &Blocks,
    candidate: &Candidate,
    end: Nanos,
) -> Option<SkipReason> {
    let lot = candidate.lot;
    match candidate.books {
        None => return Some(SkipReason::UnknownStock),
        Some(books) if books <= 0 => return Some(SkipReason::ZeroStock),
        Some(_) => {}
    }
    match blocks.at(ask.product, Some(lot), Some(ask.site), end).map(|block| block.kind) {
        Some(BlockKind::Recalled) => return Some(SkipReason::Recalled),
        Some(BlockKind::Held) => return Some(SkipReason::Hold),
        None => {}
    }
    if view.use_by_of(lot).is_some_and(|day| day < ask.on) {
        return Some(SkipReason::Expired);
    }
    let least = i64::from(ask.min_life?);
    match view.expiry_of(lot) {
        None => Some(SkipReason::UnknownDate),
        Some(day) => (i64::from(day) - i64::from(ask.on) < least).then_some(SkipReason::ShortLife),
    }
}

fn line(view: &View<'_>, ask: &PickAsk<'_>, candidate: &Candidate) -> Line {
    let best_before = view.day(view.lot_best_before.get(candidate.lot.index()));
    Line {
        position: candidate.position,
        lot: candidate.lot,
        on_hand: candidate.books.unwrap_or(0),
        expires: view.expiry_of(candidate.lot),
        received: candidate.received,
        best_before_passed: best_before.is_some_and(|day| day < ask.on),
    }
}
