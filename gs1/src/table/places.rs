//! Orders, places, origin and delivery: AIs 400 to 427 and 43nn.

use super::facts::{Entry, GLN_13, GOODS, ITEM, PAYMENT, SSCC, ai, n, one, x, x_to};
use crate::lint::Lint::{
    CheckDigit, Country, CountryAlpha, Date, DateOrMonth, HourMinute, Hyphen, Latitude, Longitude, Percent,
    Prefix, YesNo,
};

/// Rows in the order of their identifiers within each prefix.
pub(super) const ROWS: &[Entry] = &[
    ai(400).attribute().holds(&[x_to(30)]),
    ai(401).attribute().holds(&[x_to(30).lint(&[Prefix])]).key(&[]),
    ai(402).attribute().holds(&[n(17).lint(&[CheckDigit, Prefix])]).key(&[]),
    ai(403).attribute().holds(&[x_to(30)]).needs(SSCC),
    ai(410).fixed().attribute().holds(GLN_13),
    ai(411).fixed().attribute().holds(GLN_13),
    ai(412).fixed().attribute().holds(GLN_13),
    ai(413).fixed().attribute().holds(GLN_13),
    ai(414).fixed().attribute().holds(GLN_13).key(&[&[254], &[7040]]),
    ai(415).fixed().attribute().holds(GLN_13).needs(PAYMENT).key(&[&[8020]]),
    ai(416).fixed().attribute().holds(GLN_13),
    ai(417).fixed().attribute().holds(GLN_13).key(&[&[7040]]),
    ai(420).attribute().holds(&[x_to(20)]).excludes(&[one(421)]),
    ai(421).attribute().holds(&[n(3).lint(&[Country]), x_to(9)]).excludes(&[one(4307)]),
    ai(422).attribute().holds(&[n(3).lint(&[Country])]).needs(ITEM).excludes(&[one(426)]),
    ai(423)
        .attribute()
        .holds(&[
            n(3).lint(&[Country]),
            n(3).lint(&[Country]).optional(),
            n(3).lint(&[Country]).optional(),
            n(3).lint(&[Country]).optional(),
            n(3).lint(&[Country]).optional(),
        ])
        .needs(GOODS)
        .excludes(&[one(426)]),
    ai(424).attribute().holds(&[n(3).lint(&[Country])]).needs(GOODS).excludes(&[one(426)]),
    ai(425)
        .attribute()
        .holds(&[
            n(3).lint(&[Country]),
            n(3).lint(&[Country]).optional(),
            n(3).lint(&[Country]).optional(),
            n(3).lint(&[Country]).optional(),
            n(3).lint(&[Country]).optional(),
        ])
        .needs(GOODS)
        .excludes(&[one(426)]),
    ai(426).attribute().holds(&[n(3).lint(&[Country])]).needs(GOODS),
    ai(427).attribute().holds(&[x_to(3)]).needs(&[
        &[one(1), one(422)],
        &[one(2), one(422)],
        &[one(3), one(422)],
    ]),
    ai(4300).attribute().holds(&[x_to(35).lint(&[Percent])]).needs(SSCC),
    ai(4301).attribute().holds(&[x_to(35).lint(&[Percent])]).needs(SSCC),
    ai(4302).attribute().holds(&[x_to(70).lint(&[Percent])]).needs(SSCC),
    ai(4303).attribute().holds(&[x_to(70).lint(&[Percent])]).needs(&[&[one(4302)]]),
    ai(4304).attribute().holds(&[x_to(70).lint(&[Percent])]).needs(SSCC),
    ai(4305).attribute().holds(&[x_to(70).lint(&[Percent])]).needs(SSCC),
    ai(4306).attribute().holds(&[x_to(70).lint(&[Percent])]).needs(SSCC),
    ai(4307).attribute().holds(&[x(2).lint(&[CountryAlpha])]).needs(SSCC),
    ai(4308).attribute().holds(&[x_to(30)]).needs(SSCC),
    ai(4309).attribute().holds(&[n(10).lint(&[Latitude]), n(10).lint(&[Longitude])]).needs(SSCC),
    ai(4310).attribute().holds(&[x_to(35).lint(&[Percent])]).needs(SSCC),
    ai(4311).attribute().holds(&[x_to(35).lint(&[Percent])]).needs(SSCC),
    ai(4312).attribute().holds(&[x_to(70).lint(&[Percent])]).needs(SSCC),
    ai(4313).attribute().holds(&[x_to(70).lint(&[Percent])]).needs(&[&[one(4312)]]),
    ai(4314).attribute().holds(&[x_to(70).lint(&[Percent])]).needs(SSCC),
    ai(4315).attribute().holds(&[x_to(70).lint(&[Percent])]).needs(SSCC),
    ai(4316).attribute().holds(&[x_to(70).lint(&[Percent])]).needs(SSCC),
    ai(4317).attribute().holds(&[x(2).lint(&[CountryAlpha])]).needs(SSCC),
    ai(4318).attribute().holds(&[x_to(20)]).needs(SSCC),
    ai(4319).attribute().holds(&[x_to(30)]).needs(SSCC),
    ai(4320).attribute().holds(&[x_to(35).lint(&[Percent])]).needs(SSCC),
    ai(4321).attribute().holds(&[n(1).lint(&[YesNo])]).needs(SSCC),
    ai(4322).attribute().holds(&[n(1).lint(&[YesNo])]).needs(SSCC),
    ai(4323).attribute().holds(&[n(1).lint(&[YesNo])]).needs(SSCC),
    ai(4324).attribute().holds(&[n(6).lint(&[DateOrMonth]), n(4).lint(&[HourMinute])]).needs(SSCC),
    ai(4325).attribute().holds(&[n(6).lint(&[DateOrMonth]), n(4).lint(&[HourMinute])]).needs(SSCC),
    ai(4326).attribute().holds(&[n(6).lint(&[Date])]).needs(SSCC),
    ai(4330).attribute().holds(&[n(6), x(1).lint(&[Hyphen]).optional()]).needs(SSCC).excludes(&[one(4331)]),
    ai(4331).attribute().holds(&[n(6), x(1).lint(&[Hyphen]).optional()]).needs(SSCC).excludes(&[one(4330)]),
    ai(4332).attribute().holds(&[n(6), x(1).lint(&[Hyphen]).optional()]).needs(SSCC).excludes(&[one(4333)]),
    ai(4333).attribute().holds(&[n(6), x(1).lint(&[Hyphen]).optional()]).needs(SSCC).excludes(&[one(4332)]),
];
