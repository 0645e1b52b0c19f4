//! Runs commands in process.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ask::Day;
use lotrace::{Console, Terminal, run};
use serde_json::Value;
use tempfile::TempDir;

/// What a run came to.
#[derive(Debug)]
pub struct Ran {
    pub code: u8,
    pub out: String,
    pub messages: String,
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Runs a command with an input, as if output went to a pipe or to a terminal of a width.
pub fn run_with(arguments: &[&str], input: &str, width: Option<usize>) -> Ran {
    let (mut out, mut messages) = (Vec::new(), Vec::new());
    let mut console = Console::over(input.as_bytes(), &mut out, &mut messages);
    console.terminal = width.map(|width| Terminal { width });
    console.today = Some(Day(20_580));
    let code = run(std::iter::once("lotrace").chain(arguments.iter().copied()), &mut console);
    drop(console);
    Ran { code, out: String::from_utf8(out).unwrap(), messages: String::from_utf8(messages).unwrap() }
}

pub fn lotrace(arguments: &[&str]) -> Ran {
    run_with(arguments, "", None)
}

/// A snapshot in a directory of its own.
pub struct Built {
    pub directory: TempDir,
    pub path: PathBuf,
}

impl Built {
    /// Builds the tables of a directory.
    pub fn of(tables: &Path) -> Built {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("snap.lotrace");
        let built = lotrace(&["build", tables.to_str().unwrap(), "-o", path.to_str().unwrap()]);
        assert_eq!(built.code, 0, "{tables:?}: {built:?}");
        Built { directory, path }
    }

    /// Builds tables given as text: (file, content).
    pub fn from(tables: &[(&str, &str)]) -> Built {
        let directory = TempDir::new().unwrap();
        write_tables(directory.path(), tables);
        Built::of(directory.path())
    }

    /// Asks a question in JSON.
    pub fn ask(&self, arguments: &[&str]) -> Ran {
        self.run(&[arguments, &["-f", "json"]].concat())
    }

    /// Runs a command on the snapshot.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "", None)
    }

    pub fn run_with(&self, arguments: &[&str], input: &str, width: Option<usize>) -> Ran {
        run_with(&[arguments, &["--snapshot", self.path.to_str().unwrap()]].concat(), input, width)
    }
}

pub fn write_tables(directory: &Path, tables: &[(&str, &str)]) {
    for (name, text) in tables {
        fs::write(directory.join(name), text).unwrap();
    }
}

/// The scenarios with their right answers.
pub fn goldens() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let places = [root.join("datasets/goldens"), root.join("../shared/golden")];
    places.into_iter().find(|place| place.is_dir()).expect("datasets/goldens is part of the project")
}

/// Names of what a directory holds, sorted.
pub fn listed(directory: &Path) -> io::Result<Vec<String>> {
    let mut names = fs::read_dir(directory)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<Vec<String>>>()?;
    names.sort();
    Ok(names)
}

/// Two lots of cheese made from one of milk: enough for every question.
pub const TABLES: &[(&str, &str)] = &[
    (
        "events.csv",
        "event_id,kind,role,time,arrived,product,lot,quantity,site,to_site,party,document\n\
         e1,receive,,2026-01-02T00:00:00Z,,MILK,M1,100,PLANT,,FARM,PO-1\n\
         e2,transform,in,2026-01-03T00:00:00Z,,MILK,M1,90,PLANT,,,\n\
         e2,transform,out,2026-01-03T00:00:00Z,,CHEESE,C1,9,PLANT,,,\n\
         e3,move,,2026-01-04T00:00:00Z,2026-01-05T00:00:00Z,CHEESE,C1,6,PLANT,SHOP,,BL-1\n\
         e4,sell,,2026-01-06T00:00:00Z,,CHEESE,C1,2,SHOP,,INN,INV-1\n\
         e5,move,,2026-01-06T00:00:00Z,,CHEESE,C1,1,PLANT,SHOP,,BL-2\n\
         e6,count,,2026-01-07T00:00:00Z,,CHEESE,C1,3,SHOP,,,\n",
    ),
    ("lots.csv", "product,lot,supplier,use_by\nCHEESE,C1,,2026-02-01\nMILK,M1,FARM,\n"),
    ("products.csv", "product,name,unit,gtin\nCHEESE,Hard cheese,kg,09506000134352\nMILK,Milk,l,\n"),
    ("sites.csv", "site,kind\nPLANT,plant\nSHOP,store\n"),
    (
        "orders.csv",
        "order,customer,product,lot,quantity,site,status\n\
         O1,INN,CHEESE,C1,2,SHOP,shipped\nO2,CAFE,CHEESE,,1,SHOP,open\n",
    ),
];

pub fn creamery() -> Built {
    Built::from(TABLES)
}
