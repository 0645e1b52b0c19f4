//! Measures, counts and amounts: AIs 31nn to 39nn and 37.

use super::facts::{COUPON, Entry, GTIN, MEASURED, PAYMENT, TRADE, UNIT, ai, ais, n, n_to, one, range};
use crate::lint::Lint::Currency;

/// Rows in the order of their identifiers within each prefix.
pub(super) const ROWS: &[Entry] = &[
    ais(3100, 3105).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3100, 3109)]),
    ais(3110, 3115).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3110, 3119)]),
    ais(3120, 3125).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3120, 3129)]),
    ais(3130, 3135).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3130, 3139)]),
    ais(3140, 3145).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3140, 3149)]),
    ais(3150, 3155).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3150, 3159)]),
    ais(3160, 3165).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3160, 3169)]),
    ais(3200, 3205).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3200, 3209)]),
    ais(3210, 3215).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3210, 3219)]),
    ais(3220, 3225).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3220, 3229)]),
    ais(3230, 3235).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3230, 3239)]),
    ais(3240, 3245).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3240, 3249)]),
    ais(3250, 3255).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3250, 3259)]),
    ais(3260, 3265).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3260, 3269)]),
    ais(3270, 3275).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3270, 3279)]),
    ais(3280, 3285).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3280, 3289)]),
    ais(3290, 3295).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3290, 3299)]),
    ais(3300, 3305).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3300, 3309)]),
    ais(3310, 3315).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3310, 3319)]),
    ais(3320, 3325).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3320, 3329)]),
    ais(3330, 3335).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3330, 3339)]),
    ais(3340, 3345).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3340, 3349)]),
    ais(3350, 3355).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3350, 3359)]),
    ais(3360, 3365).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3360, 3369)]),
    ais(3370, 3375).fixed().attribute().holds(&[n(6)]).needs(GTIN).excludes(&[range(3370, 3379)]),
    ais(3400, 3405).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3400, 3409)]),
    ais(3410, 3415).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3410, 3419)]),
    ais(3420, 3425).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3420, 3429)]),
    ais(3430, 3435).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3430, 3439)]),
    ais(3440, 3445).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3440, 3449)]),
    ais(3450, 3455).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3450, 3459)]),
    ais(3460, 3465).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3460, 3469)]),
    ais(3470, 3475).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3470, 3479)]),
    ais(3480, 3485).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3480, 3489)]),
    ais(3490, 3495).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3490, 3499)]),
    ais(3500, 3505).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3500, 3509)]),
    ais(3510, 3515).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3510, 3519)]),
    ais(3520, 3525).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3520, 3529)]),
    ais(3530, 3535).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3530, 3539)]),
    ais(3540, 3545).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3540, 3549)]),
    ais(3550, 3555).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3550, 3559)]),
    ais(3560, 3565).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3560, 3569)]),
    ais(3570, 3575).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3570, 3579)]),
    ais(3600, 3605).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3600, 3609)]),
    ais(3610, 3615).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3610, 3619)]),
    ais(3620, 3625).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3620, 3629)]),
    ais(3630, 3635).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3630, 3639)]),
    ais(3640, 3645).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3640, 3649)]),
    ais(3650, 3655).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3650, 3659)]),
    ais(3660, 3665).fixed().attribute().holds(&[n(6)]).needs(TRADE).excludes(&[range(3660, 3669)]),
    ais(3670, 3675).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3670, 3679)]),
    ais(3680, 3685).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3680, 3689)]),
    ais(3690, 3695).fixed().attribute().holds(&[n(6)]).needs(UNIT).excludes(&[range(3690, 3699)]),
    ai(37).attribute().holds(&[n_to(8)]).needs(&[&[one(0), one(2)], &[one(0), one(8026)]]),
    ais(3900, 3909).attribute().holds(&[n_to(15)]).needs(&[&[one(255)], &[one(8020)]]).excludes(&[
        range(3900, 3909),
        range(3910, 3919),
        range(3940, 3949),
        one(8111),
    ]),
    ais(3910, 3919)
        .attribute()
        .holds(&[n(3).lint(&[Currency]), n_to(15)])
        .needs(PAYMENT)
        .excludes(&[range(3910, 3919)]),
    ais(3920, 3929)
        .attribute()
        .holds(&[n_to(15)])
        .needs(&[
            &[one(1), one(30)],
            &[one(1), range(3100, 3199)],
            &[one(1), range(3200, 3299)],
            &[one(1), range(3500, 3599)],
            &[one(1), range(3600, 3699)],
        ])
        .excludes(&[range(3920, 3929), range(3930, 3939)]),
    ais(3930, 3939)
        .attribute()
        .holds(&[n(3).lint(&[Currency]), n_to(15)])
        .needs(MEASURED)
        .excludes(&[range(3930, 3939)]),
    ais(3940, 3943).attribute().holds(&[n(4)]).needs(COUPON).excludes(&[range(3940, 3949), one(8111)]),
    ais(3950, 3955).attribute().holds(&[n(6)]).needs(MEASURED).excludes(&[
        range(3920, 3929),
        range(3930, 3939),
        range(3950, 3959),
        one(8005),
    ]),
];
