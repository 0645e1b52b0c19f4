//! Whole scans against the published vectors.

#![allow(clippy::unwrap_used, reason = "tests")]

use crate::element::link;
use crate::shared::{check, same};
use crate::*;

fn strict() -> ScanOptions {
    ScanOptions::strict(AsOf::year(2026).unwrap())
}

fn lenient() -> ScanOptions {
    ScanOptions::lenient(AsOf::year(2026).unwrap())
}

/// Elements in brackets, whatever stands together.
fn parsed(text: &str) -> Result<Vec<Element>, Gs1Error> {
    let mut elements = Elements::default();
    bracket::read(text, 0, strict(), &mut elements).map(|()| elements.0)
}

/// As [`parsed`], with unknown identifiers.
fn parsed_unknown(text: &str) -> Vec<Element> {
    let mut elements = Elements::default();
    bracket::read(text, 0, lenient(), &mut elements).unwrap();
    elements.0
}

#[derive(Default)]
struct Elements(Vec<Element>);

impl<'a> sink::Sink<'a> for Elements {
    fn element(&mut self, found: sink::Found<'a>) -> Result<(), Gs1Error> {
        self.0.push(Element::new(found.ai, found.value.as_str()));
        Ok(())
    }

    fn forgiven(&mut self, _error: Gs1Error) {}
}

/// The strict reading, whose success is a lenient one's with the same elements.
fn verdict(text: &str) -> Scan {
    let found = scan(text, &strict());
    let kind = scan(text, &lenient());
    if found.valid {
        assert!(kind.valid, "lenient refuses {text:?}: {:?}", kind.error);
        // Where a strict reading sees mere text, a lenient one may see elements.
        assert!(found.form == Some(Form::Plain) || kind.elements == found.elements, "{text:?}");
    }
    found
}

#[test]
fn element_strings_in_plain_syntax() {
    check("gs1/unbracketed_validity.tsv", |cells| {
        same(verdict(cells[1]).valid, cells[0] == "true", cells[1])
    });
}

#[test]
fn element_strings_with_separators() {
    check("gs1/unbracketed_validity.tsv", |cells| {
        let text = cells[1].replace('^', "\u{1D}");
        same(verdict(&text).valid, cells[0] == "true", &text)
    });
}

#[test]
fn brackets_become_element_strings() {
    check("gs1/bracketed_to_unbracketed.tsv", |cells| {
        let &[ok, text, expected] = cells else {
            return Err("columns".into());
        };
        let found = parsed(text).map(|elements| element_string(&elements, '^'));
        same(found.clone().unwrap_or_default().as_str(), expected, text)?;
        same(found.is_ok(), ok == "true", text)
    });
}

#[test]
fn elements_that_belong_together() {
    check("gs1/ai_association_rules.tsv", |cells| {
        let &[ok, rule, text] = cells else {
            return Err("columns".into());
        };
        // The rule alone judges here, unknown identifiers included.
        let elements = parsed_unknown(text);
        let found = match rule {
            "validateAIrepeats" => association::conflict(&elements).is_ok(),
            "validateAImutex" => association::excluded(&elements).next().is_none(),
            "validateAIrequisites" => association::lacking(&elements).next().is_none(),
            "validateDigSigRequiresSerialisedKey" => association::unserialised(&elements).next().is_none(),
            _ => return Err(format!("unknown rule {rule}")),
        };
        same(found, ok == "true", text)?;
        let unknown = elements.iter().any(|element| !element.ai.is_known());
        let lone = rule != "validateAIrequisites" && association::lacking(&elements).next().is_some();
        if unknown || lone { Ok(()) } else { same(verdict(text).valid, ok == "true", text) }
    });
}

#[test]
fn content_faults_have_their_names() {
    check("gs1/ai_linters.tsv", |cells| {
        let found = match scan(cells[0], &strict()).error {
            None => "OK".to_owned(),
            Some(Gs1Error::Content { fault, .. }) => fault.code().to_owned(),
            Some(error) => error.to_string(),
        };
        same(found.as_str(), cells[1], cells[0])
    });
}

#[test]
fn links_give_their_elements() {
    check("gs1/dl_parseDLuri.tsv", |cells| {
        let &[ok, text, expected] = cells else {
            return Err("columns".into());
        };
        let found = verdict(text);
        let elements = if found.valid { element_string(&found.elements, '^') } else { String::new() };
        same(elements.as_str(), expected, text)?;
        same(found.valid, ok == "true", text)
    });
}

#[test]
fn elements_become_links() {
    check("gs1/dl_testGenerateDLuri.tsv", |cells| {
        let &[ok, stem, text, expected] = cells else {
            return Err("columns".into());
        };
        let stem = if stem == "NULL" { GS1_RESOLVER } else { stem };
        let elements = parsed_unknown(text);
        // Rows with unknown identifiers come once for each setting.
        let unknown = ok == "true" && elements.iter().any(|element| !element.ai.is_known());
        let found = link(stem, &elements, unknown);
        same(found.clone().unwrap_or_default().as_str(), expected, text)?;
        same(found.is_ok(), ok == "true", text)
    });
}

#[test]
fn percent_encoding_is_undone() {
    check("gs1/dl_URIunescape.tsv", |cells| {
        let &[text, in_path, in_query] = cells else {
            return Err("columns".into());
        };
        same(link::decode(text, false).unwrap().as_str(), in_path, text)?;
        same(link::decode(text, true).unwrap().as_str(), in_query, text)
    });
}

/// What the vectors write for the data of a scan.
fn plain_syntax(text: &str, found: &Scan) -> String {
    let (data, component) = text[3..].split_once("|]e0").map_or((&text[3..], None), |(d, c)| (d, Some(c)));
    let separators = |data: &str| data.replace('\u{1D}', "^");
    let component = component.map_or(String::new(), |component| format!("|^{}", separators(component)));
    match found.form.unwrap() {
        Form::ElementString => format!("^{}{component}", separators(data)),
        Form::Plain if data.trim_start_matches('\\').starts_with('^') => format!("\\{data}"),
        _ => format!("{data}{component}"),
    }
}

#[test]
fn scanner_messages_are_read() {
    check("gs1/scan_testProcessScanData.tsv", |cells| {
        let &[ok, text, symbol, expected] = cells else {
            return Err("columns".into());
        };
        let text = text.replace("<GS>", "\u{1D}");
        let found = verdict(&text);
        same(found.valid, ok == "true", &text)?;
        if !found.valid {
            return same(symbol, "NONE", &text);
        }
        same(plain_syntax(&text, &found).as_str(), expected, &text)?;
        if found.form != Some(Form::ElementString) {
            return Ok(());
        }
        let again = scan(expected, &strict());
        same(again.elements, found.elements, &text)
    });
}

fn symbology(name: &str) -> Option<Symbology> {
    Some(match name {
        "DataBarOmni" => Symbology::DataBarOmni,
        "DataBarTruncated" => Symbology::DataBarTruncated,
        "DataBarStacked" => Symbology::DataBarStacked,
        "DataBarStackedOmni" => Symbology::DataBarStackedOmni,
        "DataBarLimited" => Symbology::DataBarLimited,
        "DataBarExpanded" => Symbology::DataBarExpanded,
        "UPCA" => Symbology::UpcA,
        "UPCE" => Symbology::UpcE,
        "EAN13" => Symbology::Ean13,
        "EAN8" => Symbology::Ean8,
        "GS1_128_CCA" => Symbology::Gs1128CcA,
        "GS1_128_CCC" => Symbology::Gs1128CcC,
        "QR" => Symbology::Qr,
        "DM" => Symbology::DataMatrix,
        "DotCode" => Symbology::DotCode,
        _ => return None,
    })
}

#[test]
fn scanner_messages_are_written() {
    check("gs1/scan_testGenerateScanData.tsv", |cells| {
        let &[name, data, expected] = cells else {
            return Err("columns".into());
        };
        let found = symbology(name).and_then(|symbology| transmit(symbology, data));
        let found = found.map_or("NULL".to_owned(), |text| text.replace('\u{1D}', "<GS>"));
        same(found.as_str(), expected, data)
    });
}

#[test]
fn two_digit_years_get_their_century() {
    check("facts/gs1_century_rule.tsv", |cells| {
        let as_of = AsOf::year(cells[1].parse().unwrap()).unwrap();
        let read = scan(&format!("(01)09506000134352(17){}0115", cells[0]), &ScanOptions::strict(as_of));
        let year = read.expiry().map(|day| day.year().to_string());
        same(year.as_deref(), Some(cells[2]), cells[0])
    });
}

#[test]
fn day_zero_ends_its_month() {
    check("facts/gs1_dd00.tsv", |cells| {
        for ai in [15, 16, 17] {
            let read = scan(&format!("(01)09506000134352({ai}){}", cells[0]), &lenient());
            match cells[1].split_once(' ') {
                Some(("invalid", part)) => {
                    let fault = match read.error {
                        Some(Gs1Error::Content { fault, .. }) => fault,
                        other => return Err(format!("{}: {other:?}", cells[0])),
                    };
                    let expected = if part == "day" { Fault::IllegalDay } else { Fault::IllegalMonth };
                    same(fault, expected, cells[0])?;
                }
                _ => {
                    let day = read.expiry().unwrap().to_string();
                    same(day.as_str(), &cells[1][..10], cells[0])?;
                }
            }
        }
        Ok(())
    });
}

#[test]
fn lots_of_urns_are_those_of_links() {
    check("facts/lgtin_dl_pairs.tsv", |cells| {
        let &[urn, url, gtin, lot, ok] = cells else {
            return Err("columns".into());
        };
        let by_urn = scan(urn, &strict());
        same(by_urn.gtin.unwrap().as_str(), gtin, urn)?;
        same(by_urn.lot.as_deref(), Some(lot), urn)?;
        let by_link = scan(url, &lenient());
        same(by_link.lot.as_deref(), Some(lot), url)?;
        let kept = url.split('/').nth(4).unwrap();
        same(by_link.gtin.unwrap().as_str(), kept, url)?;
        same(by_link.forgiven.is_empty(), ok == "True", url)?;
        same(scan(url, &strict()).valid, ok == "True", url)?;
        same(till(url, &lenient()).unwrap().forgiven, by_link.forgiven.first().copied(), url)
    });
}
