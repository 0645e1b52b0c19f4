//! Labels to print: a symbol with its text in readable form under it.

mod font;
mod image;
mod page;
mod symbol;
mod vector;

use crate::ai::Ai;
use crate::date::{AsOf, Day};
use crate::element::{Element, bracketed, digital_link};
use crate::error::Gs1Error;
use crate::gtin::Gtin;
use crate::scan::scan;
use crate::sink::ScanOptions;

pub use page::{Sheet, sheet};
pub(crate) use symbol::Modules;

/// What a label says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelContent {
    /// The trade item.
    pub gtin: Gtin,
    /// The lot.
    pub lot: Option<String>,
    /// The last day of best quality.
    pub best_before: Option<Day>,
    /// The last day of use.
    pub use_by: Option<Day>,
    /// The serial.
    pub serial: Option<String>,
}

impl LabelContent {
    /// A label of one lot.
    pub fn of_lot(gtin: Gtin, lot: impl Into<String>) -> LabelContent {
        LabelContent { gtin, lot: Some(lot.into()), best_before: None, use_by: None, serial: None }
    }

    /// The elements, those of known length first.
    pub fn elements(&self) -> Vec<Element> {
        let day = |day: Option<Day>| day.map(Day::to_yymmdd);
        let all = [
            (Ai::GTIN, Some(self.gtin.to_string())),
            (Ai::BEST_BEFORE, day(self.best_before)),
            (Ai::USE_BY, day(self.use_by)),
            (Ai::LOT, self.lot.clone()),
            (Ai::SERIAL, self.serial.clone()),
        ];
        all.into_iter().filter_map(|(ai, value)| Some(Element::new(ai, value?))).collect()
    }

    /// The elements, if the standard accepts them and they state the days that were meant.
    fn checked(&self, as_of: AsOf) -> Result<Vec<Element>, Gs1Error> {
        let elements = self.elements();
        let read = scan(&bracketed(&elements), &ScanOptions::strict(as_of));
        if let Some(error) = read.error {
            return Err(error);
        }
        let days = (read.life.best_before, read.life.use_by);
        if days == (self.best_before, self.use_by) { Ok(elements) } else { Err(Gs1Error::Century) }
    }
}

/// The symbol of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// GS1 DataMatrix: FNC1 first, then the element string.
    DataMatrix,
    /// A QR code with a Digital Link.
    QrLink {
        /// Where the link begins, such as [`GS1_RESOLVER`](crate::GS1_RESOLVER).
        stem: String,
    },
}

/// A symbol and the lines under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    modules: Modules,
    lines: Vec<String>,
}

/// Draws a label's symbol and sets its text.
///
/// # Errors
/// What the standard refuses in the content, [`Gs1Error::Century`] for a day that two digits of a year would misstate
/// when read in `as_of`, or [`Gs1Error::TooMuch`].
pub fn label(content: &LabelContent, carrier: &Carrier, as_of: AsOf) -> Result<Label, Gs1Error> {
    let elements = content.checked(as_of)?;
    let modules = match carrier {
        Carrier::DataMatrix => symbol::data_matrix(&elements)?,
        Carrier::QrLink { stem } => symbol::qr(&digital_link(stem, &elements)?)?,
    };
    let lines = elements.iter().map(|element| format!("({}) {}", element.ai, element.value)).collect();
    Ok(Label { modules, lines })
}

impl Label {
    /// Modules in a row of the symbol, without the margin.
    pub fn width(&self) -> usize {
        self.modules.width()
    }

    /// Rows of modules.
    pub fn height(&self) -> usize {
        self.modules.height()
    }

    /// Whether a module is dark.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        self.modules.is_dark(column, row)
    }

    /// The lines under the symbol.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The label as a drawing, in millimetres.
    pub fn svg(&self) -> String {
        vector::svg(self)
    }

    /// The label as an image in black and white, with `scale` pixels to a module (1 to 64).
    ///
    /// # Errors
    /// [`Gs1Error::Image`] for another scale.
    pub fn png(&self, scale: u32) -> Result<Vec<u8>, Gs1Error> {
        image::png(self, scale)
    }
}

#[cfg(test)]
mod tests;
