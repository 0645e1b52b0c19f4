#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::{Fault, Form, GS1_RESOLVER};

fn as_of() -> AsOf {
    AsOf::year(2026).unwrap()
}

fn content() -> LabelContent {
    LabelContent {
        use_by: Day::new(2027, 12, 31),
        serial: Some("S<1>".to_owned()),
        ..LabelContent::of_lot(Gtin::parse("09506000134352").unwrap(), "26A117")
    }
}

fn matrix() -> Label {
    label(&content(), &Carrier::DataMatrix, as_of()).unwrap()
}

fn qr() -> Label {
    label(&content(), &Carrier::QrLink { stem: GS1_RESOLVER.to_owned() }, as_of()).unwrap()
}

#[test]
fn the_matrix_holds_the_element_string_behind_fnc1() {
    let label = matrix();
    let bits: Vec<bool> = (0..label.height())
        .flat_map(|row| (0..label.width()).map(move |column| (column, row)))
        .map(|(c, r)| label.is_dark(c, r))
        .collect();
    let data = String::from_utf8(datamatrix::DataMatrix::decode(&bits, label.width()).unwrap()).unwrap();
    let read = scan(&format!("]d2{}", data.trim_start_matches('\u{1D}')), &ScanOptions::strict(as_of()));
    assert_eq!((read.error, read.form), (None, Some(Form::ElementString)));
    assert_eq!(read.elements, content().elements());
}

#[test]
fn the_matrix_has_its_finder() {
    let label = matrix();
    let (width, height) = (label.width(), label.height());
    assert_eq!(width, height);
    assert!((0..height).all(|row| label.is_dark(0, row)));
    assert!((0..width).all(|column| label.is_dark(column, height - 1)));
    assert!((0..width).all(|column| label.is_dark(column, 0) == (column % 2 == 0)));
}

#[test]
fn the_qr_code_has_its_three_finders() {
    let label = qr();
    let far = label.width() - 7;
    for (left, top) in [(0, 0), (far, 0), (0, far)] {
        let row: String =
            (0..7).map(|column| if label.is_dark(left + column, top + 3) { '#' } else { '.' }).collect();
        assert_eq!(row, "#.###.#");
    }
    assert!(!label.is_dark(label.width(), 0));
}

#[test]
fn text_stands_under_the_symbol() {
    let label = matrix();
    assert_eq!(label.lines(), ["(01) 09506000134352", "(17) 271231", "(10) 26A117", "(21) S<1>"]);
    let svg = label.svg();
    assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>"));
    assert!(svg.contains(">(10) 26A117</text>") && svg.contains(">(21) S&lt;1&gt;</text>"));
}

#[test]
fn the_image_shows_the_modules() {
    let label = matrix();
    let bytes = label.png(4).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let width = info.width as usize;
    // The symbol is centred: its solid left edge is the first dark pixel of its last row.
    let row = (2 + label.height() - 1) * 4 + 1;
    let left = pixels[row * width..].iter().position(|pixel| *pixel == 0).unwrap();
    for module in 0..label.height() {
        for column in 0..label.width() {
            let dark = pixels[((2 + module) * 4 + 2) * width + left + column * 4 + 2] == 0;
            assert_eq!(dark, label.is_dark(column, module));
        }
    }
    assert_eq!(label.png(0), Err(Gs1Error::Image));
    assert_eq!(label.png(65), Err(Gs1Error::Image));
}

#[test]
fn a_sheet_has_pages() {
    let labels = vec![matrix(), qr(), matrix()];
    let html = sheet(&labels, &Sheet { title: "Lots & more".to_owned(), columns: 2, rows: 1 });
    assert_eq!(html.matches("<div class=\"page\">").count(), 2);
    assert_eq!(html.matches("<svg").count(), 3);
    assert!(html.contains("<title>Lots &amp; more</title>"));
}

#[test]
fn improper_content_gets_no_label() {
    let refused = |content: LabelContent| label(&content, &Carrier::DataMatrix, as_of()).unwrap_err();
    let lot = |lot: &str| LabelContent { lot: Some(lot.to_owned()), ..content() };
    assert!(matches!(refused(lot("A B")), Gs1Error::Content { fault: Fault::NotSet82, .. }));
    assert!(matches!(refused(lot("")), Gs1Error::TooShort { ai: Ai::LOT, .. }));
    assert!(matches!(refused(lot("ABCDEFGHIJKLMNOPQRSTU")), Gs1Error::TooLong { ai: Ai::LOT, .. }));
    let wrong = LabelContent { gtin: Gtin::parse("09506000134353").unwrap(), ..content() };
    assert!(matches!(refused(wrong), Gs1Error::Content { fault: Fault::CheckDigit, .. }));
    assert_eq!(refused(LabelContent { use_by: Day::new(2099, 1, 1), ..content() }), Gs1Error::Century);
}

#[test]
fn the_drawing_shows_the_modules() {
    let label = qr();
    let svg = label.svg();
    let path = svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut drawn = vec![false; label.width() * label.height()];
    for run in path.split('M').skip(1) {
        let (place, rest) = run.split_once('h').unwrap();
        let (column, row) = place.split_once(' ').unwrap();
        let (column, row): (usize, usize) = (column.parse().unwrap(), row.parse().unwrap());
        let len: usize = rest.split_once('v').unwrap().0.parse().unwrap();
        drawn[row * label.width() + column..][..len].fill(true);
    }
    for (at, dark) in drawn.into_iter().enumerate() {
        assert_eq!(dark, label.is_dark(at % label.width(), at / label.width()));
    }
}
