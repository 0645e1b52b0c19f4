//! Random small networks: tables and questions.

mod asks;
mod draft;
mod events;
mod motifs;
mod sides;

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;

use self::draft::Draft;
use crate::world::World;

/// What a network is mostly made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Profile {
    /// Instants, few corrections.
    Plain,
    /// Very few moments: zero-time chains and cycles.
    Ties,
    /// Dates and months.
    Intervals,
    /// Duplicates, one id with several contents, missing quantities and conversions.
    Dirty,
    /// Placeholder codes and lotless sales.
    Pools,
    /// Containers, arrivals, voids, late records.
    Containers,
    /// Cleans, and questions for exposure.
    Exposure,
    /// Books that add up, so that most numbers are defined.
    Quantities,
}

const PROFILES: [Profile; 8] = [
    Profile::Plain,
    Profile::Ties,
    Profile::Intervals,
    Profile::Dirty,
    Profile::Pools,
    Profile::Containers,
    Profile::Exposure,
    Profile::Quantities,
];

/// A small random world, and questions about it in the form of the goldens' `ask`.
#[derive(Clone, Debug)]
pub struct Network {
    /// (table, CSV text): `events` always, `products`, `units`, `sites` and `lots` sometimes.
    pub tables: Vec<(String, String)>,
    /// 8 to 16 questions that [`World::answer`] takes.
    pub asks: Vec<Value>,
}

impl Network {
    /// The network of a seed: the same on every machine. `seed % 8` is its profile.
    pub fn random(seed: u64) -> Self {
        let profile = PROFILES[(seed % 8) as usize];
        let mut draft = Draft::new(StdRng::seed_from_u64(seed), profile);
        events::write(&mut draft);
        let tables = sides::tables(&mut draft);
        let world = world_of(&tables);
        let asks = asks::questions(&mut draft, &world);
        Self { tables, asks }
    }

    /// The model of this network.
    pub fn world(&self) -> World {
        world_of(&self.tables)
    }
}

fn world_of(tables: &[(String, String)]) -> World {
    let tables: Vec<(&str, &str)> = tables.iter().map(|(name, text)| (&**name, &**text)).collect();
    World::parse(&tables)
}
