//! Commands that are not answered at once: questions, holds, pages, swaps.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use ask::{Answer, Asker, Cell, Named, Request};

use super::hold::too_many;
use crate::answer::{Page, Sink, row_count, write_page, write_whole};
use crate::budget::Charge;
use crate::cursors::Cursor;
use crate::failure::Failure;
use crate::feed;
use crate::holds::{Act, Order, Receipt, Scope, Target};
use crate::resp::{Protocol, Reply};
use crate::shared::Shared;
use crate::world::World;

/// A name in a hold, and what was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NameText {
    Any(String),
    Lot(String),
    Position(String),
    Product { product: String, site: Option<String> },
}

/// What is to be held or released.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Names(Vec<NameText>),
    Trace(Request),
    WholeCase,
}

/// A hold or release as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OrderText {
    pub(crate) act: Act,
    pub(crate) what: What,
    pub(crate) case: Box<str>,
    pub(crate) reason: Box<str>,
    pub(crate) key: Option<Box<str>>,
    pub(crate) digest: [u8; 16],
}

/// A command that others answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Pending {
    Question { request: Request, rows: Option<usize> },
    Next { token: String },
    Order(OrderText),
    Holds { after: u64, limit: Option<usize> },
    Swap { path: Option<PathBuf> },
}

/// An answer, and the memory that it was charged for.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) bytes: Vec<u8>,
    charge: Option<Charge>,
}

impl Body {
    /// The bytes; the charge ends when the second part is dropped.
    pub(crate) fn into_parts(self) -> (Vec<u8>, Option<Charge>) {
        (self.bytes, self.charge)
    }
}

impl Pending {
    /// Answers it.
    pub(crate) async fn answer(self, shared: &Shared, protocol: Protocol) -> Result<Body, Failure> {
        let deadline = Instant::now() + shared.config.question_time();
        let world = shared.world.load_full().ok_or_else(Failure::loading)?;
        match self {
            Pending::Question { request, rows: None } => {
                whole(shared, protocol, world, deadline, request).await
            }
            Pending::Question { request, rows: Some(rows) } => {
                let cursor = Cursor { world, request: Arc::new(request), page: Page { from: 0, rows } };
                page(shared, protocol, cursor, deadline).await
            }
            Pending::Next { token } => page(shared, protocol, shared.cursors.get(&token)?, deadline).await,
            Pending::Order(order) => ordered(shared, protocol, world, deadline, order).await,
            Pending::Holds { after, limit } => holds(shared, protocol, world, deadline, after, limit).await,
            Pending::Swap { path } => {
                let world = shared.swap(path).await?;
                let mut bytes = Vec::new();
                super::admin::write_snapshot(shared, &world, &mut Reply::new(&mut bytes, protocol));
                Ok(Body { bytes, charge: None })
            }
        }
    }
}

async fn whole(
    shared: &Shared,
    protocol: Protocol,
    world: Arc<World>,
    deadline: Instant,
    request: Request,
) -> Result<Body, Failure> {
    let mut charge = shared.budget.open();
    let work = move |asker: &mut Asker<'_>| {
        let answer = asker.answer(&request)?;
        let mut sink = Sink { out: Vec::new(), charge: &mut charge, deadline };
        write_whole(&answer, protocol, &mut sink)?;
        Ok(Body { bytes: sink.out, charge: Some(charge) })
    };
    shared.pool.run(world, deadline, work).await
}

async fn page(
    shared: &Shared,
    protocol: Protocol,
    cursor: Cursor,
    deadline: Instant,
) -> Result<Body, Failure> {
    let mut charge = shared.budget.open();
    let cursors = Arc::clone(&shared.cursors);
    let world = Arc::clone(&cursor.world);
    let work = move |asker: &mut Asker<'_>| {
        let answer = asker.answer(&cursor.request)?;
        let page = cursor.page;
        let next = page.next(row_count(&answer)).map_or_else(
            || "0".to_owned(),
            |from| cursors.insert(Cursor { page: Page { from, ..page }, ..cursor }),
        );
        let mut sink = Sink { out: Vec::new(), charge: &mut charge, deadline };
        write_page(&answer, protocol, page, &next, &mut sink)?;
        Ok(Body { bytes: sink.out, charge: Some(charge) })
    };
    shared.pool.run(world, deadline, work).await
}

async fn ordered(
    shared: &Shared,
    protocol: Protocol,
    world: Arc<World>,
    deadline: Instant,
    text: OrderText,
) -> Result<Body, Failure> {
    let (ledger, most) = (Arc::clone(&shared.ledger()?), shared.config.hold_targets);
    let OrderText { act, what, case, reason, key, digest } = text;
    let asked_key = key.clone();
    let find = move |asker: &mut Asker<'_>| {
        // What was done needs no finding: by now the snapshot may not know the names any more.
        if let Some(key) = &asked_key
            && ledger.receipt(key)?.is_some()
        {
            return Ok(Scope::Targets(Vec::new()));
        }
        scope(asker, &what, most)
    };
    let scope = shared.pool.run(world, deadline, find).await?;
    let order = Order { act, scope, case, reason, key, digest };
    let outcome = shared.keeper()?.order(order)?;
    let waited = tokio::time::timeout_at(deadline.into(), outcome).await;
    let (receipt, repeated) = match waited {
        Ok(Ok(outcome)) => outcome?,
        Ok(Err(_)) => return Err(crate::holds::Refusal::Halted.into()),
        Err(_) => {
            let message = "the disk takes longer than allowed; the hold may come into force: repeat it with the same KEY";
            return Err(Failure::new(crate::failure::Word::Timeout, "E0630", message));
        }
    };
    shared.metrics.ordered(receipt.count);
    let mut bytes = Vec::new();
    write_receipt(&receipt, repeated, &mut Reply::new(&mut bytes, protocol));
    Ok(Body { bytes, charge: None })
}

fn write_receipt(receipt: &Receipt, repeated: bool, reply: &mut Reply<'_>) {
    reply.map(4);
    reply.text("sequence");
    reply.count(receipt.sequence);
    reply.text("first");
    reply.count(receipt.first);
    reply.text("count");
    reply.count(receipt.count);
    reply.text("repeated");
    reply.boolean(repeated);
}

/// What an order is about, by name.
fn scope(asker: &mut Asker<'_>, what: &What, most: usize) -> Result<Scope, Failure> {
    let targets = match what {
        What::WholeCase => return Ok(Scope::WholeCase),
        What::Names(names) => names.iter().map(|name| target(asker, name)).collect::<Result<_, _>>()?,
        What::Trace(request) => reached(&asker.answer(request)?, most)?,
    };
    Ok(Scope::Targets(targets))
}

fn target(asker: &Asker<'_>, name: &NameText) -> Result<Target, Failure> {
    let named = match name {
        NameText::Any(text) => asker.named(text)?,
        NameText::Lot(text) => Named::Lot(asker.named_lot(text)?),
        NameText::Position(text) => {
            let (lot, site) = asker.named_position(text)?;
            Named::Position(lot, site)
        }
        NameText::Product { product, site } => {
            let site = site.as_ref().map(|site| asker.named_site(site)).transpose()?;
            let product = asker.named_product(product)?.into();
            return Ok(Target { product, lot: None, site: site.map(Box::from) });
        }
    };
    Ok(match named {
        Named::Lot(lot) => Target { product: lot.product.into(), lot: Some(lot.code.into()), site: None },
        Named::Position(lot, site) => {
            Target { product: lot.product.into(), lot: Some(lot.code.into()), site: Some(site.into()) }
        }
        Named::Product(product) => Target { product: product.into(), lot: None, site: None },
    })
}

/// Everything that a trace reached: positions by flow, else whole lots.
fn reached(answer: &Answer<'_>, most: usize) -> Result<Vec<Target>, Failure> {
    let by_flow = answer.sheet_named("positions");
    let sheet = by_flow.or_else(|| answer.sheet_named("lots"));
    let sheet = sheet.ok_or_else(|| Failure::arguments("the trace lists no lots"))?;
    if sheet.len() > most {
        return Err(too_many(most));
    }
    let mut cells = Vec::new();
    let targets = (0..sheet.len()).map(|row| {
        sheet.row(row, &mut cells);
        let site = by_flow.and_then(|_| cells.get(1)).map(|site| site.to_string().into_boxed_str());
        match cells.first() {
            Some(Cell::Lot(lot)) => {
                Ok(Target { product: lot.product.into(), lot: Some(lot.code.into()), site })
            }
            _ => Err(Failure::arguments("the trace lists no lots")),
        }
    });
    targets.collect()
}

async fn holds(
    shared: &Shared,
    protocol: Protocol,
    world: Arc<World>,
    deadline: Instant,
    after: u64,
    limit: Option<usize>,
) -> Result<Body, Failure> {
    let ledger = shared.ledger()?;
    let mut charge = shared.budget.open();
    let sequence = world.sequence;
    let work = move |_: &mut Asker<'_>| {
        let page = feed::HoldsPage { after, limit, sequence, protocol };
        let bytes = feed::write_holds(&ledger, &page, &mut charge, deadline)?;
        Ok(Body { bytes, charge: Some(charge) })
    };
    shared.pool.run(world, deadline, work).await
}
