//! Names of things: what a text means in this snapshot, or what it may have meant.

use engine::model::{LotId, PositionId, ProductId, SiteId, fold_code, transpositions};
use engine::{Knowledge, MOST_CANDIDATES, Resolved, resolve, sites_below};
use roaring::RoaringBitmap;

use crate::asker::Asker;
use crate::cell::LotName;
use crate::error::AskError;
use crate::scan::may_be;
use crate::time::Zone;

impl<'s> Asker<'s> {
    /// The stable name of a lot.
    pub(crate) fn lot_name(&self, lot: LotId) -> LotName<'s> {
        LotName { product: self.view.product_code(self.view.product_of(lot)), code: self.view.lot_code(lot) }
    }

    /// The lot that a text names, if it was known by then.
    pub(crate) fn lot(&self, text: &str, knowledge: Knowledge) -> Result<LotId, AskError> {
        let names = |lots: Vec<LotId>| lots.into_iter().map(|lot| self.view.lot_name(lot)).collect();
        match resolve(&self.view, text, knowledge) {
            Resolved::Found(lot) => Ok(lot),
            Resolved::Ambiguous(lots) => {
                Err(AskError::AmbiguousLot { name: text.to_owned(), candidates: names(lots) })
            }
            Resolved::Unknown(_) if may_be(text) => self.scanned_lot(text, knowledge),
            Resolved::Unknown(lots) => {
                Err(AskError::UnknownLot { name: text.to_owned(), candidates: names(lots) })
            }
        }
    }

    /// The lots that texts name, each once.
    pub(crate) fn lots(&self, texts: &[String], knowledge: Knowledge) -> Result<Vec<LotId>, AskError> {
        let mut lots = Vec::with_capacity(texts.len());
        for text in texts {
            let lot = self.lot(text, knowledge)?;
            if !lots.contains(&lot) {
                lots.push(lot);
            }
        }
        Ok(lots)
    }

    /// The site that a text names.
    pub(crate) fn site(&self, text: &str) -> Result<SiteId, AskError> {
        self.view.find_site(text).ok_or_else(|| {
            let codes = (0..self.view.site_code.len()).map(|i| self.view.site_code(SiteId::new(i as u32)));
            AskError::UnknownSite { name: text.to_owned(), candidates: look_alikes_among(text, codes) }
        })
    }

    /// The sites that texts name.
    pub(crate) fn sites(&self, texts: &[String]) -> Result<Vec<SiteId>, AskError> {
        texts.iter().map(|text| self.site(text)).collect()
    }

    /// The product that a text names.
    pub(crate) fn product(&self, text: &str) -> Result<ProductId, AskError> {
        self.view.find_product(text).ok_or_else(|| {
            let codes =
                (0..self.view.product_code.len()).map(|i| self.view.product_code(ProductId::new(i as u32)));
            AskError::UnknownProduct { name: text.to_owned(), candidates: look_alikes_among(text, codes) }
        })
    }

    /// The parts of `LOT@SITE`. Both may hold an `@`: the last one that divides into known names counts.
    pub(crate) fn divided<'t>(&self, text: &'t str) -> Result<(&'t str, &'t str), AskError> {
        let mut divided = text.rmatch_indices('@').map(|(at, _)| (&text[..at], &text[at + 1..]));
        let known = divided.clone().find(|(_, site)| self.view.find_site(site).is_some());
        known.or_else(|| divided.next()).ok_or_else(|| AskError::Fit {
            reason: format!("{text:?} is no position; write it as PRODUCT/LOT@SITE"),
        })
    }

    /// The position that `LOT@SITE` names.
    pub(crate) fn position(
        &self,
        text: &str,
        knowledge: Knowledge,
    ) -> Result<(LotId, SiteId, PositionId), AskError> {
        let (lot, site) = self.divided(text)?;
        let (lot, site) = (self.lot(lot, knowledge)?, self.site(site)?);
        let position = self.position_of(lot, site)?;
        Ok((lot, site, position))
    }

    /// The position of a lot at a site.
    pub(crate) fn position_of(&self, lot: LotId, site: SiteId) -> Result<PositionId, AskError> {
        self.view.position_at(lot, site).ok_or_else(|| AskError::NoPosition {
            lot: self.view.lot_name(lot),
            site: self.view.site_code(site).to_owned(),
        })
    }

    /// A site and all below it, as a set; `None`: all sites.
    pub(crate) fn sites_under(&self, text: Option<&str>) -> Result<Option<RoaringBitmap>, AskError> {
        text.map(|text| Ok(sites_below(&self.view, self.site(text)?))).transpose()
    }

    /// The zone of a site, else that of the question.
    pub(crate) fn zone_of(&self, site: SiteId) -> Zone {
        self.zones.of(site)
    }
}

fn look_alikes_among<'a>(text: &str, codes: impl Iterator<Item = &'a str>) -> Vec<String> {
    let folded = fold_code(text);
    let near: Vec<String> = transpositions(&folded).collect();
    let mut found: Vec<(bool, &str)> = codes
        .filter_map(|code| {
            let other = fold_code(code);
            if other == folded { Some((false, code)) } else { near.contains(&other).then_some((true, code)) }
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(MOST_CANDIDATES).map(|(_, code)| code.to_owned()).collect()
}
