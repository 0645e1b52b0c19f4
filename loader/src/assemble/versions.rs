//! A movement in all the versions that were ever known.

use super::corrections::recorded;
use super::drafts::{Draft, Extra, NEVER, NONE, NodeDraft, Piece};
use super::movements::Maker;
use crate::row::Nanos;

impl Maker<'_> {
    /// Moments at which what is known of a movement changes.
    fn epochs(&self, ordinal: u32) -> Vec<Nanos> {
        let (events, corrections) = (self.sources.events, self.sources.corrections);
        let mut epochs = vec![recorded(events, ordinal), corrections.until(ordinal)];
        for arrival in corrections.arrivals(ordinal) {
            epochs.extend([recorded(events, *arrival), corrections.until(*arrival)]);
        }
        let row = events.row(ordinal);
        if row.product.0 == 0 {
            epochs.extend(corrections.packing_epochs(row.container.0));
        }
        epochs
    }

    /// Emits a movement in all its versions.
    pub(super) fn versions(&mut self, ordinal: u32, mut state: impl FnMut(&mut Self, Nanos) -> Vec<Piece>) {
        let (from, until) = (recorded(self.sources.events, ordinal), self.sources.corrections.until(ordinal));
        let epochs = self.epochs(ordinal);
        if until <= from {
            // Taken back before it was known: it never counted, but why-not still names it.
            let pieces = state(self, NEVER - 1);
            self.emit(&pieces, None, from, until, true);
            return;
        }
        let mut points = epochs;
        points.retain(|at| (from..NEVER).contains(at));
        points.sort_unstable();
        points.dedup();
        let later = points.split_off(points.partition_point(|at| *at < until));
        let mut pending: Option<(Nanos, Vec<Piece>)> = None;
        for at in points {
            let pieces = state(self, at);
            match &pending {
                Some((_, before)) if *before == pieces => {}
                Some((since, before)) => {
                    let (since, before) = (*since, before.clone());
                    self.emit(&before, None, since, at, false);
                    pending = Some((at, pieces));
                }
                None => pending = Some((at, pieces)),
            }
        }
        match pending {
            Some((since, pieces)) if !pieces.is_empty() => {
                // By what is known now it may have moved nothing: then no void took anything back.
                let voided = until != NEVER && !state(self, NEVER - 1).is_empty();
                self.emit(&pieces, None, since, until, voided);
            }
            _ => self.emit_unseen(&later, state),
        }
    }

    /// What was taken back before it was known what it moved: it never counted, but why-not names it.
    fn emit_unseen(&mut self, later: &[Nanos], mut state: impl FnMut(&mut Self, Nanos) -> Vec<Piece>) {
        for at in later {
            let pieces = state(self, *at);
            if !pieces.is_empty() {
                self.emit(&pieces, None, *at, *at, true);
                return;
            }
        }
    }

    /// Emits one version; with several pieces, or with a node given, they are legs of one node.
    pub(super) fn emit(
        &mut self,
        pieces: &[Piece],
        node: Option<NodeDraft>,
        recorded: Nanos,
        until: Nanos,
        voided: bool,
    ) {
        let Some(first) = pieces.first() else { return };
        let node = node.or_else(|| {
            (pieces.len() > 1).then(|| NodeDraft {
                split: true,
                time: first.time,
                hazards: Vec::new(),
                old: until != NEVER,
            })
        });
        let number = match node {
            Some(node) => {
                self.made.nodes.push(node);
                self.made.nodes.len() as u32 - 1
            }
            None => NONE,
        };
        for piece in pieces {
            let draft = Draft {
                lot: self.sources.names.rank(piece.lot),
                ordinal: piece.ordinal,
                start: piece.time.start,
                node: number,
                extra: self.made.extras.len() as u32,
                kind: piece.kind,
                old: until != NEVER,
            };
            self.made.drafts.push(draft);
            self.made.extras.push(Extra { piece: *piece, recorded, until, voided });
        }
    }
}
