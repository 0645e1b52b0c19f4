//! Special and company-internal AIs: 80nn to 82nn and 90 to 99.

use super::facts::{
    COUPON, DEVICE, Entry, GOODS, GSRN_18, GTIN, SERIALISED, SERVICE, TRADE, ai, ais, n, n_to, one, x_to,
    y_to, z_to,
};
use crate::lint::Lint::{
    CheckDigit, CheckPair, Coupon, CouponOffer, Date, HasNonDigit, Hour, Iban, Minute, NoZeroPrefix, NonZero,
    PieceOfTotal, Prefix, PrefixSecond, Second, Winding, Zero,
};

/// Rows in the order of their identifiers within each prefix.
pub(super) const ROWS: &[Entry] = &[
    ai(8001)
        .attribute()
        .holds(&[
            n(4).lint(&[NonZero]),
            n(5).lint(&[NonZero]),
            n(3).lint(&[NonZero]),
            n(1).lint(&[Winding]),
            n(1),
        ])
        .needs(GTIN),
    ai(8002).attribute().holds(&[x_to(20)]),
    ai(8003)
        .attribute()
        .holds(&[n(1).lint(&[Zero]), n(13).lint(&[CheckDigit, Prefix]), x_to(16).optional()])
        .key(&[]),
    ai(8004).attribute().holds(&[x_to(30).lint(&[Prefix])]).key(&[&[7040]]),
    ai(8005).attribute().holds(&[n(6)]).needs(TRADE),
    ai(8006)
        .attribute()
        .holds(&[n(14).lint(&[CheckDigit, PrefixSecond]), n(4).lint(&[PieceOfTotal])])
        .excludes(&[one(1), one(3), one(37)])
        .key(&[&[22, 10, 21]]),
    ai(8007).attribute().holds(&[x_to(34).lint(&[Iban])]).needs(&[&[one(415)]]),
    ai(8008)
        .attribute()
        .holds(&[
            n(6).lint(&[Date]),
            n(2).lint(&[Hour]),
            n(2).lint(&[Minute]).optional(),
            n(2).lint(&[Second]).optional(),
        ])
        .needs(GOODS),
    ai(8009).attribute().holds(&[x_to(50)]).needs(&[&[one(0)], &[one(1)], &[one(3)]]),
    ai(8010).attribute().holds(&[y_to(30).lint(&[Prefix])]).key(&[&[8011]]),
    ai(8011).holds(&[n_to(12).lint(&[NoZeroPrefix])]).needs(&[&[one(8010)]]),
    ai(8012).attribute().holds(&[x_to(20)]).needs(SERIALISED),
    ai(8013).attribute().holds(&[x_to(25).lint(&[CheckPair, Prefix])]).key(&[]),
    ai(8014).holds(&[x_to(25).lint(&[CheckPair, Prefix, HasNonDigit])]).needs(GTIN),
    ai(8017).attribute().holds(GSRN_18).excludes(&[one(8018)]).key(&[&[8019]]),
    ai(8018).attribute().holds(GSRN_18).excludes(&[one(8017)]).key(&[&[8019]]),
    ai(8019).holds(&[n_to(10)]).needs(SERVICE),
    ai(8020).holds(&[x_to(25)]).needs(&[&[one(415)]]),
    ai(8026)
        .attribute()
        .holds(&[n(14).lint(&[CheckDigit, PrefixSecond]), n(4).lint(&[PieceOfTotal])])
        .needs(&[&[one(37)]])
        .excludes(&[one(2), one(3), one(8006)]),
    ai(8030).attribute().holds(&[z_to(90)]).needs(&[
        &[one(0)],
        &[one(1), one(21)],
        &[one(3), one(21)],
        &[one(253)],
        &[one(255)],
        &[one(8003)],
        &[one(8004)],
        &[one(8006), one(21)],
        &[one(8010), one(8011)],
        &[one(8017)],
        &[one(8018)],
    ]),
    ai(8040).holds(&[n(15)]).needs(&[&[one(1), one(21)]]),
    ai(8041).holds(&[n(15)]).needs(DEVICE),
    ai(8042).holds(&[n(32)]).needs(DEVICE),
    ai(8043).holds(&[n(18), n_to(2).optional()]).needs(DEVICE),
    ai(8110).attribute().holds(&[x_to(70).lint(&[Coupon])]),
    ai(8111).attribute().holds(&[n(4)]).needs(COUPON),
    ai(8112).attribute().holds(&[x_to(70).lint(&[CouponOffer])]),
    ai(8200).holds(&[x_to(70)]).needs(GTIN),
    ai(90).attribute().holds(&[x_to(30)]),
    ais(91, 99).attribute().holds(&[x_to(90)]),
];
