//! Ids: positions of things in one snapshot. Valid only for the snapshot that issued them.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct $name(u32);

        impl $name {
            /// The id at an index of the snapshot's columns.
            #[inline]
            pub const fn new(index: u32) -> Self {
                $name(index)
            }

            /// Index into the snapshot's columns.
            #[inline]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The plain number.
            #[inline]
            pub const fn get(self) -> u32 {
                self.0
            }
        }
    )*};
}

ids! {
    /// A lot: `0..view.lot_count()`, producers before consumers but for cycles. The stable name is (product, code).
    LotId,
    /// A product, in the order of its code.
    ProductId,
    /// A site, in the order of its code.
    SiteId,
    /// Stock of one lot at one site, or what was sold of it.
    PositionId,
    /// A movement, or a leg of one.
    RowId,
    /// A transform, or a move with several arrivals: its legs belong together.
    NodeId,
    /// A string.
    TextId,
}

/// Stands for "none" in columns of ids.
pub const NONE: u32 = u32::MAX;
