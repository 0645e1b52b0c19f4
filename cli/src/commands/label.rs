//! `lotrace label`: symbols to print for lots.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ask::{Answer, Asker, Cell, CellType, Column, Day};
use clap::Args;
use gs1::{AsOf, Carrier, GS1_RESOLVER, LabelContent, ScanOptions, Sheet};

use super::question::{open, settings};
use super::recall::file_name;
use crate::arguments::Common;
use crate::console::Console;
use crate::failure::Failure;
use crate::output::{write_answer, write_file};

/// Make labels of lots: GS1 DataMatrix and QR code with Digital Link, as SVG and PNG, and a sheet to print (-o DIR)
#[derive(Debug, Args)]
pub(crate) struct Label {
    /// Lots of the snapshot, or scans, which need no snapshot
    #[arg(value_name = "LOT", required = true)]
    lots: Vec<String>,
    /// Where Digital Links begin
    #[arg(long, value_name = "URL", default_value = GS1_RESOLVER)]
    stem: String,
    /// The year by which two-digit years are read (default: this one)
    #[arg(long, value_name = "YEAR")]
    as_of: Option<u16>,
    /// Pixels a module of the PNG, 1 to 64
    #[arg(long, value_name = "N", default_value_t = 8)]
    scale: u32,
    /// Labels side by side on the sheet
    #[arg(long, value_name = "N", default_value_t = 4)]
    columns: usize,
    /// Rows of labels on a page of the sheet
    #[arg(long, value_name = "N", default_value_t = 6)]
    rows: usize,
}

pub(crate) fn run(command: &Label, common: &Common, console: &mut Console<'_>) -> Result<u8, Failure> {
    let Some(directory) = &common.output else {
        return Err(Failure::Usage("name the directory of the labels: -o DIR".to_owned()));
    };
    let as_of = as_of(command.as_of, console)?;
    let contents = contents(command, as_of, common, console)?;
    fs::create_dir_all(directory).map_err(|source| Failure::WriteFile { path: directory.clone(), source })?;
    let (mut labels, mut files, mut names) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (name, content) in &contents {
        let failed = |source| Failure::Label { what: name.clone(), source };
        let carriers =
            [("datamatrix", Carrier::DataMatrix), ("qr", Carrier::QrLink { stem: command.stem.clone() })];
        let mut stem = file_name(name);
        while !names.insert(stem.clone()) {
            stem.push('_');
        }
        for (kind, carrier) in carriers {
            let label = gs1::label(content, &carrier, as_of).map_err(failed)?;
            let path = directory.join(format!("{stem}-{kind}"));
            write(&path.with_extension("svg"), label.svg().as_bytes(), &mut files)?;
            write(&path.with_extension("png"), &label.png(command.scale).map_err(failed)?, &mut files)?;
            labels.push(label);
        }
    }
    let layout = Sheet { title: "Labels".to_owned(), columns: command.columns, rows: command.rows };
    write(&directory.join("labels.html"), gs1::sheet(&labels, &layout).as_bytes(), &mut files)?;
    let columns = vec![Column { name: "file", kind: CellType::Text }];
    let sheet = ask::Sheet::new("files", columns, files.len(), |row, cells| {
        cells.push(Cell::plain(files[row].as_str()));
    });
    let common = Common { output: None, ..common.clone() };
    write_answer(&Answer::new().sheet(sheet), &common, console)
}

fn write(path: &Path, bytes: &[u8], files: &mut Vec<String>) -> Result<(), Failure> {
    write_file(path, |file| file.write_all(bytes))?;
    files.push(path.display().to_string());
    Ok(())
}

/// The year of two-digit years: the one asked for, else today's.
pub(crate) fn as_of(asked: Option<u16>, console: &Console<'_>) -> Result<AsOf, Failure> {
    let today = console.today.and_then(|day| u16::try_from(day.year()).ok());
    let found = asked.or(today).and_then(AsOf::year);
    found.ok_or_else(|| Failure::Usage("name the year: --as-of YEAR, from 1000 to 9000".to_owned()))
}

/// What each label says, with the name that its files get.
fn contents(
    command: &Label,
    as_of: AsOf,
    common: &Common,
    console: &Console<'_>,
) -> Result<Vec<(String, LabelContent)>, Failure> {
    if common.snapshot.is_none() {
        return command.lots.iter().map(|text| of_scan(text, as_of)).collect();
    }
    let snapshot = open(None, common)?;
    let asker = Asker::new(&snapshot, settings(common, console)?);
    let of_lot = |name: &String| {
        let article = asker.article(name)?;
        let gtin = article.gtin.ok_or_else(|| Failure::NoGtin { lot: article.lot.clone() })?;
        let day = |day: Option<Day>| day.and_then(|Day(days)| gs1::Day::of_days(days));
        let content = LabelContent {
            best_before: day(article.best_before),
            use_by: day(article.use_by),
            ..LabelContent::of_lot(gtin, article.code)
        };
        Ok((article.lot, content))
    };
    command.lots.iter().map(of_lot).collect()
}

fn of_scan(text: &str, as_of: AsOf) -> Result<(String, LabelContent), Failure> {
    let refused = |reason: String| Failure::Scan { text: text.to_owned(), reason };
    let scan = gs1::scan(text, &ScanOptions::lenient(as_of));
    if let Some(error) = scan.error {
        let hint = "name a snapshot with --snapshot to label its lots";
        return Err(refused(format!("{error}; {hint}")));
    }
    let gtin = scan.gtin.ok_or_else(|| refused("it names no trade item".to_owned()))?;
    let lot = scan.lot.clone().unwrap_or_default();
    let content = LabelContent {
        gtin,
        lot: scan.lot,
        best_before: scan.life.best_before,
        use_by: scan.life.use_by,
        serial: scan.serial,
    };
    Ok((format!("{gtin}/{lot}"), content))
}
