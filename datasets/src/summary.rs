//! What a generated data set holds, so that nobody has to guess names.

/// A lot worth asking about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedLot {
    /// Its product.
    pub product: String,
    /// Its code.
    pub lot: String,
    /// Lots in its lot closure forward, itself included (`trace forward --mode lot`, everything known).
    pub forward: u64,
    /// Lots in its lot closure backward, itself included.
    pub backward: u64,
}

impl NamedLot {
    /// `PRODUCT/LOT`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.product, self.lot)
    }
}

/// A shelf with many lots of one product, to pick from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedShelf {
    /// The product.
    pub product: String,
    /// The site.
    pub site: String,
    /// Lots of it with stock there at the end, before wrong records.
    pub lots: u64,
}

/// Event rows by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowsByKind(pub(crate) [u64; crate::row::Kind::ALL.len()]);

impl RowsByKind {
    /// Each kind's name, as in column `kind`, and its number of rows.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        crate::row::Kind::ALL.iter().map(|kind| (kind.name(), self.0[*kind as usize]))
    }

    pub(crate) fn add(&mut self, more: &RowsByKind) {
        self.0.iter_mut().zip(more.0).for_each(|(sum, n)| *sum += n);
    }

    /// All rows.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }
}

/// What was generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Rows of table `events`, by kind.
    pub rows: RowsByKind,
    /// Lots that the events name, placeholders left out.
    pub lots: u64,
    /// Rows of table `products`.
    pub products: u64,
    /// Rows of table `sites`.
    pub sites: u64,
    /// Rows of table `orders`.
    pub orders: u64,
    /// First day covered, `YYYY-MM-DD`.
    pub first_day: String,
    /// Last day covered, `YYYY-MM-DD`: the day to ask about stock.
    pub last_day: String,
    /// The ingredient lot that about half of all lots were made from.
    pub hub: NamedLot,
    /// An ingredient lot that reaches about 1,600 lots.
    pub medium: NamedLot,
    /// An ingredient lot of middling reach.
    pub raw: NamedLot,
    /// A finished lot whose ancestry is of middling size.
    pub finished: NamedLot,
    /// A product at a DC with many lots, for picking.
    pub shelf: NamedShelf,
}
