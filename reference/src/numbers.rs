//! The three numbers of an affected quantity, and the stock of one position as they pass through it.

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use crate::time::Moment;

/// How much of a quantity is affected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// By perfect mixing; nothing where no rule gives a number.
    pub(crate) expected: Option<BigRational>,
    /// What must be affected.
    pub(crate) low: BigRational,
    /// What can be affected; nothing where the quantity itself is unknown.
    pub(crate) high: Option<BigRational>,
}

impl Numbers {
    pub(crate) fn zero() -> Self {
        Self {
            expected: Some(BigRational::zero()),
            low: BigRational::zero(),
            high: Some(BigRational::zero()),
        }
    }

    /// All of it.
    pub(crate) fn whole(quantity: Option<&BigRational>) -> Self {
        match quantity {
            Some(quantity) => {
                Self { expected: Some(quantity.clone()), low: quantity.clone(), high: Some(quantity.clone()) }
            }
            None => Self::without_rule(None),
        }
    }

    /// Nothing is known of it but its size (R18).
    pub(crate) fn without_rule(quantity: Option<&BigRational>) -> Self {
        Self { expected: None, low: BigRational::zero(), high: quantity.cloned() }
    }

    pub(crate) fn plus(&self, other: &Self) -> Self {
        let add = |a: &Option<BigRational>, b: &Option<BigRational>| Some(a.as_ref()? + b.as_ref()?);
        Self {
            expected: add(&self.expected, &other.expected),
            low: &self.low + &other.low,
            high: add(&self.high, &other.high),
        }
    }

    pub(crate) fn times(&self, share: &BigRational) -> Self {
        let scale = |number: &Option<BigRational>| number.as_ref().map(|number| number * share);
        Self { expected: scale(&self.expected), low: &self.low * share, high: scale(&self.high) }
    }

    fn capped(self, stock: &BigRational) -> Self {
        Self {
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
    /// Reached, and no rule gives a number (R18).
    WithoutRule,
    Regular,
}

/// The stock of a position, and how much of it is affected.
#[derive(Clone, Debug)]
pub(crate) struct Stock {
    /// The books; nothing from the first unknown quantity on.
    quantity: Option<BigRational>,
    affected: Numbers,
    /// Moment of the last inflow; those of one instant come in together.
    fed: Option<Moment>,
}

impl Stock {
    pub(crate) fn empty() -> Self {
        Self { quantity: Some(BigRational::zero()), affected: Numbers::zero(), fed: None }
    }

    /// A position seed: all the stock now present is affected.
    pub(crate) fn mark(&mut self) {
        self.affected = match &self.quantity {
            Some(quantity) if !quantity.is_positive() => Numbers::zero(),
            quantity => Numbers::whole(quantity.as_ref()),
        };
    }

    pub(crate) fn feed(&mut self, at: Moment, quantity: Option<&BigRational>, numbers: &Numbers) {
        if self.fed != Some(at) {
            self.cap();
        }
        self.fed = Some(at);
        self.affected = self.affected.plus(numbers);
        self.quantity = self.quantity.as_ref().zip(quantity).map(|(stock, fed)| stock + fed);
    }

    /// No more is affected than there is.
    fn cap(&mut self) {
        if let Some(stock) = self.quantity.as_ref().filter(|stock| stock.is_positive()) {
            self.affected = self.affected.clone().capped(stock);
        }
    }

    /// Takes `quantity` out, and says how much of it is affected.
    pub(crate) fn take(&mut self, quantity: Option<&BigRational>, outflow: Outflow) -> Numbers {
        self.cap();
        let taken = match outflow {
            Outflow::Unreached => Numbers::zero(),
            Outflow::WithoutRule => Numbers::without_rule(quantity),
            Outflow::Regular => {
                quantity.map_or_else(|| Numbers::without_rule(None), |quantity| self.share(quantity))
            }
        };
        self.leave(quantity, &taken);
        taken
    }

    fn share(&self, quantity: &BigRational) -> Numbers {
        let Numbers { expected, low, high } = &self.affected;
        let Some(stock) = &self.quantity else { return Numbers::without_rule(Some(quantity)) };
        if !stock.is_positive() {
            let expected = Some(BigRational::zero());
            return Numbers { expected, low: BigRational::zero(), high: Some(quantity.clone()) };
        }
        if quantity > stock {
            return self.affected.clone();
        }
        Numbers {
            expected: expected.as_ref().map(|expected| expected * quantity / stock),
            low: or_zero(quantity - (stock - low)),
            high: Some(at_most(high.as_ref(), quantity)),
        }
    }

    /// What stays: L′ = max(0, L − q), H′ = min(H, Q − q). Where the books do not say Q, or say that there is no
    /// stock, H stays.
    fn leave(&mut self, quantity: Option<&BigRational>, taken: &Numbers) {
        let before = self.quantity.clone();
        self.quantity = before.as_ref().zip(quantity).map(|(stock, taken)| stock - taken);
        let Some(quantity) = quantity else {
            self.affected.low = BigRational::zero();
            self.reduce_expected(taken);
            return;
        };
        let stock = before.filter(Signed::is_positive);
        if stock.as_ref().is_some_and(|stock| quantity >= stock) {
            self.affected = Numbers::zero();
            return;
        }
        self.affected.low = or_zero(&self.affected.low - quantity);
        if let Some(stock) = stock {
            self.affected.high = Some(at_most(self.affected.high.as_ref(), &(stock - quantity)));
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

    /// The stock at the end and what is affected of it.
    pub(crate) fn on_hand(mut self, has_rule: bool) -> (Option<BigRational>, Numbers) {
        self.cap();
        let numbers = match &self.quantity {
            Some(quantity) if !quantity.is_positive() => Numbers::zero(),
            None => Numbers::without_rule(None),
            quantity if !has_rule => Numbers::without_rule(quantity.as_ref()),
            _regular => self.affected.clone(),
        };
        (self.quantity.clone(), numbers)
    }
}

/// The lesser of a bound, if there is one, and a quantity.
fn at_most(bound: Option<&BigRational>, quantity: &BigRational) -> BigRational {
    bound.map_or_else(|| quantity.clone(), |bound| bound.min(quantity).clone())
}

fn or_zero(number: BigRational) -> BigRational {
    number.max(BigRational::zero())
}
