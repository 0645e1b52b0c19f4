//! What is known at a moment: movements that stand, movements taken back, and the rest of the rows.

use std::collections::{BTreeMap, BTreeSet};

use crate::books::Books;
use crate::lot::{Lot, Position};
use crate::movement::{Movement, movements};
use crate::row::{Kind, Row};
use crate::time::Moment;
use crate::world::World;

/// The world as it was known at one moment.
#[derive(Debug)]
pub(crate) struct Ledger<'w> {
    pub(crate) world: &'w World,
    /// The lots that rows recorded by then name.
    pub(crate) lots: BTreeSet<Lot>,
    /// The ids of all events recorded by then.
    pub(crate) events: BTreeSet<&'w str>,
    /// Rows that no void has taken back.
    pub(crate) rows: Vec<&'w Row>,
    pub(crate) movements: Vec<Movement>,
    /// Movements that a void has taken back.
    pub(crate) voided: Vec<Movement>,
    pub(crate) books: BTreeMap<Position, Books>,
}

impl<'w> Ledger<'w> {
    pub(crate) fn known(world: &'w World, known: Moment) -> Self {
        let recorded = || world.rows.iter().filter(|row| row.recorded <= known);
        let voids: BTreeSet<&str> =
            world.rows.iter().filter(|row| row.kind == Kind::Void).map(|row| &*row.event).collect();
        let taken_back: BTreeSet<&str> = recorded()
            .filter(|row| row.kind == Kind::Void)
            .map(|row| &*row.reference)
            .filter(|reference| !voids.contains(reference))
            .collect();
        let (taken, rows): (Vec<&Row>, Vec<&Row>) =
            recorded().filter(|row| row.kind != Kind::Void).partition(|row| taken_back.contains(&*row.event));
        let standing = movements(world, &rows, &rows);
        Self {
            world,
            lots: world.lots_known(known),
            events: recorded().map(|row| &*row.event).collect(),
            books: Books::of_all(&standing),
            voided: movements(world, &taken, &rows),
            movements: standing,
            rows,
        }
    }

    pub(crate) fn rows_of(&self, kind: Kind) -> impl Iterator<Item = &'w Row> {
        self.rows.iter().copied().filter(move |row| row.kind == kind)
    }

    /// The positions of a lot, the sold one included.
    pub(crate) fn positions_of<'l>(
        &'l self,
        lot: &'l Lot,
    ) -> impl Iterator<Item = (&'l Position, &'l Books)> {
        self.books.iter().filter(move |(position, _)| position.lot == *lot)
    }

    /// The positions at a site.
    pub(crate) fn positions_at<'l>(
        &'l self,
        site: &'l str,
    ) -> impl Iterator<Item = (&'l Position, &'l Books)> {
        self.books.iter().filter(move |(position, _)| position.is_at(site))
    }
}
