//! Goods, lots, dates, serials and documents: AIs 00 to 30 and 235 to 255.

use super::facts::{DATE, Entry, GTIN, GTIN_14, ITEM, PAYMENT, SERIALISED, TRADE, ai, n, n_to, one, x_to};
use crate::lint::Lint::{CheckDigit, Prefix, PrefixSecond};

/// Rows in the order of their identifiers within each prefix.
pub(super) const ROWS: &[Entry] = &[
    ai(0).fixed().attribute().holds(&[n(18).lint(&[CheckDigit, PrefixSecond])]).key(&[]),
    ai(1).fixed().attribute().holds(GTIN_14).excludes(&[one(255), one(37)]).key(&[&[22, 10, 21], &[235]]),
    ai(2).fixed().attribute().holds(GTIN_14).excludes(&[one(1), one(3)]).needs(&[&[one(37)]]),
    ai(3).fixed().holds(GTIN_14).excludes(&[one(1), one(2), one(37), one(235)]),
    ai(10).attribute().holds(&[x_to(20)]).needs(ITEM),
    ai(11).fixed().attribute().holds(DATE).needs(ITEM),
    ai(12).fixed().attribute().holds(DATE).needs(PAYMENT),
    ai(13).fixed().attribute().holds(DATE).needs(ITEM),
    ai(15).fixed().attribute().holds(DATE).needs(ITEM),
    ai(16).fixed().attribute().holds(DATE).needs(ITEM),
    ai(17).fixed().attribute().holds(DATE).needs(&[
        &[one(1)],
        &[one(2)],
        &[one(3)],
        &[one(255)],
        &[one(8006)],
        &[one(8026)],
    ]),
    ai(20).fixed().attribute().holds(&[n(2)]).needs(ITEM),
    ai(21).holds(&[x_to(20)]).needs(SERIALISED).excludes(&[one(235)]),
    ai(22).holds(&[x_to(20)]).needs(GTIN),
    ai(235).holds(&[x_to(28)]).needs(GTIN),
    ai(240).attribute().holds(&[x_to(30)]).needs(ITEM),
    ai(241).attribute().holds(&[x_to(30)]).needs(ITEM),
    ai(242).attribute().holds(&[n_to(6)]).needs(&[&[one(1)], &[one(2)], &[one(8006)], &[one(8026)]]),
    ai(243).attribute().holds(&[x_to(20)]).needs(&[&[one(1)], &[one(3)]]),
    ai(250).attribute().holds(&[x_to(30)]).needs(&[
        &[one(1), one(21)],
        &[one(3), one(21)],
        &[one(8006), one(21)],
    ]),
    ai(251).attribute().holds(&[x_to(30)]).needs(SERIALISED),
    ai(253).attribute().holds(&[n(13).lint(&[CheckDigit, Prefix]), x_to(17).optional()]).key(&[]),
    ai(254).holds(&[x_to(20)]).needs(&[&[one(414)]]),
    ai(255)
        .attribute()
        .holds(&[n(13).lint(&[CheckDigit, Prefix]), n_to(12).optional()])
        .key(&[])
        .excludes(&[one(1), one(2), one(415), one(8006), one(8020), one(8026)]),
    ai(30).attribute().holds(&[n_to(8)]).needs(TRADE),
];
