//! Names that fit no lot, or several (R25).

use std::collections::BTreeSet;

use crate::ledger::Ledger;
use crate::lot::Lot;

const MOST_CANDIDATES: usize = 10;

/// The lots that have exactly this code.
pub(crate) fn with_code(ledger: &Ledger<'_>, code: &str) -> Vec<String> {
    ledger.lots.iter().filter(|lot| lot.code == code).map(Lot::to_string).collect()
}

/// The lots that `name` may have meant, best first: of its own product if that has any, else of all.
pub(crate) fn look_alikes(ledger: &Ledger<'_>, name: &str) -> Vec<String> {
    let (product, code) = name.split_once('/').map_or((None, name), |(product, code)| (Some(product), code));
    let own = ranked(ledger.lots.iter().filter(|lot| Some(&*lot.product) == product), code);
    if own.is_empty() { ranked(ledger.lots.iter(), code) } else { own }
}

fn ranked<'l>(lots: impl Iterator<Item = &'l Lot>, code: &str) -> Vec<String> {
    let wanted = folded(code);
    let rank = |lot: &Lot| {
        let found = folded(&lot.code);
        if found == wanted { Some(0) } else { is_one_swap_away(&found, &wanted).then_some(1) }
    };
    let lots = lots.filter(|lot| !lot.is_pool() && lot.code != code);
    let candidates: BTreeSet<(u8, String)> =
        lots.filter_map(|lot| Some((rank(lot)?, lot.to_string()))).collect();
    candidates.into_iter().map(|(_, name)| name).take(MOST_CANDIDATES).collect()
}

fn folded(code: &str) -> Vec<char> {
    let letters = code.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    let look = |letter| match letter {
        'o' => '0',
        'i' | 'l' => '1',
        's' => '5',
        'b' => '8',
        'z' => '2',
        other => other,
    };
    letters.map(look).collect()
}

fn is_one_swap_away(found: &[char], wanted: &[char]) -> bool {
    (1..found.len()).any(|place| {
        let mut swapped = found.to_vec();
        swapped.swap(place - 1, place);
        swapped == wanted
    })
}
