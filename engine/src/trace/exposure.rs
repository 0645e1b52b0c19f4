//! Exposure: what stands at a site while affected stock does, until the site is cleaned.

use super::flow::{FlowQuery, Trust};
use super::marks::{FlowScratch, reach};
use crate::model::{END, Interval, Leg, LotId, PositionId, Row, SiteId, View};
use crate::run::{legs_of, load_run, presence, untrusted_as_known};

/// Spreads what is affected at a site to what is present beside it. Whether any label changed.
///
/// Affected stock that is present over `[d, b]` keeps the site dirty over `[d, e]`: `e` is the earliest end of
/// those cleanings that start after `b`.
pub(crate) fn expose(
    view: &View<'_>,
    query: &FlowQuery<'_>,
    site: SiteId,
    scratch: &mut FlowScratch,
) -> bool {
    let cleans = cleans_of(view, query, site);
    let mut present: Vec<(PositionId, LotId, Vec<Interval>)> = Vec::new();
    let mut dirty = Vec::new();
    let mut run = std::mem::take(&mut scratch.run);
    let mut legs = std::mem::take(&mut scratch.legs);
    for position in positions_at(view, site) {
        let lot = view.lot_of(position);
        let mut stretches = Vec::new();
        stretches_of(view, query, lot, position, &mut run, &mut legs, &mut stretches);
        let label = scratch.label(position);
        if label != END {
            for stretch in &stretches {
                let start = stretch.start.max(label);
                if start <= stretch.end {
                    dirty.push(Interval { start, end: dirt_end(&cleans, stretch.end) });
                }
            }
        }
        present.push((position, lot, stretches));
    }
    scratch.run = run;
    scratch.legs = legs;
    let dirty = merged(dirty);
    let mut changed = false;
    for (position, lot, stretches) in present {
        for stretch in stretches {
            let first = dirty.partition_point(|dirt| dirt.end < stretch.start);
            if let Some(dirt) = dirty.get(first)
                && dirt.start <= stretch.end
            {
                changed |= scratch.improve(position, lot, dirt.start.max(stretch.start), reach::EXPOSED);
            }
        }
    }
    changed
}

/// Positions at a site.
pub(crate) fn positions_at<'s>(view: &View<'s>, site: SiteId) -> impl Iterator<Item = PositionId> + use<'s> {
    let from = view.shelf_site.partition_point(|s| s < site.get());
    let to = view.shelf_site.partition_point(|s| s <= site.get());
    let range = view.shelf_start.get(from) as usize..view.shelf_start.get(to) as usize;
    view.shelf_position.range(range).map(PositionId::new)
}

/// Stretches in which a position holds stock, under a query's trust and knowledge.
pub(crate) fn stretches_of(
    view: &View<'_>,
    query: &FlowQuery<'_>,
    lot: LotId,
    position: PositionId,
    run: &mut Vec<Row>,
    legs: &mut Vec<Leg>,
    stretches: &mut Vec<Interval>,
) {
    load_run(view, lot, query.knowledge, run);
    let pool = view.is_pool(lot);
    let safe = query.trust == Trust::Safe && !pool;
    let always = safe && untrusted_as_known(view, query.knowledge, run, position, legs);
    legs_of(run, position, legs);
    presence(legs, always, !safe, stretches);
}

fn cleans_of(view: &View<'_>, query: &FlowQuery<'_>, site: SiteId) -> Vec<Interval> {
    let from = view.clean_site.partition_point(|s| s < site.get());
    let to = view.clean_site.partition_point(|s| s <= site.get());
    (from..to)
        .filter(|i| {
            query.cleans && query.knowledge.holds(view.clean_recorded.get(*i), view.clean_until.get(*i))
        })
        .map(|i| Interval { start: view.clean_start.get(i), end: view.clean_end.get(i) })
        .collect()
}

fn dirt_end(cleans: &[Interval], gone: i64) -> i64 {
    cleans.iter().filter(|clean| clean.start > gone).map(|clean| clean.end).min().unwrap_or(END)
}

/// Sorted, and those that meet made one.
pub(crate) fn merged(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.sort_unstable();
    let mut merged: Vec<Interval> = Vec::with_capacity(intervals.len());
    for next in intervals {
        match merged.last_mut() {
            Some(last) if next.start <= last.end => last.end = last.end.max(next.end),
            Some(_) | None => merged.push(next),
        }
    }
    merged
}
