//! What a name means: a lot, several, or none, and then what it may have meant.

use super::known::is_known;
use crate::model::{LotId, ProductId, View, fold_code, transpositions};
use crate::run::Knowledge;

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// This lot.
    Found(LotId),
    /// A bare code that several lots have, by name.
    Ambiguous(Vec<LotId>),
    /// No lot; those that it may have meant, best first, at most [`MOST_CANDIDATES`].
    Unknown(Vec<LotId>),
}

/// How many lots an unknown name may have meant.
pub const MOST_CANDIDATES: usize = 10;

/// Codes longer than this are not tried with characters transposed: that takes time by the square.
const LONGEST_TRANSPOSED: usize = 256;

/// Resolves `PRODUCT/LOT`, where the first slash divides that leaves a known product (`PRODUCT/` is its stock
/// without a lot), or a bare code.
///
/// Nothing is ever guessed: a name that no lot has exactly is unknown.
pub fn resolve(view: &View<'_>, name: &str, knowledge: Knowledge) -> Resolved {
    let slashes = name.match_indices('/').map(|(at, _)| (&name[..at], &name[at + 1..]));
    let named = slashes.filter_map(|(product, code)| Some((view.find_product(product)?, code))).next();
    if let Some((product, code)) = named {
        return match view.find_lot(product, code).filter(|lot| is_known(view, *lot, knowledge)) {
            Some(lot) => Resolved::Found(lot),
            None => Resolved::Unknown(look_alikes(view, Some(product), code, knowledge)),
        };
    }
    let mut found =
        of_folded(view, &fold_code(name), |lot| view.lot_code(lot) == name && is_known(view, lot, knowledge));
    match found.as_slice() {
        [] => {
            // An unknown product before the slash is no part of the code.
            let code = name.split_once('/').map_or(name, |(_, code)| code);
            Resolved::Unknown(look_alikes(view, None, code, knowledge))
        }
        [only] => Resolved::Found(*only),
        _ => {
            found.sort_by_cached_key(|lot| view.lot_name(*lot));
            Resolved::Ambiguous(found)
        }
    }
}

/// Lots that a code may have meant: of its own product if that has any such, else of all.
fn look_alikes(view: &View<'_>, product: Option<ProductId>, code: &str, knowledge: Knowledge) -> Vec<LotId> {
    if product.is_some() {
        let own = ranked(view, product, code, knowledge);
        if !own.is_empty() {
            return own;
        }
    }
    ranked(view, None, code, knowledge)
}

/// Equal after folding first, then one adjacent transposition away; by name within a rank.
fn ranked(view: &View<'_>, product: Option<ProductId>, code: &str, knowledge: Knowledge) -> Vec<LotId> {
    let fits = |lot: LotId| {
        product.is_none_or(|product| view.product_of(lot) == product)
            && !view.is_pool(lot)
            && view.lot_code(lot) != code
            && is_known(view, lot, knowledge)
    };
    let folded = fold_code(code);
    let mut best = of_folded(view, &folded, fits);
    best.sort_by_cached_key(|lot| view.lot_name(*lot));
    if best.len() < MOST_CANDIDATES && folded.chars().count() <= LONGEST_TRANSPOSED {
        let mut next: Vec<LotId> =
            transpositions(&folded).flat_map(|swapped| of_folded(view, &swapped, fits)).collect();
        next.sort_unstable();
        next.dedup();
        next.sort_by_cached_key(|lot| view.lot_name(*lot));
        best.extend(next);
    }
    best.truncate(MOST_CANDIDATES);
    best
}

/// Lots whose code folds to this.
fn of_folded(view: &View<'_>, folded: &str, fits: impl Fn(LotId) -> bool) -> Vec<LotId> {
    view.lots_by_fold(folded).filter(|lot| fits(*lot) && fold_code(view.lot_code(*lot)) == folded).collect()
}
