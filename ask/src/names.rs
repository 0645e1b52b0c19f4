//! Names of things: what a text means in this snapshot, or what it may have meant.

use engine::Knowledge;
use engine::model::{LotId, PositionId, ProductId, SiteId, TextId, fold_code, lot_flag, transpositions};

use crate::asker::Asker;
use crate::cell::LotName;
use crate::error::AskError;
use crate::time::Zone;

/// Names that are offered where one was not found.
const CANDIDATES: usize = 10;

impl<'s> Asker<'s> {
    /// The stable name of a lot.
    pub(crate) fn lot_name(&self, lot: LotId) -> LotName<'s> {
        LotName { product: self.view.product_code(self.view.product_of(lot)), code: self.view.lot_code(lot) }
    }

    /// The lot that a text names, if it was known by then.
    pub(crate) fn lot(&self, text: &str, knowledge: Knowledge) -> Result<LotId, AskError> {
        let lot = self.named_lot(text)?;
        if self.is_known(lot, knowledge) {
            Ok(lot)
        } else {
            Err(AskError::NotYetKnown { name: self.view.lot_name(lot) })
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

    fn is_known(&self, lot: LotId, knowledge: Knowledge) -> bool {
        knowledge.until.is_none()
            || self.view.lot_flags.get(lot.index()) & lot_flag::NAMED != 0
            || self
                .view
                .rows_of(lot)
                .chain(self.view.old_rows_of(lot))
                .any(|row| knowledge.has_seen(self.view.row_recorded(row)))
    }

    fn named_lot(&self, text: &str) -> Result<LotId, AskError> {
        let (product, code) = match text.split_once('/') {
            Some((product, code)) => (self.view.find_product(product), code),
            None => (None, text),
        };
        if let Some(found) = product.and_then(|product| self.view.find_lot(product, code)) {
            return Ok(found);
        }
        let same: Vec<LotId> =
            self.view.lots_by_fold(&fold_code(text)).filter(|lot| self.view.lot_code(*lot) == text).collect();
        match (product, same.as_slice()) {
            (None, [one]) => Ok(*one),
            (None, [_, ..]) => {
                Err(AskError::AmbiguousLot { name: text.to_owned(), candidates: self.sorted_names(same) })
            }
            (Some(_), _) | (None, []) => {
                Err(AskError::UnknownLot { name: text.to_owned(), candidates: self.look_alikes(product, code) })
            }
        }
    }

    fn sorted_names(&self, mut lots: Vec<LotId>) -> Vec<String> {
        lots.sort_unstable_by_key(|lot| self.view.lot_rank.get(lot.index()));
        lots.dedup();
        lots.into_iter().map(|lot| self.view.lot_name(lot)).collect()
    }

    fn look_alikes(&self, product: Option<ProductId>, code: &str) -> Vec<String> {
        let folded = fold_code(code);
        let like = |text: &str| -> Vec<LotId> {
            let all = self.view.lots_by_fold(text).filter(|lot| fold_code(self.view.lot_code(*lot)) == text);
            all.filter(|lot| product.is_none_or(|product| self.view.product_of(*lot) == product)).collect()
        };
        let mut names = self.sorted_names(like(&folded));
        let near = self.sorted_names(transpositions(&folded).flat_map(|text| like(&text)).collect());
        names.extend(near);
        names.truncate(CANDIDATES);
        names
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
            let codes = (0..self.view.product_code.len()).map(|i| self.view.product_code(ProductId::new(i as u32)));
            AskError::UnknownProduct { name: text.to_owned(), candidates: look_alikes_among(text, codes) }
        })
    }

    /// The position that `LOT@SITE` names. Both may hold an `@`: the last one that divides into known names counts.
    pub(crate) fn position(&self, text: &str, knowledge: Knowledge) -> Result<(LotId, SiteId, PositionId), AskError> {
        let divided = text.rmatch_indices('@').map(|(at, _)| (&text[..at], &text[at + 1..]));
        let known = divided.clone().find(|(_, site)| self.view.find_site(site).is_some());
        let Some((lot, site)) = known.or_else(|| divided.last()) else {
            return Err(AskError::Fit { reason: format!("{text:?} is no position; write it as PRODUCT/LOT@SITE") });
        };
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

    /// The zone of a site, else that of the question.
    pub(crate) fn zone_of(&self, site: SiteId) -> Zone {
        let name = self.view.text(TextId::new(self.view.site_time_zone.get(site.index())));
        if name.is_empty() { self.settings.time_zone } else { Zone::named(name).unwrap_or(self.settings.time_zone) }
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
    found.into_iter().take(CANDIDATES).map(|(_, code)| code.to_owned()).collect()
}
