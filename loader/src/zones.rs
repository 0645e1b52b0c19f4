//! The time zone that holds at a site.

use rustc_hash::FxHashMap;

use crate::clock::TimeZone;
use crate::row::SiteRow;
use crate::written::Zone;

/// Time zones by site.
#[derive(Debug, Default)]
pub(crate) struct Zones {
    of_site: FxHashMap<String, TimeZone>,
    otherwise: Option<TimeZone>,
}

impl Zones {
    /// Takes the zones of table `sites`; where rows of one site differ, the least name counts.
    pub(crate) fn new(sites: &[SiteRow], otherwise: Option<TimeZone>) -> Zones {
        let mut of_site: FxHashMap<String, TimeZone> = FxHashMap::default();
        for row in sites {
            let Some(zone) = TimeZone::find(&row.time_zone) else { continue };
            let known = of_site.entry(row.site.clone()).or_insert(zone);
            if zone.name() < known.name() {
                *known = zone;
            }
        }
        Zones { of_site, otherwise }
    }

    /// The zone at a site: its own, else the one given for all.
    pub(crate) fn at(&self, site: &str) -> Zone {
        Zone { known: self.of_site.get(site).copied().or(self.otherwise) }
    }
}
