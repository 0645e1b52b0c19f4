//! Where things are: suppliers, the ingredient DC, and per region plants, a DC with a cold zone, and stores.

use crate::pen::check_digit;
use crate::random::Random;

/// Position of a site in [`Sites`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SiteId(pub(crate) u32);

/// Suppliers of all regions.
const SUPPLIERS: u32 = 60;
/// Plants in a region.
pub(crate) const PLANTS: u32 = 2;
/// Sites of a region before its stores: plants, DC, cold zone.
const BEFORE_STORES: u32 = PLANTS + 2;

const COUNTRIES: [(&str, &str, &str, u32, u32); 6] = [
    ("ES", "Europe/Madrid", "Iberia", 40, 4),
    ("FR", "Europe/Paris", "France", 47, 2),
    ("DE", "Europe/Berlin", "Germany", 51, 10),
    ("IT", "Europe/Rome", "Italy", 43, 12),
    ("NL", "Europe/Amsterdam", "Benelux", 52, 5),
    ("PL", "Europe/Warsaw", "Poland", 52, 19),
];

/// All sites; region `r` has the block `first + r * size ..`.
pub(crate) struct Sites {
    ids: Vec<String>,
    stores: u32,
    regions: u32,
}

impl Sites {
    /// Sites of so many regions with so many stores each.
    pub(crate) fn new(regions: u32, stores: u32) -> Self {
        let mut ids = vec!["DC-ING".to_owned()];
        ids.extend((1..=SUPPLIERS).map(|n| format!("SUP-{n:04}")));
        for r in 1..=regions {
            ids.extend([
                format!("PL{r:03}A"),
                format!("PL{r:03}B"),
                format!("DC{r:03}"),
                format!("DC{r:03}-COLD"),
            ]);
            ids.extend((1..=stores).map(|s| format!("ST{r:03}-{s:02}")));
        }
        Sites { ids, stores, regions }
    }

    /// The site's name in the tables.
    pub(crate) fn id(&self, site: SiteId) -> &str {
        &self.ids[site.0 as usize]
    }

    /// Number of sites.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The DC through which ingredients bought for all plants go.
    pub(crate) fn ingredient_dc(&self) -> SiteId {
        SiteId(0)
    }

    /// Some supplier of a product; the same product has few of them.
    pub(crate) fn supplier(&self, product: u32, choice: u32) -> SiteId {
        SiteId(1 + (product * 7 + choice % 3) % SUPPLIERS)
    }

    fn block(&self, region: u32) -> u32 {
        1 + SUPPLIERS + region * (BEFORE_STORES + self.stores)
    }

    /// A plant of a region.
    pub(crate) fn plant(&self, region: u32, plant: u32) -> SiteId {
        SiteId(self.block(region) + plant)
    }

    /// The DC of a region, or its cold zone.
    pub(crate) fn dc(&self, region: u32, cold: bool) -> SiteId {
        SiteId(self.block(region) + PLANTS + u32::from(cold))
    }

    /// A store of a region.
    pub(crate) fn store(&self, region: u32, store: u32) -> SiteId {
        SiteId(self.block(region) + BEFORE_STORES + store)
    }

    /// Stores in each region.
    pub(crate) fn stores(&self) -> u32 {
        self.stores
    }

    /// Lines of table `sites`.
    pub(crate) fn lines(&self, seed: u64, out: &mut String) {
        let mut random = Random::new(seed, u64::MAX);
        self.line(0, "Ingredient warehouse", "dc", None, 0, &mut random, out);
        for n in 1..=SUPPLIERS {
            self.line(n, &format!("Supplier {n}"), "supplier", None, n, &mut random, out);
        }
        for r in 0..self.regions {
            let block = self.block(r);
            for p in 0..PLANTS {
                self.line(
                    block + p,
                    &format!("Plant {} {}", r + 1, p + 1),
                    "plant",
                    None,
                    r,
                    &mut random,
                    out,
                );
            }
            let dc = block + PLANTS;
            self.line(dc, &format!("DC {}", r + 1), "dc", None, r, &mut random, out);
            self.line(dc + 1, &format!("DC {} cold store", r + 1), "zone", Some(dc), r, &mut random, out);
            for s in 0..self.stores {
                let name = format!("Store {}-{}", r + 1, s + 1);
                self.line(block + BEFORE_STORES + s, &name, "store", None, r, &mut random, out);
            }
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the columns of one line")]
    fn line(
        &self,
        site: u32,
        name: &str,
        kind: &str,
        parent: Option<u32>,
        place: u32,
        random: &mut Random,
        out: &mut String,
    ) {
        let (country, zone, area, latitude, longitude) = COUNTRIES[place as usize % COUNTRIES.len()];
        let digits = format!("9506000{site:05}");
        let gln = format!("{digits}{}", char::from(check_digit(digits.as_bytes())));
        let parent = parent.map(|p| self.ids[p as usize].as_str()).unwrap_or_default();
        let region = if site > SUPPLIERS { format!("{area} {}", place + 1) } else { String::new() };
        let (north, east) = (random.below(9999), random.below(9999));
        let id = &self.ids[site as usize];
        let longitude = if country == "ES" { format!("-{longitude}") } else { longitude.to_string() };
        out.push_str(&format!(
            "{id},{name},{kind},{gln},{parent},{region},{country},{latitude}.{north:04},{longitude}.{east:04},{zone}\n"
        ));
    }
}
