//! What the retailer buys, makes and sells.

use std::ops::Range;

use crate::pen::check_digit;

/// Position of a product in the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ProductId(pub(crate) u32);

/// A row of table `products`.
pub(crate) struct Product {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) category: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) shelf_days: u32,
    pub(crate) cost_cents: u32,
    /// Pieces in a case; 0 where there is none. Only what is sold has cases and GTINs.
    pub(crate) case: u32,
    /// The expiry is a use-by date, else a best-before date.
    pub(crate) perishable: bool,
}

/// Something bought to make products from.
#[derive(Clone, Copy)]
pub(crate) struct Ingredient {
    pub(crate) product: ProductId,
    /// Batches that one lot lasts for: least and most, by a power law between them.
    pub(crate) lasts: (u32, u32),
    /// Units that a batch takes: least and most.
    pub(crate) per_batch: (u32, u32),
}

/// One flavour of a family: its bulk, what flavours it, and the packed products.
pub(crate) struct Flavour {
    pub(crate) bulk: ProductId,
    pub(crate) fruit: usize,
    pub(crate) packs: Range<u32>,
}

/// Products that are made together: premix, base, perhaps a ferment, bulks, packs, multipacks, displays.
pub(crate) struct Family {
    pub(crate) premix: ProductId,
    pub(crate) base: ProductId,
    /// Second stage after the base, where there is one.
    pub(crate) ferment: Option<ProductId>,
    pub(crate) flavours: Vec<Flavour>,
    pub(crate) multipack: Option<ProductId>,
    pub(crate) display: Option<ProductId>,
    /// Positions in [`Catalog::ingredients`].
    pub(crate) main: usize,
    pub(crate) sweet: usize,
    pub(crate) spice: usize,
    pub(crate) culture: usize,
    pub(crate) cup: usize,
    pub(crate) lid: usize,
    pub(crate) carton: usize,
    /// Hazards that the base's heating kills; empty: not heated.
    pub(crate) kills: &'static str,
}

/// All products.
pub(crate) struct Catalog {
    products: Vec<Product>,
    pub(crate) ingredients: Vec<Ingredient>,
    pub(crate) families: Vec<Family>,
    /// Products bought ready to sell.
    pub(crate) traded: Vec<ProductId>,
    /// Salt, vitamins, stabiliser: bought once for all plants.
    pub(crate) shared: [ProductId; 3],
}

/// A kind of ingredient: names, unit, shelf life, cost, how long a lot lasts, what a batch takes.
struct IngredientKind {
    names: &'static [&'static str],
    category: &'static str,
    unit: &'static str,
    shelf_days: u32,
    cost_cents: u32,
    lasts: (u32, u32),
    per_batch: (u32, u32),
}

const KINDS: [IngredientKind; 8] = [
    IngredientKind {
        names: &["Whole milk", "Skimmed milk", "Oat base", "Wheat flour", "Chickpeas", "Goat milk"],
        category: "raw",
        unit: "kg",
        shelf_days: 12,
        cost_cents: 48,
        lasts: (1, 4),
        per_batch: (800, 1600),
    },
    IngredientKind {
        names: &["Cane sugar", "Glucose syrup", "Date syrup", "Agave syrup"],
        category: "raw",
        unit: "kg",
        shelf_days: 540,
        cost_cents: 90,
        lasts: (2, 100),
        per_batch: (40, 90),
    },
    IngredientKind {
        names: &["Cinnamon", "Vanilla extract", "Cumin", "Paprika", "Garlic powder"],
        category: "raw",
        unit: "kg",
        shelf_days: 720,
        cost_cents: 1900,
        lasts: (2, 60),
        per_batch: (1, 4),
    },
    IngredientKind {
        names: &[
            "Strawberry puree",
            "Blueberry puree",
            "Mango puree",
            "Cherry puree",
            "Lemon juice",
            "Peach cubes",
        ],
        category: "raw",
        unit: "kg",
        shelf_days: 180,
        cost_cents: 310,
        lasts: (1, 40),
        per_batch: (60, 120),
    },
    IngredientKind {
        names: &["Yogurt culture", "Kefir culture", "Baker's yeast", "Rennet"],
        category: "raw",
        unit: "kg",
        shelf_days: 365,
        cost_cents: 5200,
        lasts: (2, 120),
        per_batch: (1, 3),
    },
    IngredientKind {
        names: &["Cup 125 g", "Cup 500 g", "Tray", "Bottle"],
        category: "packaging",
        unit: "ea",
        shelf_days: 730,
        cost_cents: 3,
        lasts: (2, 100),
        per_batch: (4000, 9000),
    },
    IngredientKind {
        names: &["Foil lid", "Sealing film", "Screw cap"],
        category: "packaging",
        unit: "ea",
        shelf_days: 730,
        cost_cents: 1,
        lasts: (3, 150),
        per_batch: (4000, 9000),
    },
    IngredientKind {
        names: &["Carton sleeve", "Shrink wrap"],
        category: "packaging",
        unit: "ea",
        shelf_days: 730,
        cost_cents: 4,
        lasts: (3, 80),
        per_batch: (200, 500),
    },
];

const BASES: [&str; 8] =
    ["Greek yogurt", "Kefir", "Skyr", "Hummus", "Pudding", "Ayran", "Custard", "Soft cheese"];
const FLAVOURS: [&str; 6] = ["strawberry", "blueberry", "mango", "cherry", "lemon", "peach"];
const PACKS: [&str; 12] = [
    "100 g", "125 g", "150 g", "200 g", "250 g", "300 g", "350 g", "400 g", "450 g", "500 g", "750 g", "1 kg",
];
const TRADED: [&str; 5] = ["Bagged salad", "Smoked salmon", "Orange juice", "Rye bread", "Almond butter"];

impl Catalog {
    /// A catalog of so many families, and as many traded products.
    pub(crate) fn new(families: u32) -> Self {
        let mut catalog = Catalog {
            products: Vec::new(),
            ingredients: Vec::new(),
            families: Vec::new(),
            traded: Vec::new(),
            shared: [ProductId(0); 3],
        };
        catalog.shared = [
            ("ING-SALT", "Sea salt", 22),
            ("ING-VITD", "Vitamin D3 premix", 4100),
            ("ING-STAB", "Pectin", 1250),
        ]
        .map(|(id, name, cost)| catalog.add(raw(id.into(), name.into(), "raw", "kg", 1080, cost)));
        let kinds = catalog.add_ingredients(families);
        for f in 0..families {
            catalog.add_family(f, &kinds);
        }
        for t in 0..families {
            let name = format!("{} {}", TRADED[t as usize % TRADED.len()], t + 1);
            let id = catalog.add(sold(
                format!("TG-{t:04}"),
                name,
                "traded",
                10 + t % 5 * 20,
                180,
                12,
                t.is_multiple_of(2),
            ));
            catalog.traded.push(id);
        }
        catalog
    }

    /// The product.
    pub(crate) fn product(&self, id: ProductId) -> &Product {
        &self.products[id.0 as usize]
    }

    /// All products, in order.
    pub(crate) fn products(&self) -> &[Product] {
        &self.products
    }

    fn add(&mut self, product: Product) -> ProductId {
        self.products.push(product);
        ProductId(self.products.len() as u32 - 1)
    }

    /// Adds the ingredients of each kind and gives their ranges, one per kind.
    fn add_ingredients(&mut self, families: u32) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        for (k, kind) in KINDS.iter().enumerate() {
            let start = self.ingredients.len();
            for i in 0..(families / 4).max(2) {
                let name = format!("{} {}", kind.names[i as usize % kind.names.len()], i + 1);
                let id = format!("{}-{}{i:03}", if kind.unit == "kg" { "ING" } else { "PKG" }, k + 1);
                let product =
                    self.add(raw(id, name, kind.category, kind.unit, kind.shelf_days, kind.cost_cents));
                self.ingredients.push(Ingredient { product, lasts: kind.lasts, per_batch: kind.per_batch });
            }
            ranges.push(start..self.ingredients.len());
        }
        ranges
    }

    fn add_family(&mut self, f: u32, kinds: &[Range<usize>]) {
        let base_name = BASES[f as usize % BASES.len()];
        let pick = |kind: usize, salt: u32| kinds[kind].start + (f + salt) as usize % kinds[kind].len();
        let mut made =
            |id: String, name: String, days| self.add(raw(id, name, "intermediate", "kg", days, 120));
        let premix = made(format!("INT-{f:03}-PRE"), format!("{base_name} {f} premix"), 120);
        let base = made(format!("INT-{f:03}-BASE"), format!("{base_name} {f} base"), 5);
        let ferment = f
            .is_multiple_of(2)
            .then(|| made(format!("INT-{f:03}-FER"), format!("{base_name} {f} fermented"), 5));
        let flavours = (0..3).map(|v| self.add_flavour(f, v, pick(3, v))).collect();
        let multipack = (f % 4 < 3).then(|| {
            self.add(sold(
                format!("MP-{f:03}"),
                format!("{base_name} {f} multipack"),
                "finished",
                21,
                420,
                6,
                f % 3 != 2,
            ))
        });
        let display = f.is_multiple_of(4).then(|| {
            self.add(sold(
                format!("DP-{f:03}"),
                format!("{base_name} {f} display"),
                "finished",
                20,
                2400,
                2,
                f % 3 != 2,
            ))
        });
        self.families.push(Family {
            premix,
            base,
            ferment,
            flavours,
            multipack,
            display,
            main: pick(0, 0),
            sweet: pick(1, 0),
            spice: pick(2, 0),
            culture: pick(4, 0),
            cup: pick(5, 0),
            lid: pick(6, 0),
            carton: pick(7, 0),
            kills: if f.is_multiple_of(3) { "LISTERIA;SALMONELLA" } else { "" },
        });
    }

    fn add_flavour(&mut self, f: u32, v: u32, fruit: usize) -> Flavour {
        let name = format!(
            "{} {f} {}",
            BASES[f as usize % BASES.len()],
            FLAVOURS[(f + v) as usize % FLAVOURS.len()]
        );
        let bulk =
            self.add(raw(format!("INT-{f:03}-B{v}"), format!("{name} bulk"), "intermediate", "kg", 4, 150));
        let first = self.products.len() as u32;
        for (p, pack) in PACKS.iter().enumerate() {
            let days = [14, 21, 28, 90][f as usize % 4];
            let id = format!("FG-{f:03}-{v}{p:02}");
            self.add(sold(id, format!("{name} {pack}"), "finished", days, 60 + 25 * p as u32, 12, days < 30));
        }
        Flavour { bulk, fruit, packs: first..self.products.len() as u32 }
    }

    /// Lines of table `products`.
    pub(crate) fn product_lines(&self, out: &mut String) {
        for (i, p) in self.products.iter().enumerate() {
            let gtin = if p.case > 0 { format!("{};{}", gtin(0, i), gtin(1, i)) } else { String::new() };
            let reorder = if p.case > 0 { "120" } else { "" };
            let cost = format!("{}.{:02}", p.cost_cents / 100, p.cost_cents % 100);
            let (id, name, category, unit, days) = (&p.id, &p.name, p.category, p.unit, p.shelf_days);
            let listed = p.perishable;
            out.push_str(&format!(
                "{id},{name},{category},{unit},{days},{cost},{listed},{gtin},true,{reorder}\n"
            ));
        }
    }

    /// Lines of table `units`.
    pub(crate) fn unit_lines(&self, out: &mut String) {
        for p in &self.products {
            match (p.case, p.unit) {
                (0, "kg") => out.push_str(&format!("{},t,1000\n{},bag,25\n", p.id, p.id)),
                (0, _) => out.push_str(&format!("{},thousand,1000\n", p.id)),
                (case, _) => out.push_str(&format!("{},case,{case}\n", p.id)),
            }
        }
    }
}

/// GTIN-14 of a product: indicator 0 for the piece, 1 for the case.
fn gtin(indicator: u8, item: usize) -> String {
    let digits = format!("{indicator}9506000{item:05}");
    let check = check_digit(digits.as_bytes());
    format!("{digits}{}", char::from(check))
}

fn raw(
    id: String,
    name: String,
    category: &'static str,
    unit: &'static str,
    days: u32,
    cost: u32,
) -> Product {
    Product { id, name, category, unit, shelf_days: days, cost_cents: cost, case: 0, perishable: days < 30 }
}

fn sold(
    id: String,
    name: String,
    category: &'static str,
    days: u32,
    cost: u32,
    case: u32,
    perishable: bool,
) -> Product {
    Product { id, name, category, unit: "ea", shelf_days: days, cost_cents: cost, case, perishable }
}

#[cfg(test)]
mod tests {
    use super::{Catalog, gtin};

    #[test]
    fn a_catalog_has_what_its_families_need() {
        let catalog = Catalog::new(8);
        assert_eq!(catalog.families.len(), 8);
        // 3 shared, 8 kinds x 2 ingredients, 8 x (premix, base, 3 bulks, 36 packs), 4 ferments, 6 multipacks,
        // 2 displays, 8 traded.
        assert_eq!(catalog.products().len(), 3 + 16 + 8 * 41 + 4 + 6 + 2 + 8);
        assert_eq!(gtin(0, 13435).len(), 14);
    }
}
