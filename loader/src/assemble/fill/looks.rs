//! Codes that are easily taken for one another.

use engine::model::{AnomalyKind, Columns, fold_code, fold_hash, lot_flag, transpositions};
use rayon::prelude::*;

use super::Fill;
use crate::assemble::drafts::AnomalyDraft;

impl Fill<'_> {
    /// Hashes of the folded codes, by rank.
    pub(super) fn folded(&self) -> Vec<u64> {
        let names = self.sources.names;
        let keys = names.keys.par_iter().with_min_len(1 << 12);
        keys.map(|key| fold_hash(&fold_code(names.symbols.get(key.code)))).collect()
    }

    /// Codes of one product that are equal after folding, or, for a lot that nothing created, one adjacent
    /// transposition away.
    pub(super) fn look_alikes(&self, folded: &[u64], columns: &Columns, anomalies: &mut Vec<AnomalyDraft>) {
        let names = self.sources.names;
        let code = |rank: u32| names.symbols.get(names.keys[rank as usize].code);
        let mut lots: Vec<(u32, u64, u32)> = (0..names.keys.len())
            .into_par_iter()
            .with_min_len(1 << 12)
            .filter(|rank| !names.is_pool(names.keys[*rank]))
            .map(|rank| (names.keys[rank].product, folded[rank], rank as u32))
            .collect();
        lots.par_sort_unstable();
        let mut note = |a: u32, b: u32| {
            let lot = names.keys[a.min(b) as usize];
            anomalies.push(AnomalyDraft::lot(AnomalyKind::LookAlike, lot).detail(code(a.max(b))));
        };
        for pair in lots.windows(2) {
            // The hash stands for the folded code, but for a chance that is ruled out here.
            if (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1)
                && fold_code(code(pair[0].2)) == fold_code(code(pair[1].2))
            {
                note(pair[0].2, pair[1].2);
            }
        }
        for (product, _, rank) in &lots {
            let lot = self.lots.id_of[*rank as usize] as usize;
            let rows = columns.lot_rows[lot + 1] - columns.lot_rows[lot];
            if columns.lot_flags[lot] & lot_flag::CREATED != 0 || rows == 0 {
                continue;
            }
            for swapped in transpositions(&fold_code(code(*rank))) {
                let key = (*product, fold_hash(&swapped));
                let at = lots.partition_point(|(product, hash, _)| (*product, *hash) < key);
                let alike = lots[at..].iter().take_while(|(product, hash, _)| (*product, *hash) == key);
                for (_, _, other) in alike.filter(|(_, _, other)| fold_code(code(*other)) == swapped) {
                    note(*rank, *other);
                }
            }
        }
    }
}
