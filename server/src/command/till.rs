//! `LT.SELL`, `LT.SELLX`, `LT.MSELL`: what a till asks.

use std::sync::Arc;

use ask::Day;

use super::{Arguments, Step};
use crate::failure::Failure;
use crate::resp::Reply;
use crate::sell::{self, Verdict, VerdictCode};
use crate::shared::Shared;
use crate::world::World;

/// Whether a scan may be sold; what is no text is no scan.
fn sells(shared: &Shared, world: &World, scan: &[u8], site: Option<&str>) -> bool {
    std::str::from_utf8(scan).is_ok_and(|scan| {
        let verdict = sell::sell(world, scan, site, shared.clock.now());
        shared.metrics.verdict(verdict.code);
        verdict.sells()
    })
}

/// `LT.SELL scan [SITE s]`: `:1`, or `:0` for everything else.
pub(super) fn sell(
    shared: &Shared,
    arguments: &Arguments<'_>,
    reply: &mut Reply<'_>,
) -> Result<Step, Failure> {
    let site = site(arguments, 2)?;
    let world = shared.world.load();
    let world = world.as_deref().ok_or_else(Failure::loading)?;
    reply.integer(i64::from(sells(shared, world, arguments.raw(1), site)));
    Ok(Step::Done)
}

/// `SITE s` at a place, if anything stands there.
fn site<'r>(arguments: &Arguments<'r>, place: usize) -> Result<Option<&'r str>, Failure> {
    match arguments.len().saturating_sub(place) {
        0 => Ok(None),
        2 if arguments.is(place, "SITE") || arguments.is(place, "--SITE") => {
            arguments.text(place + 1).map(Some)
        }
        _ => Err(Failure::arguments("after the scan may stand SITE and a site, nothing else")),
    }
}

/// `LT.MSELL n scan.. [SITE s]`: a list of 1 and 0, by one state of holds.
pub(super) fn many(
    shared: &Shared,
    arguments: &Arguments<'_>,
    reply: &mut Reply<'_>,
) -> Result<Step, Failure> {
    let wrong = || Failure::arguments("LT.MSELL takes the number of scans, then as many scans");
    let count: usize = arguments.text(1)?.parse().map_err(|_| wrong())?;
    let end = count.checked_add(2).filter(|end| *end <= arguments.len()).ok_or_else(wrong)?;
    let site = site(arguments, end)?;
    let world = shared.world.load();
    let world = world.as_deref().ok_or_else(Failure::loading)?;
    reply.list(count);
    for place in 2..end {
        reply.integer(i64::from(sells(shared, world, arguments.raw(place), site)));
    }
    Ok(Step::Done)
}

/// `LT.SELLX scan [SITE s]`: the verdict with its reason.
pub(super) fn explain(
    shared: &Shared,
    arguments: &Arguments<'_>,
    reply: &mut Reply<'_>,
) -> Result<Step, Failure> {
    let site = site(arguments, 2)?;
    let world: Option<Arc<World>> = shared.world.load_full();
    let world = world.as_deref().ok_or_else(Failure::loading)?;
    let verdict = match std::str::from_utf8(arguments.raw(1)) {
        Ok(scan) => sell::sell(world, scan, site, shared.clock.now()),
        Err(_) => Verdict::of(VerdictCode::BadScan),
    };
    shared.metrics.verdict(verdict.code);
    write_verdict(world, &verdict, reply);
    Ok(Step::Done)
}

fn write_verdict(world: &World, verdict: &Verdict<'_>, reply: &mut Reply<'_>) {
    let view = world.generation.view();
    let (case, reason) = verdict.case(world).map_or((None, None), |(case, reason)| (Some(case), reason));
    let maybe = |reply: &mut Reply<'_>, text: Option<&str>| match text {
        Some(text) => reply.text(text),
        None => reply.null(),
    };
    reply.map(10);
    reply.text("verdict");
    reply.integer(i64::from(verdict.sells()));
    reply.text("code");
    reply.text(verdict.code.name());
    reply.text("case");
    maybe(reply, case);
    reply.text("expiry");
    match verdict.expiry {
        Some(day) => reply.display(&Day(day)),
        None => reply.null(),
    }
    reply.text("sequence");
    reply.count(world.sequence);
    reply.text("reason");
    maybe(reply, reason);
    reply.text("product");
    maybe(reply, verdict.product.map(|product| view.product_code(product)));
    reply.text("lot");
    match verdict.lot {
        Some(lot) => reply.text(&view.lot_name(lot)),
        None => reply.null(),
    }
    reply.text("site");
    maybe(reply, verdict.block.and_then(|block| block.site).map(|site| view.site_code(site)));
    reply.text("best_before_passed");
    reply.boolean(verdict.best_before_passed);
}
