#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;

#[test]
fn goldens_load_without_rejects() {
    let header = "event_id,kind,role,time,arrived,recorded,product,lot,quantity,unit,site,to_site,party,document,\
                  container,hazards,ref\n";
    let text = format!(
        "{header}e1,receive,,2026-01-02T00:00:00Z,,,PRD,A,10.50,kg,DC,,,,,,\r\n\n\"e\"\"2\",move,,2026-01-03,,,PRD,A,1,,DC,S1,\"x\n,y\",,,,"
    );
    let sources = Sources::memory(vec![("events.csv".into(), text.into_bytes())]);
    let tables = read(&sources, &ReadOptions::default(), &Progress::new()).unwrap();
    assert_eq!(tables.rejects, []);
}
