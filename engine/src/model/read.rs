//! Reading one thing of a snapshot: a lot, a position, a product, a site.

use super::{
    LotId, NONE, PositionId, ProductId, Quantity, SiteId, SiteKind, Sparse, TextId, View, lot_flag, narrow,
};

pub(super) fn some(value: u32) -> Option<u32> {
    (value != NONE).then_some(value)
}

impl<'s> View<'s> {
    /// Number of lots, pools included.
    pub fn lot_count(&self) -> usize {
        self.lot_product.len()
    }

    /// Number of positions.
    pub fn position_count(&self) -> usize {
        self.position_site.len()
    }

    /// Number of rows, those that no longer count included.
    pub fn row_count(&self) -> usize {
        self.row_time.len()
    }

    /// Number of nodes.
    pub fn node_count(&self) -> usize {
        self.node_kind.len()
    }

    /// A string.
    pub fn text(&self, text: TextId) -> &'s str {
        let i = text.index();
        let from = if i == 0 { 0 } else { self.text_ends.get(i - 1) as usize };
        let to = self.text_ends.get(i) as usize;
        std::str::from_utf8(&self.text_bytes.raw()[from..to]).unwrap_or("\u{fffd}")
    }

    /// The id of a string, if the snapshot holds it.
    pub fn find_text(&self, wanted: &str) -> Option<TextId> {
        let (mut low, mut high) = (0u32, self.text_ends.len() as u32);
        while low < high {
            let middle = low.midpoint(high);
            match self.text(TextId::new(middle)).cmp(wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(TextId::new(middle)),
            }
        }
        None
    }

    /// Code of a product.
    pub fn product_code(&self, product: ProductId) -> &'s str {
        self.text(TextId::new(self.product_code.get(product.index())))
    }

    /// The product of a code.
    pub fn find_product(&self, code: &str) -> Option<ProductId> {
        let text = self.find_text(code)?.get();
        let at = self.product_code.partition_point(|found| found < text);
        (at < self.product_code.len() && self.product_code.get(at) == text).then(|| ProductId::new(at as u32))
    }

    /// Code of a site.
    pub fn site_code(&self, site: SiteId) -> &'s str {
        self.text(TextId::new(self.site_code.get(site.index())))
    }

    /// The site of a code.
    pub fn find_site(&self, code: &str) -> Option<SiteId> {
        let text = self.find_text(code)?.get();
        let at = self.site_code.partition_point(|found| found < text);
        (at < self.site_code.len() && self.site_code.get(at) == text).then(|| SiteId::new(at as u32))
    }

    /// Kind of a site.
    pub fn site_kind(&self, site: SiteId) -> SiteKind {
        SiteKind::ALL[usize::from(self.site_kind.get(site.index()))]
    }

    /// The site above.
    pub fn site_parent(&self, site: SiteId) -> Option<SiteId> {
        some(self.site_parent.get(site.index())).map(SiteId::new)
    }

    /// Product of a lot.
    #[inline]
    pub fn product_of(&self, lot: LotId) -> ProductId {
        ProductId::new(narrow(self.lot_product, self.lot_product_high, lot.index()))
    }

    /// Decimals of a lot's quantities.
    pub fn scale_of(&self, lot: LotId) -> u8 {
        self.product_scale.get(self.product_of(lot).index())
    }

    /// Unit of a lot's quantities.
    pub fn unit_of(&self, lot: LotId) -> &'s str {
        self.text(TextId::new(self.product_unit.get(self.product_of(lot).index())))
    }

    /// Whether the lot is a pool: a placeholder code.
    #[inline]
    pub fn is_pool(&self, lot: LotId) -> bool {
        self.lot_flags.get(lot.index()) & lot_flag::POOL != 0
    }

    /// A day of a `lot_*` column.
    pub fn day(&self, index: u16) -> Option<i32> {
        (index != 0).then(|| self.day_value.get(usize::from(index)))
    }

    /// `use_by`, else `best_before`.
    pub fn expiry_of(&self, lot: LotId) -> Option<i32> {
        self.use_by_of(lot).or_else(|| self.day(self.lot_best_before.get(lot.index())))
    }

    /// `use_by`.
    pub fn use_by_of(&self, lot: LotId) -> Option<i32> {
        self.day(self.lot_use_by.get(lot.index()))
    }

    /// The lot's supplier, as a text.
    pub fn supplier_of(&self, lot: LotId) -> Option<TextId> {
        Sparse::new(self.lot_supplier_bits, self.lot_supplier_rank, self.lot_supplier_value)
            .get(lot.index())
            .map(TextId::new)
    }

    /// The supplier's own code of the lot, as a text.
    pub fn supplier_lot_of(&self, lot: LotId) -> Option<TextId> {
        Sparse::new(self.lot_supplier_lot_bits, self.lot_supplier_lot_rank, self.lot_supplier_lot_value)
            .get(lot.index())
            .map(TextId::new)
    }

    /// Positions of a lot, the sold one last.
    #[inline]
    pub fn positions_of(
        &self,
        lot: LotId,
    ) -> impl DoubleEndedIterator<Item = PositionId> + ExactSizeIterator + use<'s> {
        (self.lot_positions.get(lot.index())..self.lot_positions.get(lot.index() + 1)).map(PositionId::new)
    }

    /// The lot of a position. Cost: a binary search over the few lots near by.
    pub fn lot_of(&self, position: PositionId) -> LotId {
        let step = position.index() / super::POSITIONS_PER_STEP;
        let low = self.position_lot.get(step);
        let high = if step + 1 < self.position_lot.len() {
            self.position_lot.get(step + 1)
        } else {
            self.lot_count() as u32 - 1
        };
        let starts = &self.lot_positions.raw()[low as usize + 1..=high as usize];
        LotId::new(low + starts.partition_point(|start| start.to_native() <= position.get()) as u32)
    }

    /// Site of a position plus one; 0: sold.
    #[inline]
    pub(super) fn site_code_of(&self, position: usize) -> u32 {
        narrow(self.position_site, self.position_site_high, position)
    }

    /// Site of a position; `None`: the sold position.
    #[inline]
    pub fn site_of(&self, position: PositionId) -> Option<SiteId> {
        self.site_code_of(position.index()).checked_sub(1).map(SiteId::new)
    }

    /// The position of a lot at a site, if the lot was ever named there. Cost: a binary search over its positions.
    pub fn position_at(&self, lot: LotId, site: SiteId) -> Option<PositionId> {
        let (mut low, end) = (self.lot_positions.get(lot.index()), self.lot_positions.get(lot.index() + 1));
        // The sold position comes last.
        let mut high = end;
        while low < high {
            let middle = low.midpoint(high);
            if self.site_code_of(middle as usize).wrapping_sub(1) < site.get() {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let found = low < end && self.site_code_of(low as usize).wrapping_sub(1) == site.get();
        found.then(|| PositionId::new(low))
    }

    /// Whether what a position's record says is incomplete, by all that is known now.
    #[inline]
    pub fn is_untrusted(&self, position: PositionId) -> bool {
        self.position_untrusted.get(position.index() / 64) >> (position.index() % 64) & 1 == 1
    }

    /// Books of a position, by all that is known now; `None`: unknown.
    pub fn books_of(&self, position: PositionId) -> Quantity {
        self.stock_slot(position).map_or(Some(0), |slot| self.books_in(slot, position))
    }

    /// Where the books of a position stand, if they are not 0.
    #[inline]
    fn stock_slot(&self, position: PositionId) -> Option<usize> {
        Sparse::new(self.position_books_bits, self.position_books_rank, self.position_books_value)
            .slot(position.index())
    }

    fn books_in(&self, slot: usize, position: PositionId) -> Quantity {
        match self.position_books_value.get(slot) {
            i32::MIN => None,
            i32::MAX => {
                let at = self.big_position.partition_point(|found| found < position.get());
                Some(self.big_books.get(at))
            }
            small => Some(i64::from(small)),
        }
    }

    /// Books of a position as [`View::books_of`], and the day that its stock counts as received, if there is stock.
    pub fn stock_of(&self, position: PositionId) -> (Quantity, Option<i32>) {
        match self.stock_slot(position) {
            None => (Some(0), None),
            Some(slot) => (self.books_in(slot, position), self.day(self.position_received.get(slot))),
        }
    }
}
