//! Snapshots: any bytes open, or are refused; what opens can be read.

#![no_main]

use engine::Snapshot;
use libfuzzer_sys::fuzz_target;
use rkyv::util::AlignedVec;

fuzz_target!(|bytes: &[u8]| {
    let mut aligned = AlignedVec::new();
    aligned.extend_from_slice(bytes);
    let Ok(snapshot) = Snapshot::from_bytes(aligned) else { return };
    let view = snapshot.view();
    for lot in (0..view.lot_count() as u32).map(engine::model::LotId::new) {
        let name = view.lot_name(lot);
        assert!(name.contains('/'));
        assert!(view.positions_of(lot).all(|position| view.lot_of(position) == lot));
    }
});
