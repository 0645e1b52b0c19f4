//! The zones of a snapshot's sites.

use std::collections::HashMap;

use engine::Calendar;
use engine::model::{Nanos, SiteId, TextId, View};

use crate::time::Zone;

/// The zone of each site of a snapshot.
#[derive(Debug)]
pub struct Zones {
    by_site: Vec<Zone>,
}

impl Zones {
    /// Looks up the zones that sites name; `usual` where they name none.
    pub fn new(view: &View<'_>, usual: Zone) -> Zones {
        let mut found: HashMap<u32, Zone> = HashMap::from([(0, usual)]);
        // The loader rejects names that do not exist, so another database is the only reason not to find one.
        let zone = |text: u32| Zone::named(view.text(TextId::new(text))).unwrap_or(usual);
        let by_site = view.site_time_zone.iter().map(|text| *found.entry(text).or_insert_with(|| zone(text)));
        Zones { by_site: by_site.collect() }
    }

    /// The zone of a site.
    pub fn of(&self, site: SiteId) -> Zone {
        self.by_site[site.index()]
    }
}

impl Calendar for Zones {
    fn day_end(&self, site: SiteId, day: i32) -> Nanos {
        self.of(site).day_end(day)
    }

    fn day_of(&self, site: SiteId, at: Nanos) -> i32 {
        self.of(site).day_of(at)
    }
}
