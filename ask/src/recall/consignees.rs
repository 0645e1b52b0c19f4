//! Everyone who holds or received what is recalled, and who therefore gets a letter.

use std::collections::BTreeMap;

use engine::model::{END, LotId, RowKind, SiteId, SiteKind, TextId};
use engine::{Handover, Stock, load_run, one_down};

use super::{Scope, Sum};
use crate::asker::Asker;
use crate::cell::{Cell, LotName};
use crate::columns;
use crate::sheet::Sheet;
use crate::time::Day;

/// What a consignee is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConsigneeKind {
    /// Someone to whom it was sold or sent.
    Customer,
    /// A site of the own house that holds it or got it.
    Site,
}

impl ConsigneeKind {
    /// The name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            ConsigneeKind::Customer => "customer",
            ConsigneeKind::Site => "site",
        }
    }
}

/// One who holds or received what is recalled.
#[derive(Clone, Debug)]
pub struct Consignee<'s> {
    /// What it is.
    pub kind: ConsigneeKind,
    /// Its name, as the record has it.
    pub name: &'s str,
    /// What it got, by lot.
    pub lots: Vec<ConsigneeLot<'s>>,
}

/// What a consignee got of a lot.
#[derive(Clone, Debug)]
pub struct ConsigneeLot<'s> {
    /// The lot.
    pub lot: LotName<'s>,
    /// Name of the product; empty where none is recorded.
    pub product: &'s str,
    /// How much it got, of a site: how much is there.
    pub quantity: Cell<'s>,
    /// Unit of the quantity.
    pub unit: &'s str,
    /// Last day of use, or of best quality.
    pub expires: Option<Day>,
    /// First and last day on which it was handed over; `None`: it stands there.
    pub days: Option<(Day, Day)>,
    /// Documents of the deliveries, each once.
    pub documents: Vec<&'s str>,
}

/// What is added up for a consignee and a lot.
struct Entry<'s> {
    sum: Sum,
    days: Option<(Day, Day)>,
    documents: Vec<&'s str>,
}

impl Entry<'_> {
    fn new() -> Self {
        Entry { sum: Sum::ZERO, days: None, documents: Vec::new() }
    }
}

type Entries<'s> = BTreeMap<(ConsigneeKind, &'s str), BTreeMap<u32, (LotId, Entry<'s>)>>;

impl<'s> Asker<'s> {
    /// Everyone who holds or received what is recalled.
    pub(super) fn consignees(&self, scope: &Scope<'_>, stock: &[Stock]) -> Vec<Consignee<'s>> {
        let mut entries: Entries<'s> = BTreeMap::new();
        for lot in &scope.lots {
            for handover in one_down(&self.view, *lot, END, scope.knowledge).customers {
                if let Some(customer) = self.customer(&handover) {
                    self.note(&mut entries, customer, *lot, &handover);
                }
            }
        }
        for stock in stock.iter().filter(|stock| self.is_own(stock.site)) {
            let key = (ConsigneeKind::Site, self.view.site_code(stock.site));
            self.entry(&mut entries, key, stock.lot).sum.add(stock.books);
        }
        entries
            .into_iter()
            .map(|((kind, name), lots)| {
                let lots = lots.into_values().map(|(lot, entry)| self.consignee_lot(lot, entry)).collect();
                Consignee { kind, name, lots }
            })
            .collect()
    }

    /// Who got it: the party that the record names, else the customer's site to which it went.
    fn customer(&self, handover: &Handover) -> Option<&'s str> {
        let party = handover.party.map(|party| self.view.text(party)).filter(|party| !party.is_empty());
        party.or_else(|| handover.to.map(|site| self.view.site_code(site)))
    }

    fn is_own(&self, site: SiteId) -> bool {
        match self.view.site_kind(site) {
            SiteKind::Supplier | SiteKind::Customer => false,
            SiteKind::Unknown
            | SiteKind::Plant
            | SiteKind::Dc
            | SiteKind::Zone
            | SiteKind::Store
            | SiteKind::Vehicle => true,
        }
    }

    fn entry<'e>(
        &self,
        entries: &'e mut Entries<'s>,
        key: (ConsigneeKind, &'s str),
        lot: LotId,
    ) -> &'e mut Entry<'s> {
        let of_lot = entries.entry(key).or_default().entry(self.view.lot_rank.get(lot.index()));
        &mut of_lot.or_insert_with(|| (lot, Entry::new())).1
    }

    fn note(&self, entries: &mut Entries<'s>, customer: &'s str, lot: LotId, handover: &Handover) {
        let day = Day::of(self.view.row_interval(handover.row).start);
        let entry = self.entry(entries, (ConsigneeKind::Customer, customer), lot);
        entry.sum.add(handover.quantity);
        entry.days = Some(entry.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        let documents = self.view.row_document(handover.row);
        entry.documents.extend(documents.filter(|document| !entry.documents.contains(document)));
    }

    fn consignee_lot(&self, lot: LotId, entry: Entry<'s>) -> ConsigneeLot<'s> {
        let product = self.view.product_of(lot).index();
        let mut documents = entry.documents;
        documents.sort_unstable();
        ConsigneeLot {
            lot: self.lot_name(lot),
            product: self.view.text(TextId::new(self.view.product_name.get(product))),
            quantity: entry.sum.cell(self.view.scale_of(lot)),
            unit: self.view.unit_of(lot),
            expires: self.view.expiry_of(lot).map(Day),
            days: entry.days,
            documents,
        }
    }

    /// The table of customers: a line for each lot that one got.
    pub(super) fn customer_sheet(&self, consignees: &[Consignee<'s>]) -> Sheet<'s> {
        let customers = consignees.iter().filter(|consignee| consignee.kind == ConsigneeKind::Customer);
        let lines: Vec<(&'s str, ConsigneeLot<'s>)> = customers
            .flat_map(|customer| customer.lots.iter().map(|lot| (customer.name, lot.clone())))
            .collect();
        let columns = columns![
            "customer": Text, "lot": Text, "product": Text, "quantity": Decimal, "unit": Text, "first_day": Day,
            "last_day": Day, "documents": Text,
        ];
        Sheet::over("customers", columns, lines, |(customer, line), cells| {
            let day = |day: Option<Day>| day.map_or(Cell::Absent, Cell::Day);
            cells.extend([
                Cell::plain(*customer),
                Cell::Lot(line.lot),
                Cell::text(line.product),
                line.quantity.clone(),
                Cell::plain(line.unit),
                day(line.days.map(|(first, _)| first)),
                day(line.days.map(|(_, last)| last)),
                Cell::Texts(line.documents.iter().map(|document| (*document).into()).collect()),
            ]);
        })
    }

    /// Sales to people whose names nobody recorded, by lot and site, less what they brought back there.
    pub(super) fn unnamed_sales(&self, scope: &Scope<'_>) -> Sheet<'s> {
        let view = self.view;
        let mut run = Vec::new();
        let mut sales: Vec<(LotId, SiteId, Sum, u64)> = Vec::new();
        for lot in &scope.lots {
            load_run(&view, *lot, scope.knowledge, &mut run);
            let mut by_site: BTreeMap<SiteId, (Sum, u64)> = BTreeMap::new();
            for row in run.iter().filter(|row| view.row_party(row.id).is_none()) {
                let (place, quantity) = match row.kind {
                    RowKind::Sell => (row.consumes, row.quantity),
                    RowKind::Return => (row.feeds, row.quantity.map(|quantity| -quantity)),
                    RowKind::Receive
                    | RowKind::Move
                    | RowKind::Depart
                    | RowKind::Destroy
                    | RowKind::AdjustUp
                    | RowKind::AdjustDown
                    | RowKind::Consume
                    | RowKind::Make
                    | RowKind::Arrive => continue,
                };
                let Some(site) = place.and_then(|position| view.site_of(position)) else { continue };
                let (sum, events) = by_site.entry(site).or_insert((Sum::ZERO, 0));
                sum.add(quantity);
                *events += 1;
            }
            sales.extend(by_site.into_iter().map(|(site, (sum, events))| (*lot, site, sum, events)));
        }
        let name = self.namer();
        let columns =
            columns!["lot": Text, "site": Text, "quantity": Decimal, "unit": Text, "movements": Count];
        Sheet::over("sold", columns, sales, move |(lot, site, sum, events), cells| {
            cells.extend([
                Cell::Lot(name(*lot)),
                Cell::plain(view.site_code(*site)),
                sum.cell(view.scale_of(*lot)),
                Cell::plain(view.unit_of(*lot)),
                Cell::Count(*events),
            ]);
        })
    }
}
