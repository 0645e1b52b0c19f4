//! Questions about where something went or came from.

use serde::Deserialize;

use super::flexible;

/// Which way a trace runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Direction {
    /// To what was made from it and where it went
    Forward,
    /// To what it was made from and where it came from
    Backward,
}

/// How exact a trace is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Mode {
    /// The presumption: whole lots, with no regard to time
    Lot,
    /// The detailed assessment: movement by movement
    Flow,
}

/// How far the record is believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Trust {
    /// Where the books of a lot are broken, all of its broken positions are affected
    #[default]
    Safe,
    /// Only what the record shows
    Strict,
}

/// Follow lots, stock or an event forward or backward
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct TraceRequest {
    /// Forward or backward
    pub direction: Direction,
    /// Lots: PRODUCT/LOT, a scan, or a bare code where it is unique
    #[serde(default, alias = "lot", deserialize_with = "flexible::texts")]
    #[cfg_attr(feature = "clap", arg(value_name = "LOT"))]
    pub lots: Vec<String>,
    /// An event to start from
    #[cfg_attr(feature = "clap", arg(long, value_name = "ID", conflicts_with_all = ["lots", "site"]))]
    pub event: Option<String>,
    /// Only the stock at this site; without a lot, everything that is there
    #[cfg_attr(feature = "clap", arg(long, value_name = "SITE"))]
    pub site: Option<String>,
    /// From when on the stock at --site counts
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME", requires = "site"))]
    pub since: Option<String>,
    /// Whole lots, or movement by movement (default: lot; flow with --event or --site)
    #[cfg_attr(feature = "clap", arg(long, value_enum))]
    pub mode: Option<Mode>,
    /// In lot mode, tell what is traced from what is presumed
    #[serde(default)]
    #[cfg_attr(feature = "clap", arg(long))]
    pub rings: bool,
    /// How far the record is believed
    #[serde(default)]
    #[cfg_attr(feature = "clap", arg(long, value_enum, default_value = "safe"))]
    pub trust: Trust,
    /// The hazard in question: transforms that kill it stop it
    #[cfg_attr(feature = "clap", arg(long, value_name = "HAZARD"))]
    pub hazard: Option<String>,
    /// Only what was recorded by then
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub as_known: Option<String>,
    /// Sites at which presence beside affected stock counts as exposure, with commas
    #[serde(default, deserialize_with = "flexible::comma_texts")]
    #[cfg_attr(feature = "clap", arg(long, value_name = "SITE,..", value_delimiter = ','))]
    pub exposure: Vec<String>,
    /// How much of the seed is in it: expected, low, high
    #[serde(default)]
    #[cfg_attr(feature = "clap", arg(long))]
    pub quantities: bool,
}

impl TraceRequest {
    /// A trace of nothing yet.
    pub fn new(direction: Direction) -> TraceRequest {
        TraceRequest {
            direction,
            lots: Vec::new(),
            event: None,
            site: None,
            since: None,
            mode: None,
            rings: false,
            trust: Trust::Safe,
            hazard: None,
            as_known: None,
            exposure: Vec::new(),
            quantities: false,
        }
    }
}

/// What was present at a site during a time, and what became of it
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct WindowRequest {
    /// The site
    #[cfg_attr(feature = "clap", arg(value_name = "SITE"))]
    pub site: String,
    /// Beginning of the time
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub from: String,
    /// End of the time
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub to: String,
    /// Follow what was present forward
    #[serde(default)]
    #[cfg_attr(feature = "clap", arg(long))]
    pub forward: bool,
    /// How far the record is believed
    #[serde(default)]
    #[cfg_attr(feature = "clap", arg(long, value_enum, default_value = "safe"))]
    pub trust: Trust,
    /// With --forward: the hazard in question
    #[cfg_attr(feature = "clap", arg(long, value_name = "HAZARD", requires = "forward"))]
    pub hazard: Option<String>,
    /// Only what was recorded by then
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub as_known: Option<String>,
    /// With --forward: sites at which presence counts as exposure, with commas
    #[serde(default, deserialize_with = "flexible::comma_texts")]
    #[cfg_attr(
        feature = "clap",
        arg(long, value_name = "SITE,..", value_delimiter = ',', requires = "forward")
    )]
    pub exposure: Vec<String>,
    /// With --forward: expected, low, high
    #[serde(default)]
    #[cfg_attr(feature = "clap", arg(long, requires = "forward"))]
    pub quantities: bool,
}

/// Where a lot, and all that was made from it, is now
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct WhereRequest {
    /// The lot
    #[cfg_attr(feature = "clap", arg(value_name = "LOT"))]
    pub lot: String,
    /// Only the lot itself, not what was made from it
    #[serde(default)]
    #[cfg_attr(feature = "clap", arg(long))]
    pub only: bool,
    /// Only what was recorded by then
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub as_known: Option<String>,
}

/// One shortest chain of events from a lot to a position
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct WhyRequest {
    /// The position in question
    #[cfg_attr(feature = "clap", arg(value_name = "LOT@SITE"))]
    pub position: String,
    /// The lot that is bad
    #[cfg_attr(feature = "clap", arg(long, value_name = "LOT"))]
    pub from: String,
    /// How far the record is believed
    #[serde(default)]
    #[cfg_attr(feature = "clap", arg(long, value_enum, default_value = "safe"))]
    pub trust: Trust,
    /// The hazard in question
    #[cfg_attr(feature = "clap", arg(long, value_name = "HAZARD"))]
    pub hazard: Option<String>,
    /// Only what was recorded by then
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub as_known: Option<String>,
}

/// The first link that fails between a lot and a position
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct WhyNotRequest {
    /// The same parts as of `why`.
    #[cfg_attr(feature = "clap", command(flatten))]
    pub why: WhyRequest,
}

/// What a recall team hands out: stock, customers, orders, suppliers, letters
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
pub struct RecallRequest {
    /// The lots to recall; what was made from them is recalled too
    #[serde(alias = "lot", deserialize_with = "flexible::texts")]
    #[cfg_attr(feature = "clap", arg(value_name = "LOT", required = true))]
    pub lots: Vec<String>,
    /// Whole lots, or only what flow reaches (default: lot)
    #[cfg_attr(feature = "clap", arg(long, value_enum))]
    pub mode: Option<Mode>,
    /// How far the record is believed
    #[serde(default)]
    #[cfg_attr(feature = "clap", arg(long, value_enum, default_value = "safe"))]
    pub trust: Trust,
    /// The hazard in question
    #[cfg_attr(feature = "clap", arg(long, value_name = "HAZARD"))]
    pub hazard: Option<String>,
    /// Why the product is recalled
    #[cfg_attr(feature = "clap", arg(long, value_name = "TEXT"))]
    pub reason: Option<String>,
    /// Whom to answer: name, address, telephone
    #[cfg_attr(feature = "clap", arg(long, value_name = "TEXT"))]
    pub contact: Option<String>,
    /// Who recalls
    #[cfg_attr(feature = "clap", arg(long, value_name = "NAME"))]
    pub firm: Option<String>,
    /// Class of the recall: I, II or III
    #[cfg_attr(feature = "clap", arg(long, value_name = "CLASS"))]
    pub class: Option<String>,
    /// Day of the letters
    #[cfg_attr(feature = "clap", arg(long, value_name = "DAY"))]
    pub date: Option<String>,
    /// Only what was recorded by then
    #[cfg_attr(feature = "clap", arg(long, value_name = "TIME"))]
    pub as_known: Option<String>,
}
