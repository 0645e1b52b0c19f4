//! Measures reading and importing a stream of EPCIS events: `epcis_rate [MB]` (default 100).
//!
//! The events are those of a chain: lots made, transformed, packed, shipped by container or by themselves, received,
//! sold. The document is made first and stands in the temporary directory while it is read.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::time::Instant;

use standards::epcis;

fn main() -> Result<(), Box<dyn Error>> {
    let megabytes: u64 = std::env::args().nth(1).map_or(Ok(100), |text| text.parse())?;
    let directory = tempfile::tempdir()?;
    let path = directory.path().join("events.jsonld");
    let bytes = write(&path, megabytes << 20)?;
    let rate = |(start, cpu): (Instant, f64)| {
        let per = |seconds: f64| bytes as f64 / 1e6 / seconds.max(1e-6);
        let (wall, busy) = (per(start.elapsed().as_secs_f64()), per(used() - cpu));
        format!("{wall:.0} MB/s ({busy:.0} MB a second of processor time)")
    };
    println!("{} MB", bytes / 1_000_000);
    let start = (Instant::now(), used());
    let events = epcis::validate(&path)?;
    println!("read and held against the standard: {events} events, {}, peak {} MiB", rate(start), peak());
    let start = (Instant::now(), used());
    let account = epcis::import(&[path], &directory.path().join("tables"))?;
    let rows: u64 = account.rows.values().sum();
    println!("imported: {rows} rows, {}, peak {} MiB", rate(start), peak());
    for (note, count) in account.notes {
        println!("  {count} {note}");
    }
    Ok(())
}

/// Seconds of processor time that the process used, as far as the system says.
fn used() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.split_whitespace().skip(13).take(2).filter_map(|text| text.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// The most memory that the process had, in MiB; 0 where the system does not say.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) / 1_024
}

fn write(path: &std::path::Path, wanted: u64) -> Result<u64, Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(path)?);
    let head = "{\"@context\": [\"https://ref.gs1.org/standards/epcis/epcis-context.jsonld\"],\n\"type\": \"EPCISDocument\", \
                \"schemaVersion\": \"2.0\", \"creationDate\": \"2026-01-01T00:00:00Z\", \"epcisBody\": {\"eventList\": [\n";
    out.write_all(head.as_bytes())?;
    let (mut written, mut lot) = (head.len() as u64, 0u64);
    while written < wanted {
        let text = chain(lot);
        if lot > 0 {
            out.write_all(b",\n")?;
        }
        out.write_all(text.as_bytes())?;
        written += text.len() as u64 + 2;
        lot += 1;
    }
    out.write_all(b"\n]}}\n")?;
    out.flush()?;
    Ok(fs::metadata(path)?.len())
}

/// The life of one lot: eight events.
fn chain(lot: u64) -> String {
    let (day, made) = (1 + lot % 27, format!("urn:epc:class:lgtin:4012345.0{:05}.L{lot}", lot % 500));
    let product = format!("urn:epc:class:lgtin:4012345.1{:05}.P{lot}", lot % 500);
    let container = format!("urn:epc:id:sscc:4012345.0{:09}", lot % 1_000_000_000);
    let place = |number: u64| format!("urn:epc:id:sgln:4012345.{number:05}.0");
    let (plant, dc, shop) = (place(1), place(2 + lot % 20), place(100 + lot % 900));
    let event = |number: u64, kind: &str, rest: &str| {
        format!(
            "{{\"type\": \"{kind}\", \"eventID\": \"urn:uuid:{lot:08x}-0000-4000-8000-{number:012x}\",\n \
             \"eventTime\": \"2026-{:02}-{day:02}T{:02}:00:00.000+00:00\", \"eventTimeZoneOffset\": \"+00:00\", {rest},\n \
             \"example:batchRecord\": {{\"example:operator\": \"line {}\", \"example:checked\": [true, 12.5, \"ok\"]}}}}",
            1 + number / 4,
            6 + number,
            lot % 7,
        )
    };
    let amount = |class: &str, quantity: u64| {
        format!("{{\"epcClass\": \"{class}\", \"quantity\": {quantity}, \"uom\": \"KGM\"}}")
    };
    let at = |place: &str| {
        format!("\"readPoint\": {{\"id\": \"{place}\"}}, \"bizLocation\": {{\"id\": \"{place}\"}}")
    };
    let po = format!(
        "\"bizTransactionList\": [{{\"type\": \"po\", \"bizTransaction\": \"urn:epcglobal:cbv:bt:4012345000009:{lot}\"}}]"
    );
    let ends = |from: &str, to: &str| {
        format!(
            "\"sourceList\": [{{\"type\": \"location\", \"source\": \"{from}\"}}], \
             \"destinationList\": [{{\"type\": \"location\", \"destination\": \"{to}\"}}]"
        )
    };
    let object = |action: &str, step: &str, rest: &str, goods: &str| {
        format!("\"action\": \"{action}\", \"bizStep\": \"{step}\", {rest}, \"quantityList\": [{goods}]")
    };
    let parent = |action: &str, step: &str, rest: &str| {
        format!("\"action\": \"{action}\", \"bizStep\": \"{step}\", {rest}, \"epcList\": [\"{container}\"]")
    };
    [
        event(0, "ObjectEvent", &object("ADD", "commissioning", &at(&plant), &amount(&made, 900))),
        event(
            1,
            "TransformationEvent",
            &format!(
                "\"bizStep\": \"commissioning\", {}, \"inputQuantityList\": [{}], \"outputQuantityList\": [{}],\n \
                 \"ilmd\": {{\"cbvmda:itemExpirationDate\": \"2026-12-{day:02}\"}}",
                at(&plant),
                amount(&made, 800),
                amount(&product, 790)
            ),
        ),
        event(
            2,
            "AggregationEvent",
            &format!(
                "\"action\": \"ADD\", \"bizStep\": \"packing\", {}, \"parentID\": \"{container}\", \"childQuantityList\": [{}]",
                at(&plant),
                amount(&product, 500)
            ),
        ),
        event(3, "ObjectEvent", &parent("OBSERVE", "shipping", &format!("{po}, {}", ends(&plant, &dc)))),
        event(4, "ObjectEvent", &parent("OBSERVE", "receiving", &format!("{po}, {}", at(&dc)))),
        event(
            5,
            "ObjectEvent",
            &object("OBSERVE", "shipping", &format!("{po}, {}", ends(&dc, &shop)), &amount(&product, 400)),
        ),
        event(6, "ObjectEvent", &object("OBSERVE", "receiving", &format!("{po}, {}", at(&shop)), &amount(&product, 400))),
        event(7, "ObjectEvent", &object("DELETE", "retail_selling", &at(&shop), &amount(&product, 30))),
    ]
    .join(",\n")
}
