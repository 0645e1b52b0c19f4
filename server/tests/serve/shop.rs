//! A small shop with its server.

use std::path::PathBuf;

use ask::Zone;
use loader::{BuildOptions, Progress, Sources, build};
use lotrace_server::{Clock, Options, Server, Setup};
use tempfile::TempDir;

use crate::client::Client;

/// 2026-01-15T12:00:00Z.
pub(crate) const NOON: i64 = 1_768_478_400_000_000_000;

/// Two lots of cheese from one of milk; a third came by itself. `HELD` is held by the tables themselves, `OLD` has expired,
/// `MILD` has only passed its best.
pub(crate) const TABLES: &[(&str, &str)] = &[
    (
        "events.csv",
        "event_id,kind,role,time,arrived,product,lot,quantity,site,to_site,party,document\n\
         e1,receive,,2026-01-02T00:00:00Z,,MILK,M1,100,PLANT,,FARM,PO-1\n\
         e2,transform,in,2026-01-03T00:00:00Z,,MILK,M1,90,PLANT,,,\n\
         e2,transform,out,2026-01-03T00:00:00Z,,CHEESE,C1,9,PLANT,,,\n\
         e2,transform,out,2026-01-03T00:00:00Z,,CHEESE,C2,9,PLANT,,,\n\
         e3,move,,2026-01-04T00:00:00Z,2026-01-05T00:00:00Z,CHEESE,C1,6,PLANT,SHOP,,BL-1\n\
         e4,move,,2026-01-04T00:00:00Z,2026-01-05T00:00:00Z,CHEESE,C2,6,PLANT,KIOSK,,BL-2\n\
         e5,receive,,2026-01-05T00:00:00Z,,CHEESE,C3,5,SHOP,,OTHER,PO-2\n\
         e6,receive,,2026-01-05T00:00:00Z,,CHEESE,OLD,5,SHOP,,OTHER,PO-2\n\
         e7,receive,,2026-01-05T00:00:00Z,,CHEESE,MILD,5,SHOP,,OTHER,PO-2\n\
         e8,receive,,2026-01-05T00:00:00Z,,EGGS,HELD,5,SHOP,,OTHER,PO-3\n\
         e9,receive,,2026-01-05T00:00:00Z,,EGGS,E1,5,KIOSK,,OTHER,PO-3\n\
         h1,hold,,2026-01-06T00:00:00Z,,EGGS,HELD,,,,,ERP-1\n\
         x1,receive,,2026-01-05T00:00:00Z,,JAM,SAME,5,KIOSK,,OTHER,\n\
         x2,receive,,2026-01-05T00:00:00Z,,TEA,SAME,5,KIOSK,,OTHER,\n",
    ),
    (
        "lots.csv",
        "product,lot,supplier,use_by,best_before\n\
         CHEESE,C1,,2026-02-01,\nCHEESE,C2,,2026-02-02,\nCHEESE,C3,,2026-02-03,\n\
         CHEESE,OLD,,2026-01-14,\nCHEESE,MILD,,,2026-01-14\n",
    ),
    (
        "products.csv",
        "product,name,unit,gtin\nCHEESE,Hard cheese,kg,09506000134352\nEGGS,Eggs,ea,4006381333931\n",
    ),
    ("sites.csv", "site,kind\nPLANT,plant\nSHOP,store\nKIOSK,store\nFARM,supplier\n"),
];

pub(crate) struct Shop {
    pub(crate) directory: TempDir,
    pub(crate) snapshot: PathBuf,
    server: Option<Server>,
}

/// Builds tables, given as (name, CSV text).
pub(crate) fn snapshot(path: &std::path::Path, tables: &[(&str, &str)]) {
    let files = tables.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    let built = build(&Sources::memory(files), &BuildOptions::default(), path, &Progress::new()).unwrap();
    assert!(built.published.is_some(), "{:?}", built.rejects);
}

impl Shop {
    pub(crate) fn open() -> Shop {
        Shop::with(Options::default())
    }

    pub(crate) fn with(options: Options) -> Shop {
        let directory = TempDir::new().unwrap();
        let snapshot_path = directory.path().join("shop.lotrace");
        snapshot(&snapshot_path, TABLES);
        Shop::serve(directory, snapshot_path, options)
    }

    pub(crate) fn serve(directory: TempDir, snapshot: PathBuf, options: Options) -> Shop {
        let own = Options {
            resp: Some("127.0.0.1:0".into()),
            http: Some("127.0.0.1:0".into()),
            io_threads: Some(1),
            question_threads: Some(2),
            ..Options::default()
        };
        let config = options.or(own).or_default();
        let setup = Setup { snapshot: snapshot.clone(), config, zone: Zone::UTC, clock: Clock::Fixed(NOON) };
        let mut server = Server::start(setup).unwrap();
        server.ready().unwrap();
        Shop { directory, snapshot, server: Some(server) }
    }

    pub(crate) fn address(&self) -> std::net::SocketAddr {
        self.server.as_ref().unwrap().resp_address()
    }

    pub(crate) fn http(&self) -> std::net::SocketAddr {
        self.server.as_ref().unwrap().http_address().unwrap()
    }

    pub(crate) fn client(&self) -> Client {
        Client::connect(self.address())
    }

    pub(crate) fn client3(&self) -> Client {
        Client::connect3(self.address())
    }

    /// Stops the server and serves again from the same files.
    pub(crate) fn reopen(mut self) -> Shop {
        self.server.take().unwrap().stop();
        let directory = std::mem::replace(&mut self.directory, TempDir::new().unwrap());
        Shop::serve(directory, self.snapshot.clone(), Options::default())
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }
}
