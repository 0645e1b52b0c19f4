//! Books of all positions of a lot at one moment.

use crate::model::{END, Leg, LotId, Nanos, PositionId, Quantity, Row, View};
use crate::run::{Knowledge, legs_of, load_run, presence};

/// What a position holds at the asked moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Holding {
    /// `None`: some quantity is unknown.
    pub(crate) books: Quantity,
    /// When the position was first fed, be it after the asked moment; [`END`]: never.
    pub(crate) first_fed: Nanos,
}

const NOTHING: Holding = Holding { books: Some(0), first_fed: END };

/// Scratch for books of one lot after the other: nothing is allocated once it has grown.
#[derive(Debug, Default)]
pub(crate) struct LotBooks {
    pub(crate) run: Vec<Row>,
    first: u32,
    holdings: Vec<Holding>,
    legs: Vec<Leg>,
    stretches: Vec<crate::model::Interval>,
}

impl LotBooks {
    /// Keeps the books of a lot up to a moment. Cost: linear in the lot's rows and positions.
    pub(crate) fn load(&mut self, view: &View<'_>, lot: LotId, at: Nanos, knowledge: Knowledge) {
        load_run(view, lot, knowledge, &mut self.run);
        let positions = view.positions_of(lot);
        self.first = view.lot_positions.get(lot.index());
        self.holdings.clear();
        self.holdings.resize(positions.len(), NOTHING);
        for row in &self.run {
            if let Some(position) = row.consumes
                && row.taken.end <= at
            {
                let books = &mut self.holdings[(position.get() - self.first) as usize].books;
                *books = books.zip(row.quantity).map(|(books, out)| books.saturating_sub(out));
            }
            if let Some(position) = row.feeds {
                let holding = &mut self.holdings[(position.get() - self.first) as usize];
                holding.first_fed = holding.first_fed.min(row.fed.start);
                if row.fed.start <= at {
                    holding.books = holding.books.zip(row.quantity).map(|(books, fed)| books.saturating_add(fed));
                }
            }
        }
    }

    /// Positions of the lot with what they hold, the sold one last.
    pub(crate) fn holdings(&self) -> impl Iterator<Item = (PositionId, Holding)> {
        (self.first..).map(PositionId::new).zip(self.holdings.iter().copied())
    }

    /// What one position of the lot holds.
    pub(crate) fn holding(&self, position: PositionId) -> Holding {
        self.holdings[(position.get() - self.first) as usize]
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
