//! What is held now, by name, and what it means in the snapshot that is served.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use engine::model::{END, LotId, ProductId, SiteId, StatusKind};
use engine::{LiveStatus, Origin, SharedVec, Statuses};

use super::record::{Act, Batch, Target};
use crate::generation::Generation;
use crate::world::{CaseText, World};

/// A lot and a site of a product, either of which may stand for all.
type Place = (Option<Box<str>>, Option<Box<str>>);

/// Something stated of a place.
#[derive(Clone, Copy, Debug)]
struct Entry {
    act: Act,
    /// Place in [`Standing::cases`].
    case: u32,
    recorded: i64,
    /// [`END`] while it counts.
    replaced: i64,
}

#[derive(Debug, Default)]
struct OfPlace {
    entries: Vec<Entry>,
    /// What the names mean in the snapshot; `None`: it does not know them, and nothing there can be held.
    ids: Option<(Option<LotId>, Option<SiteId>)>,
}

#[derive(Debug, Default)]
struct OfProduct {
    places: HashMap<Place, OfPlace>,
    id: Option<ProductId>,
}

/// Everything stated so far, by name. Only the keeper changes it; a [`World`] is what others see of it.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    products: HashMap<Box<str>, OfProduct>,
    cases: Vec<Arc<CaseText>>,
    case_numbers: HashMap<CaseText, u32>,
    published_cases: SharedVec<Option<Arc<CaseText>>>,
    touched: BTreeSet<Box<str>>,
    /// Number of the last statement.
    sequence: u64,
    held: u64,
}

impl Standing {
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Takes in a batch, which begins where the one before ended.
    pub(crate) fn apply(&mut self, batch: &Batch, generation: &Generation) {
        let case = self.case_number(&batch.case, &batch.reason);
        for target in &batch.targets {
            self.state(target, batch.act, case, batch.at, generation);
        }
        self.sequence = batch.end() - 1;
    }

    fn case_number(&mut self, case: &str, reason: &str) -> u32 {
        let text = CaseText { case: case.into(), reason: reason.into() };
        if let Some(number) = self.case_numbers.get(&text) {
            return *number;
        }
        let number = self.cases.len() as u32;
        let shared = Arc::new(text.clone());
        *self.published_cases.get_mut(self.cases.len()) = Some(Arc::clone(&shared));
        self.cases.push(shared);
        self.case_numbers.insert(text, number);
        number
    }

    fn state(&mut self, target: &Target, act: Act, case: u32, at: i64, generation: &Generation) {
        let of_product = self
            .products
            .entry(target.product.clone())
            .or_insert_with(|| OfProduct { places: HashMap::new(), id: generation.product(&target.product) });
        let product = of_product.id;
        let place = (target.lot.clone(), target.site.clone());
        let of_place = of_product.places.entry(place).or_insert_with(|| OfPlace {
            entries: Vec::new(),
            ids: product
                .and_then(|product| ids(generation, product, target.lot.as_deref(), target.site.as_deref())),
        });
        let cases = &self.cases;
        let same_case = |entry: &Entry| cases[entry.case as usize].case == cases[case as usize].case;
        let was_held = is_held(&of_place.entries);
        match act {
            Act::Hold | Act::Recall => {
                let is_stated = of_place
                    .entries
                    .iter()
                    .any(|entry| entry.act == act && entry.replaced == END && same_case(entry));
                if !is_stated {
                    of_place.entries.push(Entry { act, case, recorded: at, replaced: END });
                }
            }
            Act::Release => {
                // An earlier release lifts nothing that this one does not lift.
                of_place.entries.retain(|entry| entry.act != Act::Release || !same_case(entry));
                for entry in
                    of_place.entries.iter_mut().filter(|entry| entry.replaced == END && same_case(entry))
                {
                    entry.replaced = at;
                }
                of_place.entries.push(Entry { act, case, recorded: at, replaced: END });
            }
        }
        match (was_held, is_held(&of_place.entries)) {
            (false, true) => self.held += 1,
            (true, false) => self.held -= 1,
            (true, true) | (false, false) => {}
        }
        self.touched.insert(target.product.clone());
    }

    /// Whether a case holds a target now, here or in the snapshot: what a release would lift.
    pub(crate) fn holds(&self, target: &Target, case: &str, at: i64, generation: &Generation) -> bool {
        let place = (target.lot.clone(), target.site.clone());
        let of_place =
            self.products.get(&target.product).and_then(|of_product| of_product.places.get(&place));
        let is_stated =
            of_place.is_some_and(|found| found.entries.iter().any(|entry| self.counts(entry, case)));
        is_stated || (is_recorded(target, case, at, generation) && !self.is_lifted(of_place, case))
    }

    fn counts(&self, entry: &Entry, case: &str) -> bool {
        entry.act != Act::Release && entry.replaced == END && &*self.cases[entry.case as usize].case == case
    }

    fn is_lifted(&self, of_place: Option<&OfPlace>, case: &str) -> bool {
        let lifts =
            |entry: &Entry| entry.act == Act::Release && &*self.cases[entry.case as usize].case == case;
        of_place.is_some_and(|found| found.entries.iter().any(lifts))
    }

    /// Every target that a case holds, here or in the snapshot; sorted.
    pub(crate) fn of_case(&self, case: &str, at: i64, generation: &Generation) -> Vec<Target> {
        let mut found = BTreeSet::new();
        for (product, of_product) in &self.products {
            let places = of_product.places.iter();
            for ((lot, site), _) in
                places.filter(|(_, found)| found.entries.iter().any(|e| self.counts(e, case)))
            {
                found.insert(Target { product: product.clone(), lot: lot.clone(), site: site.clone() });
            }
        }
        let view = generation.view();
        for block in generation.own().iter() {
            let target = Target {
                product: view.product_code(block.product).into(),
                lot: block.lot.map(|lot| view.lot_code(lot).into()),
                site: block.site.map(|site| view.site_code(site).into()),
            };
            if self.holds(&target, case, at, generation) {
                found.insert(target);
            }
        }
        found.into_iter().collect()
    }

    /// Finds in another snapshot what all names mean.
    pub(crate) fn adopt(&mut self, generation: &Generation) {
        for (code, of_product) in &mut self.products {
            of_product.id = generation.product(code);
            for ((lot, site), of_place) in &mut of_product.places {
                let found = |product| ids(generation, product, lot.as_deref(), site.as_deref());
                of_place.ids = of_product.id.and_then(found);
            }
        }
        self.touched = self.products.keys().cloned().collect();
    }

    /// The next world: the one before with what has changed since.
    pub(crate) fn publish(&mut self, mut world: World) -> World {
        let mut live: Statuses = (*world.live).clone();
        let mut products = Vec::new();
        for code in std::mem::take(&mut self.touched) {
            let Some(of_product) = self.products.get(&code) else { continue };
            let Some(product) = of_product.id else { continue };
            live.set(product, self.statuses(of_product, &world.generation));
            products.push(product);
        }
        world.live = Arc::new(live);
        world.cases = self.published_cases.clone();
        world.sequence = self.sequence;
        world.held = self.held;
        world.restock(products.into_iter());
        world
    }

    fn statuses(&self, of_product: &OfProduct, generation: &Generation) -> Vec<LiveStatus> {
        let mut statuses = Vec::new();
        for of_place in of_product.places.values() {
            let Some((lot, site)) = of_place.ids else { continue };
            statuses.extend(of_place.entries.iter().map(|entry| LiveStatus {
                lot,
                site,
                kind: match entry.act {
                    Act::Hold => StatusKind::Hold,
                    Act::Recall => StatusKind::Recall,
                    Act::Release => StatusKind::Release,
                },
                number: u64::from(entry.case),
                case: match entry.act {
                    Act::Release => generation.view().find_text(&self.cases[entry.case as usize].case),
                    Act::Hold | Act::Recall => None,
                },
                recorded: entry.recorded,
                replaced: entry.replaced,
            }));
        }
        statuses
    }
}

fn is_held(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| entry.act != Act::Release && entry.replaced == END)
}

/// What the names of a place mean; `None`: the snapshot does not know one of them.
fn ids(
    generation: &Generation,
    product: ProductId,
    lot: Option<&str>,
    site: Option<&str>,
) -> Option<(Option<LotId>, Option<SiteId>)> {
    let lot = match lot {
        Some(code) => Some(generation.lot(product, code)?),
        None => None,
    };
    let site = match site {
        Some(code) => Some(generation.site(code)?),
        None => None,
    };
    Some((lot, site))
}

/// Whether the snapshot itself says that a case holds a target.
fn is_recorded(target: &Target, case: &str, at: i64, generation: &Generation) -> bool {
    let view = generation.view();
    let Some(product) = generation.product(&target.product) else { return false };
    let Some((lot, site)) = ids(generation, product, target.lot.as_deref(), target.site.as_deref()) else {
        return false;
    };
    generation.own().on(product, lot, site).iter().any(|block| match block.origin {
        Origin::Recorded { case: found, .. } => view.text(found) == case && block.blocks_at(at),
        Origin::Live(_) => false,
    })
}
