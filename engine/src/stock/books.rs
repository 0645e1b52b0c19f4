//! Books of all positions of a lot at one moment.

use crate::model::{END, Leg, LotId, Nanos, PositionId, Quantity, Row, View};
use crate::run::{Knowledge, legs_of, load_run, presence};

/// What a position holds at the asked moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Holding {
    /// `None`: some quantity is unknown, or the sum does not fit.
    pub(crate) books: Quantity,
    /// When the position was first fed, be it after the asked moment; [`END`]: never.
    pub(crate) first_fed: Nanos,
}

/// The sum of a position's legs, and when it was first fed.
type Sum = (Option<i128>, Nanos);

fn narrow((books, first_fed): Sum) -> Holding {
    Holding { books: books.and_then(|books| i64::try_from(books).ok()), first_fed }
}

/// Scratch for books of one lot after the other: nothing is allocated once it has grown.
#[derive(Debug, Default)]
pub(crate) struct LotBooks {
    pub(crate) run: Vec<Row>,
    first: u32,
    sums: Vec<Sum>,
    legs: Vec<Leg>,
    stretches: Vec<crate::model::Interval>,
}

impl LotBooks {
    /// Keeps the books of a lot up to a moment. Cost: linear in the lot's rows and positions.
    pub(crate) fn load(&mut self, view: &View<'_>, lot: LotId, at: Nanos, knowledge: Knowledge) {
        self.load_each(view, lot, knowledge, |_| at);
    }

    /// As [`LotBooks::load`], each position up to a moment of its own.
    pub(crate) fn load_each(
        &mut self,
        view: &View<'_>,
        lot: LotId,
        knowledge: Knowledge,
        at: impl Fn(PositionId) -> Nanos,
    ) {
        load_run(view, lot, knowledge, &mut self.run);
        let positions = view.positions_of(lot);
        self.first = view.lot_positions.get(lot.index());
        self.sums.clear();
        self.sums.resize(positions.len(), (Some(0), END));
        for row in &self.run {
            if let Some(position) = row.consumes
                && row.taken.end <= at(position)
            {
                let (books, _) = &mut self.sums[(position.get() - self.first) as usize];
                *books = books.zip(row.quantity).map(|(books, out)| books - i128::from(out));
            }
            if let Some(position) = row.feeds {
                let (books, first_fed) = &mut self.sums[(position.get() - self.first) as usize];
                *first_fed = row.fed.start.min(*first_fed);
                if row.fed.start <= at(position) {
                    *books = books.zip(row.quantity).map(|(books, fed)| books + i128::from(fed));
                }
            }
        }
    }

    /// Positions of the lot with what they hold, the sold one last.
    pub(crate) fn holdings(&self) -> impl Iterator<Item = (PositionId, Holding)> {
        (self.first..).map(PositionId::new).zip(self.sums.iter().copied().map(narrow))
    }

    /// What one position of the lot holds.
    pub(crate) fn holding(&self, position: PositionId) -> Holding {
        narrow(self.sums[(position.get() - self.first) as usize])
    }

    /// Since when the stock at a moment has been there, under trust level `safe`; `None`: none is present then.
    pub(crate) fn stay(
        &mut self,
        view: &View<'_>,
        position: PositionId,
        at: Nanos,
        knowledge: Knowledge,
    ) -> Option<Nanos> {
        legs_of(&self.run, position, &mut self.legs);
        let untrusted = match knowledge.until {
            None => view.is_untrusted(position),
            Some(_) => crate::run::is_untrusted(&self.run, &self.legs),
        };
        presence(&self.legs, untrusted, false, &mut self.stretches);
        let present = self.stretches.iter().rev().find(|stretch| stretch.start <= at && at <= stretch.end);
        present.map(|stretch| stretch.start)
    }
}

/// Whether the stored books answer for a moment: nothing moves after it, and all that is recorded counts.
pub(crate) fn is_current(view: &View<'_>, at: Nanos, knowledge: Knowledge) -> bool {
    knowledge.until.is_none() && at >= view.horizon()
}
