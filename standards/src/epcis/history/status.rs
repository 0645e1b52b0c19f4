//! Dispositions: dated status, never movement.

use std::io;

use super::*;

impl History {
    pub(super) fn stand(&mut self, said: &Observation, to: &mut Telling<'_, impl LegSink>) -> io::Result<()> {
        if self.product.is_empty() {
            note(to, "disposition of a container");
            return Ok(());
        }
        let word = said.detail.strip_prefix("persistent ").unwrap_or(&said.detail);
        let kind = match Standing::of(word) {
            Standing::Recalled => LegKind::Recall,
            Standing::Held => LegKind::Hold,
            Standing::Sellable => {
                let site = self.site(said);
                return self.lift(said, to, |at, document, _| {
                    at == site && !document.starts_with("EPCIS:persistent ")
                });
            }
            Standing::Neutral => return Ok(()),
        };
        let (site, document) = (self.site(said), format!("EPCIS:{}", said.detail));
        if self.standing.iter().any(|known| known.0 == kind && known.1 == site && known.2 == document) {
            return Ok(());
        }
        if self.retraction(said).is_none() {
            self.standing.push((kind, site.clone(), document.clone()));
        }
        self.emit(&self.status(kind, said, &site, &document, kind == LegKind::Recall), said, to)
    }

    /// A row of status: a recall holds for the lot wherever it is, a hold for where it was said.
    fn status(&self, kind: LegKind, said: &Observation, site: &str, document: &str, whole_lot: bool) -> Leg {
        let nowhere = whole_lot || site == UNKNOWN;
        Leg {
            event: format!("{}+status", said.event),
            recorded: said.recorded,
            product: self.product.clone(),
            lot: self.lot.clone(),
            site: if nowhere { String::new() } else { site.to_owned() },
            document: document.to_owned(),
            ..Leg::new(&said.event, kind, said.time)
        }
    }

    pub(super) fn lift(
        &mut self,
        said: &Observation,
        to: &mut Telling<'_, impl LegSink>,
        lifts: impl Fn(&str, &str, &str) -> bool,
    ) -> io::Result<()> {
        let of = format!("EPCIS:{}", said.detail);
        let (lifted, kept): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.standing).into_iter().partition(|known| lifts(&known.1, &known.2, &of));
        self.standing = kept;
        for (kind, site, document) in lifted {
            let leg = self.status(LegKind::Release, said, &site, &document, kind == LegKind::Recall);
            self.emit(&leg, said, to)?;
        }
        Ok(())
    }
}
