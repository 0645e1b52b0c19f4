//! Attributes of goods and people: AIs 70nn to 72nn and 71n.

use super::facts::{
    CERTIFIED, Entry, GOODS, GTIN, RECIPIENT, SERIALISED, SERVICE, SSCC, TRADE, ai, n, n_to, one, x, x_to,
};
use crate::lint::Lint::{
    CountryOrAny, Date, HourMinute, ImporterIndex, LongDate, MediaType, PackageType, Percent,
    PositionInSequence, Prefix, Sex,
};

/// Rows in the order of their identifiers within each prefix.
pub(super) const ROWS: &[Entry] = &[
    ai(7001).attribute().holds(&[n(13)]).needs(&[&[one(1)], &[one(2)], &[one(8006)], &[one(8026)]]),
    ai(7002).attribute().holds(&[x_to(30)]).needs(TRADE),
    ai(7003).attribute().holds(&[n(6).lint(&[Date]), n(4).lint(&[HourMinute])]).needs(GOODS),
    ai(7004).attribute().holds(&[n_to(4)]).needs(&[&[one(1), one(10)], &[one(3), one(10)]]),
    ai(7005).attribute().holds(&[x_to(12)]).needs(TRADE),
    ai(7006).attribute().holds(&[n(6).lint(&[Date])]).needs(TRADE),
    ai(7007).attribute().holds(&[n(6).lint(&[Date]), n(6).lint(&[Date]).optional()]).needs(TRADE),
    ai(7008).attribute().holds(&[x_to(3)]).needs(TRADE),
    ai(7009).attribute().holds(&[x_to(10)]).needs(TRADE),
    ai(7010).attribute().holds(&[x_to(2)]).needs(GOODS),
    ai(7011).attribute().holds(&[n(6).lint(&[Date]), n(4).lint(&[HourMinute]).optional()]).needs(GOODS),
    ai(7020).attribute().holds(&[x_to(20)]).needs(&[
        &[one(1), one(416)],
        &[one(3), one(416)],
        &[one(8006), one(416)],
    ]),
    ai(7021).attribute().holds(&[x_to(20)]).needs(SERIALISED),
    ai(7022).attribute().holds(&[x_to(20)]).needs(&[
        &[one(1), one(7021)],
        &[one(3), one(7021)],
        &[one(8006), one(7021)],
    ]),
    ai(7023).attribute().holds(&[x_to(30).lint(&[Prefix])]),
    ai(7030).attribute().holds(&[n(3).lint(&[CountryOrAny]), x_to(27)]).needs(TRADE),
    ai(7031).attribute().holds(&[n(3).lint(&[CountryOrAny]), x_to(27)]).needs(TRADE),
    ai(7032).attribute().holds(&[n(3).lint(&[CountryOrAny]), x_to(27)]).needs(TRADE),
    ai(7033).attribute().holds(&[n(3).lint(&[CountryOrAny]), x_to(27)]).needs(TRADE),
    ai(7034).attribute().holds(&[n(3).lint(&[CountryOrAny]), x_to(27)]).needs(TRADE),
    ai(7035).attribute().holds(&[n(3).lint(&[CountryOrAny]), x_to(27)]).needs(TRADE),
    ai(7036).attribute().holds(&[n(3).lint(&[CountryOrAny]), x_to(27)]).needs(TRADE),
    ai(7037).attribute().holds(&[n(3).lint(&[CountryOrAny]), x_to(27)]).needs(TRADE),
    ai(7038).attribute().holds(&[n(3).lint(&[CountryOrAny]), x_to(27)]).needs(TRADE),
    ai(7039).attribute().holds(&[n(3).lint(&[CountryOrAny]), x_to(27)]).needs(TRADE),
    ai(7040).holds(&[n(1), x(1), x(1), x(1).lint(&[ImporterIndex])]),
    ai(7041).holds(&[x_to(4).lint(&[PackageType])]).needs(SSCC),
    ai(710).attribute().holds(&[x_to(20)]).needs(GTIN),
    ai(711).attribute().holds(&[x_to(20)]).needs(GTIN),
    ai(712).attribute().holds(&[x_to(20)]).needs(GTIN),
    ai(713).attribute().holds(&[x_to(20)]).needs(GTIN),
    ai(714).attribute().holds(&[x_to(20)]).needs(GTIN),
    ai(715).attribute().holds(&[x_to(20)]).needs(GTIN),
    ai(716).attribute().holds(&[x_to(20)]).needs(GTIN),
    ai(717).attribute().holds(&[x_to(20)]).needs(GTIN),
    ai(7230).attribute().holds(&[x(2), x_to(28)]).needs(CERTIFIED),
    ai(7231).attribute().holds(&[x(2), x_to(28)]).needs(CERTIFIED),
    ai(7232).attribute().holds(&[x(2), x_to(28)]).needs(CERTIFIED),
    ai(7233).attribute().holds(&[x(2), x_to(28)]).needs(CERTIFIED),
    ai(7234).attribute().holds(&[x(2), x_to(28)]).needs(CERTIFIED),
    ai(7235).attribute().holds(&[x(2), x_to(28)]).needs(CERTIFIED),
    ai(7236).attribute().holds(&[x(2), x_to(28)]).needs(CERTIFIED),
    ai(7237).attribute().holds(&[x(2), x_to(28)]).needs(CERTIFIED),
    ai(7238).attribute().holds(&[x(2), x_to(28)]).needs(CERTIFIED),
    ai(7239).attribute().holds(&[x(2), x_to(28)]).needs(CERTIFIED),
    ai(7240).attribute().holds(&[x_to(20)]).needs(&[&[one(1)], &[one(8006)]]).excludes(&[one(3)]),
    ai(7241).attribute().holds(&[n(2).lint(&[MediaType])]).needs(SERVICE),
    ai(7242).attribute().holds(&[x_to(25)]).needs(SERVICE),
    ai(7250).attribute().holds(&[n(8).lint(&[LongDate])]).needs(RECIPIENT).excludes(&[one(7251)]),
    ai(7251)
        .attribute()
        .holds(&[n(8).lint(&[LongDate]), n(4).lint(&[HourMinute])])
        .needs(RECIPIENT)
        .excludes(&[one(7250)]),
    ai(7252).attribute().holds(&[n(1).lint(&[Sex])]).needs(RECIPIENT),
    ai(7253).attribute().holds(&[x_to(40).lint(&[Percent])]).needs(SERVICE).excludes(&[one(7256), one(7259)]),
    ai(7254).attribute().holds(&[x_to(40).lint(&[Percent])]).needs(SERVICE).excludes(&[one(7256), one(7259)]),
    ai(7255).attribute().holds(&[x_to(10)]).needs(SERVICE).excludes(&[one(7256), one(7259)]),
    ai(7256).attribute().holds(&[x_to(90).lint(&[Percent])]).needs(SERVICE),
    ai(7257).attribute().holds(&[x_to(70).lint(&[Percent])]).needs(RECIPIENT),
    ai(7258).attribute().holds(&[x(3).lint(&[PositionInSequence])]).needs(&[&[one(8018), one(7259)]]),
    ai(7259).attribute().holds(&[x_to(40).lint(&[Percent])]).needs(RECIPIENT).excludes(&[one(7256)]),
];
