//! The three numbers of an affected quantity, and a position's stock as they pass through it. All exact.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::model::Nanos;

/// How much of a quantity is affected, in units of `10^-scale` of its product's unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// By perfect mixing; `None` where no rule gives a number.
    pub expected: Option<BigRational>,
    /// What must be affected.
    pub low: BigRational,
    /// What can be; `None` where the quantity itself is unknown.
    pub high: Option<BigRational>,
}

/// A whole number of smallest parts.
pub(crate) fn whole(quantity: i64) -> BigRational {
    BigRational::from_integer(BigInt::from(quantity))
}

impl Numbers {
    /// None of it.
    pub fn zero() -> Self {
        Numbers {
            expected: Some(BigRational::zero()),
            low: BigRational::zero(),
            high: Some(BigRational::zero()),
        }
    }

    /// All of it.
    pub(crate) fn all(quantity: Option<i64>) -> Self {
        match quantity {
            Some(quantity) => {
                let quantity = whole(quantity);
                Numbers { expected: Some(quantity.clone()), low: quantity.clone(), high: Some(quantity) }
            }
            None => Numbers::without_rule(None),
        }
    }

    /// Nothing is known of it but its size.
    pub(crate) fn without_rule(quantity: Option<i64>) -> Self {
        Numbers { expected: None, low: BigRational::zero(), high: quantity.map(whole) }
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Numbers) -> Self {
        let add = |a: &Option<BigRational>, b: &Option<BigRational>| Some(a.as_ref()? + b.as_ref()?);
        Numbers {
            expected: add(&self.expected, &other.expected),
            low: &self.low + &other.low,
            high: add(&self.high, &other.high),
        }
    }

    /// A share of it.
    #[must_use]
    pub(crate) fn times(&self, share: &BigRational) -> Self {
        let scale = |number: &Option<BigRational>| number.as_ref().map(|number| number * share);
        Numbers { expected: scale(&self.expected), low: &self.low * share, high: scale(&self.high) }
    }

    fn capped(self, stock: &BigRational) -> Self {
        Numbers {
            expected: self.expected.map(|expected| expected.min(stock.clone())),
            low: self.low.min(stock.clone()),
            high: Some(self.high.map_or_else(|| stock.clone(), |high| high.min(stock.clone()))),
        }
    }
}

/// How an outflow stands to the flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outflow {
    /// Flow does not reach it.
    Unreached,
    /// Reached, and no rule gives a number.
    WithoutRule,
    /// Its share follows from the stock.
    Regular,
}

/// The stock of a position, and how much of it is affected.
#[derive(Clone, Debug)]
pub(crate) struct Stock {
    /// Books; `None` from the first unknown quantity on.
    pub(crate) books: Option<i64>,
    affected: Numbers,
    /// Moment of the last inflow; those of one instant come in together.
    fed: Option<Nanos>,
}

impl Stock {
    pub(crate) fn empty() -> Self {
        Stock { books: Some(0), affected: Numbers::zero(), fed: None }
    }

    /// A position seed: all the stock now present is affected.
    pub(crate) fn mark(&mut self) {
        self.affected = match self.books {
            Some(books) if books <= 0 => Numbers::zero(),
            books => Numbers::all(books),
        };
    }

    pub(crate) fn feed(&mut self, at: Nanos, quantity: Option<i64>, numbers: &Numbers) {
        if self.fed != Some(at) {
            self.cap();
        }
        self.fed = Some(at);
        self.affected = self.affected.plus(numbers);
        self.books = self.books.zip(quantity).map(|(books, fed)| books.saturating_add(fed));
    }

    /// No more is affected than there is.
    fn cap(&mut self) {
        if let Some(books) = self.books.filter(|books| *books > 0) {
            self.affected = self.affected.clone().capped(&whole(books));
        }
    }

    /// Takes `quantity` out, and says how much of it is affected.
    pub(crate) fn take(&mut self, quantity: Option<i64>, outflow: Outflow) -> Numbers {
        self.cap();
        let taken = match outflow {
            Outflow::Unreached => Numbers::zero(),
            Outflow::WithoutRule => Numbers::without_rule(quantity),
            Outflow::Regular => quantity.map_or_else(|| Numbers::without_rule(None), |q| self.share(q)),
        };
        self.leave(quantity, &taken);
        taken
    }

    fn share(&self, quantity: i64) -> Numbers {
        let Some(stock) = self.books else { return Numbers::without_rule(Some(quantity)) };
        if stock <= 0 {
            return Numbers { expected: Some(BigRational::zero()), ..Numbers::without_rule(Some(quantity)) };
        }
        if quantity > stock {
            return self.affected.clone();
        }
        let Numbers { expected, low, high } = &self.affected;
        let (quantity, stock) = (whole(quantity), whole(stock));
        Numbers {
            expected: expected.as_ref().map(|expected| expected * &quantity / &stock),
            low: or_zero(&quantity - (&stock - low)),
            high: Some(at_most(high.as_ref(), &quantity)),
        }
    }

    /// What stays: L′ = max(0, L − q), H′ = min(H, Q − q). Where there is no stock by the books, H stays.
    fn leave(&mut self, quantity: Option<i64>, taken: &Numbers) {
        let before = self.books;
        self.books = before.zip(quantity).map(|(stock, taken)| stock.saturating_sub(taken));
        let Some(quantity) = quantity else {
            self.affected.low = BigRational::zero();
            self.reduce_expected(taken);
            return;
        };
        let stock = before.filter(|stock| *stock > 0);
        if stock.is_some_and(|stock| quantity >= stock) {
            self.affected = Numbers::zero();
            return;
        }
        self.affected.low = or_zero(&self.affected.low - whole(quantity));
        if let Some(stock) = stock {
            self.affected.high = Some(at_most(self.affected.high.as_ref(), &whole(stock - quantity)));
        }
        self.reduce_expected(taken);
    }

    /// Expected is conserved, and stays between the bounds.
    fn reduce_expected(&mut self, taken: &Numbers) {
        let left =
            self.affected.expected.as_ref().zip(taken.expected.as_ref()).map(|(held, taken)| held - taken);
        let high = self.affected.high.clone();
        self.affected.expected =
            left.map(|left| left.max(self.affected.low.clone())).map(|left| at_most(high.as_ref(), &left));
    }

    /// What is affected of the stock as it stands.
    pub(crate) fn standing(mut self, has_rule: bool) -> Numbers {
        self.cap();
        match self.books {
            Some(books) if books <= 0 => Numbers::zero(),
            Some(books) if !has_rule => Numbers::without_rule(Some(books)),
            None => Numbers::without_rule(None),
            Some(_) => self.affected,
        }
    }
}

/// The lesser of a bound, if there is one, and a quantity.
fn at_most(bound: Option<&BigRational>, quantity: &BigRational) -> BigRational {
    bound.map_or_else(|| quantity.clone(), |bound| bound.min(quantity).clone())
}

fn or_zero(number: BigRational) -> BigRational {
    if number.is_negative() { BigRational::zero() } else { number }
}
