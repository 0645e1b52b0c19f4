//! Words of the Core Business Vocabulary 2.0, and the ways in which they are written.

/// Business steps.
pub(crate) const STEPS: &[&str] = &[
    "accepting",
    "arriving",
    "assembling",
    "collecting",
    "commissioning",
    "consigning",
    "creating_class_instance",
    "cycle_counting",
    "decommissioning",
    "departing",
    "destroying",
    "disassembling",
    "dispensing",
    "encoding",
    "entering_exiting",
    "holding",
    "inspecting",
    "installing",
    "killing",
    "loading",
    "other",
    "packing",
    "picking",
    "receiving",
    "removing",
    "repackaging",
    "repairing",
    "replacing",
    "reserving",
    "retail_selling",
    "sampling",
    "sensor_reporting",
    "shipping",
    "staging_outbound",
    "stock_taking",
    "stocking",
    "storing",
    "transporting",
    "unloading",
    "unpacking",
    "void_shipping",
];

/// Dispositions.
pub(crate) const DISPOSITIONS: &[&str] = &[
    "active",
    "available",
    "completeness_inferred",
    "completeness_verified",
    "conformant",
    "container_closed",
    "container_open",
    "damaged",
    "destroyed",
    "dispensed",
    "disposed",
    "encoded",
    "expired",
    "in_progress",
    "in_transit",
    "inactive",
    "mismatch_class",
    "mismatch_instance",
    "mismatch_quantity",
    "needs_replacement",
    "no_pedigree_match",
    "non_conformant",
    "non_sellable_damaged",
    "non_sellable_disposed",
    "non_sellable_expired",
    "non_sellable_no_pedigree_match",
    "non_sellable_other",
    "non_sellable_recalled",
    "partially_dispensed",
    "recalled",
    "reserved",
    "retail_sold",
    "returned",
    "sellable_accessible",
    "sellable_not_accessible",
    "stolen",
    "unavailable",
    "unknown",
];

/// Attributes of instances and lots: what may stand in `ilmd` without a prefix, as real documents do.
pub(crate) const LOT_ATTRIBUTES: &[&str] = &[
    "additionalProductClassification",
    "bestBeforeDate",
    "certificationList",
    "coalition",
    "countryOfExport",
    "countryOfOrigin",
    "drainedWeight",
    "farmList",
    "firstFreezeDate",
    "grossWeight",
    "growingMethodCode",
    "harvestEndDate",
    "harvestStartDate",
    "ilmd",
    "itemExpirationDate",
    "lotNumber",
    "measurement",
    "netWeight",
    "preservationTechniqueCode",
    "productionDate",
    "productionMethodForFishAndSeafoodCode",
    "sellByDate",
    "storageStateCode",
    "vesselCatchInformationList",
    "unloadingPort",
];

/// What a business step does to stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Goods leave for elsewhere.
    Ship,
    /// Goods come in.
    Receive,
    /// A shipment did not take place.
    VoidShip,
    /// Goods are no more.
    Destroy,
    /// Goods went to who uses them.
    Sell,
    /// Goods were counted.
    Count,
    /// Nothing of these.
    None,
}

impl Act {
    /// What a step, in its plain form, does.
    pub(crate) fn of(step: &str) -> Act {
        match step {
            "shipping" | "departing" | "consigning" => Act::Ship,
            "receiving" | "arriving" | "accepting" => Act::Receive,
            "void_shipping" => Act::VoidShip,
            "destroying" => Act::Destroy,
            "retail_selling" | "dispensing" => Act::Sell,
            "stock_taking" | "cycle_counting" => Act::Count,
            _ => Act::None,
        }
    }
}

/// What a disposition means for selling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Recalled.
    Recalled,
    /// Not to be sold.
    Held,
    /// Fit to be sold: lifts what was there before.
    Sellable,
    /// Says nothing of it.
    Neutral,
}

impl Standing {
    /// What a disposition, in its plain form, means.
    pub(crate) fn of(disposition: &str) -> Standing {
        match disposition {
            "recalled" | "non_sellable_recalled" => Standing::Recalled,
            "damaged"
            | "expired"
            | "mismatch_class"
            | "mismatch_instance"
            | "mismatch_quantity"
            | "needs_replacement"
            | "no_pedigree_match"
            | "non_conformant"
            | "non_sellable_damaged"
            | "non_sellable_disposed"
            | "non_sellable_expired"
            | "non_sellable_no_pedigree_match"
            | "non_sellable_other"
            | "stolen" => Standing::Held,
            "available" | "conformant" | "sellable_accessible" | "sellable_not_accessible" => {
                Standing::Sellable
            }
            _ => Standing::Neutral,
        }
    }
}

/// The plain form of a word: what follows the vocabulary's own prefixes, else the word as it is.
pub(crate) fn plain(word: &str) -> &str {
    const PREFIXES: [&str; 12] = [
        "urn:epcglobal:cbv:bizstep:",
        "urn:epcglobal:cbv:disp:",
        "urn:epcglobal:cbv:btt:",
        "urn:epcglobal:cbv:sdt:",
        "urn:epcglobal:cbv:er:",
        "https://ref.gs1.org/cbv/BizStep-",
        "https://ref.gs1.org/cbv/Disp-",
        "https://ref.gs1.org/cbv/BTT-",
        "https://ref.gs1.org/cbv/SDT-",
        "https://ref.gs1.org/cbv/ER-",
        "cbv:BizStep-",
        "cbv:Disp-",
    ];
    PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix)).unwrap_or(word)
}

/// Whether a word, in its plain form, is one of the vocabulary's, or names a vocabulary of its own.
pub(crate) fn is_allowed(word: &str, vocabulary: &[&str]) -> bool {
    word.contains(':') || vocabulary.contains(&word)
}

/// The last part of a name with a prefix or an address: `cbvmda:lotNumber`, `urn:epcglobal:cbv:mda#lotNumber`.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit([':', '#', '/']).next().unwrap_or(name)
}

/// The word of the list that is most like `word`, if any is.
pub(crate) fn nearest<'v>(word: &str, words: &[&'v str]) -> Option<&'v str> {
    let shared = |known: &str| {
        known
            .bytes()
            .zip(word.to_ascii_lowercase().bytes())
            .take_while(|(a, b)| a.to_ascii_lowercase() == *b)
            .count()
    };
    words.iter().copied().filter(|known| shared(known) >= 3).max_by_key(|known| shared(known))
}
