//! Makes labels of many kinds, reads each image with a decoder that this project did not write, and compares what it
//! reads with what the label was made of. Prints what differs and fails, or prints how many labels were right.

use std::process::ExitCode;

use gs1::{AsOf, Carrier, Day, GS1_RESOLVER, Gtin, LabelContent, ScanOptions, label, scan};
use rxing::{BarcodeFormat, DecodeHints, RXingResultMetadataType, RXingResultMetadataValue};

type Failure = Box<dyn std::error::Error>;

fn contents() -> Option<Vec<LabelContent>> {
    let lots = ["A", "26A117", "LOT-2026/11-0042.X", "abc(1)%&+_", "12345678901234567890", "<=>?;:,'\"!*"];
    let mut contents = Vec::new();
    for (index, lot) in lots.into_iter().enumerate() {
        let gtin = Gtin::with_check_digit(&format!("09506000{:05}", 13_400 + index))?;
        let plain = LabelContent::of_lot(gtin, lot);
        let dated = LabelContent { use_by: Day::new(2027, 2, 28), ..plain.clone() };
        let full = LabelContent {
            best_before: Day::new(2027, 1, 31),
            serial: Some("SERIAL-0123456789_zZ".to_owned()),
            ..dated.clone()
        };
        contents.extend([plain, dated, full]);
    }
    Some(contents)
}

/// The pixels of a grey image, its width and its height.
fn pixels(image: &[u8]) -> Result<(Vec<u8>, u32, u32), Failure> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(image)).read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("image too large")?];
    let info = reader.next_frame(&mut pixels)?;
    Ok((pixels, info.width, info.height))
}

/// What a scanner sends for the image.
fn sent(image: &[u8], format: BarcodeFormat) -> Result<String, Failure> {
    let (pixels, width, height) = pixels(image)?;
    let mut hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    let read = rxing::helpers::detect_in_luma_with_hints(pixels, width, height, Some(format), &mut hints)?;
    // The identifier tells whether FNC1 came first.
    match read.getRXingResultMetadata().get(&RXingResultMetadataType::SYMBOLOGY_IDENTIFIER) {
        Some(RXingResultMetadataValue::SymbologyIdentifier(identifier)) => {
            Ok(format!("{identifier}{}", read.getText().trim_start_matches('\u{1D}')))
        }
        other => Err(format!("no symbology identifier: {other:?}").into()),
    }
}

fn check(content: &LabelContent, carrier: &Carrier, scale: u32, as_of: AsOf) -> Result<(), Failure> {
    let image = label(content, carrier, as_of)?.png(scale)?;
    let format = match carrier {
        Carrier::DataMatrix => BarcodeFormat::DATA_MATRIX,
        Carrier::QrLink { .. } => BarcodeFormat::QR_CODE,
    };
    let text = sent(&image, format)?;
    let identifier = if format == BarcodeFormat::DATA_MATRIX { "]d2" } else { "]Q1" };
    if !text.starts_with(identifier) {
        return Err(format!("read {text:?}, which {identifier} should lead").into());
    }
    let read = scan(&text, &ScanOptions::strict(as_of));
    let sorted = |mut elements: Vec<gs1::Element>| {
        elements.sort_by_key(|element| element.ai);
        elements
    };
    if read.valid && sorted(read.elements) == sorted(content.elements()) {
        return Ok(());
    }
    Err(format!("read {text:?}").into())
}

fn main() -> ExitCode {
    let (Some(contents), Some(as_of)) = (contents(), AsOf::year(2026)) else {
        eprintln!("the labels to check are wrong themselves");
        return ExitCode::FAILURE;
    };
    let carriers = [Carrier::DataMatrix, Carrier::QrLink { stem: GS1_RESOLVER.to_owned() }];
    let (mut right, mut wrong) = (0, 0);
    for content in &contents {
        for carrier in &carriers {
            for scale in [4, 10] {
                match check(content, carrier, scale, as_of) {
                    Ok(()) => right += 1,
                    Err(error) => {
                        wrong += 1;
                        eprintln!("{carrier:?} at {scale} of {:?}: {error}", content.elements());
                    }
                }
            }
        }
    }
    println!("{right} labels read back, {wrong} not");
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
