//! Units and decimals: every quantity of a product as a whole number of its smallest part.

use rustc_hash::FxHashMap;

use crate::row::Decimal;

/// How a product counts.
pub(crate) struct Measures {
    /// Base unit of each product, as a symbol; 0: none stated anywhere.
    pub(crate) unit: Vec<u32>,
    factors: FxHashMap<(u32, u32), Decimal>,
    /// Decimals of each product's quantities.
    pub(crate) scale: Vec<u8>,
}

/// What a quantity is in the product's own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Converted {
    /// Known exactly.
    Known(Decimal),
    /// The product has no conversion for the unit.
    NoConversion,
    /// More digits than can be kept.
    TooLong,
}

/// Units in common use: known, though a product may have no conversion for them.
const COMMON_UNITS: &[&str] = &[
    "ea", "each", "pc", "pcs", "piece", "pieces", "unit", "units", "kg", "g", "mg", "t", "lb", "lbs", "oz",
    "l", "ml", "cl", "dl", "hl", "gal", "qt", "pt", "m", "cm", "mm", "m2", "m3", "ft", "box", "boxes",
    "case", "cases", "cs", "carton", "cartons", "ct", "pack", "packs", "pk", "pallet", "pallets", "plt",
    "bag", "bags", "bottle", "bottles", "can", "cans", "drum", "drums", "tray", "trays", "roll", "rolls",
    "dozen", "dz", "pair", "set", "tote", "crate", "tub", "jar", "KGM", "GRM", "LTR", "MLT", "EA", "C62",
    "LBR", "ONZ", "TNE", "XBX", "XCT", "XPX", "PCE", "H87", "CS", "BX",
];

/// Whether a unit is in common use, whatever its letters' case.
pub(crate) fn is_common_unit(unit: &str) -> bool {
    COMMON_UNITS.iter().any(|known| known.eq_ignore_ascii_case(unit))
}

/// Longest number of decimals that is kept.
const MAX_SCALE: u8 = 18;

impl Measures {
    /// With the products' own units and the conversions of table `units`, by product and unit symbol.
    pub(crate) fn new(unit: Vec<u32>, factors: FxHashMap<(u32, u32), Decimal>) -> Measures {
        let scale = vec![0; unit.len()];
        Measures { unit, factors, scale }
    }

    /// A stated quantity in the product's own unit.
    pub(crate) fn convert(&self, product: u32, unit: u32, quantity: Decimal) -> Converted {
        if unit == 0 || unit == self.unit[product as usize] {
            return Converted::Known(quantity);
        }
        match self.factors.get(&(product, unit)) {
            None => Converted::NoConversion,
            Some(factor) => multiply(quantity, *factor).map_or(Converted::TooLong, Converted::Known),
        }
    }

    /// Whether the product can take a quantity in this unit.
    pub(crate) fn knows(&self, product: u32, unit: u32) -> bool {
        unit == 0 || unit == self.unit[product as usize] || self.factors.contains_key(&(product, unit))
    }

    /// A quantity as a whole number of the product's smallest part; `None`: it does not fit.
    pub(crate) fn whole(&self, product: u32, quantity: Decimal) -> Option<i64> {
        rescale(quantity, self.scale[product as usize])
    }
}

/// `quantity × 10^scale` as a whole number, if it is one and fits. `i64::MIN` is kept for "unknown".
pub(crate) fn rescale(quantity: Decimal, scale: u8) -> Option<i64> {
    let up = scale.checked_sub(quantity.scale)?;
    let value = 10i64.checked_pow(u32::from(up))?.checked_mul(quantity.mantissa)?;
    (value != i64::MIN).then_some(value)
}

fn multiply(a: Decimal, b: Decimal) -> Option<Decimal> {
    let mut mantissa = i128::from(a.mantissa) * i128::from(b.mantissa);
    let mut scale = u32::from(a.scale) + u32::from(b.scale);
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    if scale > u32::from(MAX_SCALE) {
        return None;
    }
    Some(Decimal { mantissa: i64::try_from(mantissa).ok()?, scale: scale as u8 })
}

/// Adds exactly; `None`: the sum does not fit.
pub(crate) fn add(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale.max(b.scale);
    let sum = rescale(a, scale)?.checked_add(rescale(b, scale)?)?;
    let mut sum = Decimal { mantissa: sum, scale };
    while sum.scale > 0 && sum.mantissa % 10 == 0 {
        sum.mantissa /= 10;
        sum.scale -= 1;
    }
    Some(sum)
}

/// The negative of a quantity.
pub(crate) fn negate(a: Decimal) -> Decimal {
    Decimal { mantissa: -a.mantissa, scale: a.scale }
}

impl Converted {
    /// The quantity, if it is known.
    pub(crate) fn known(self) -> Option<Decimal> {
        match self {
            Converted::Known(quantity) => Some(quantity),
            Converted::NoConversion | Converted::TooLong => None,
        }
    }
}
