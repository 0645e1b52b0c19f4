//! The modules of symbols.

use datamatrix::{DataMatrix, SymbolList};
use qrcode::{Color, EcLevel, QrCode};

use crate::element::{Element, element_string};
use crate::error::Gs1Error;

/// A grid of dark and light modules, `dark[row * width + column]`, and the light margin that scanners need around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Modules {
    dark: Vec<bool>,
    width: usize,
    margin: usize,
}

impl Modules {
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn height(&self) -> usize {
        self.dark.len() / self.width
    }

    /// Modules of margin on each side.
    pub(crate) fn margin(&self) -> usize {
        self.margin
    }

    pub(crate) fn is_dark(&self, column: usize, row: usize) -> bool {
        column < self.width && self.dark.get(row * self.width + column).copied().unwrap_or(false)
    }

    /// Runs of dark modules as `(column, row, length)`.
    pub(crate) fn runs(&self) -> Vec<(usize, usize, usize)> {
        let mut runs: Vec<(usize, usize, usize)> = Vec::new();
        for (at, _) in self.dark.iter().enumerate().filter(|(_, dark)| **dark) {
            let (column, row) = (at % self.width, at / self.width);
            match runs.last_mut() {
                Some((from, last, len)) if *last == row && *from + *len == column => *len += 1,
                _ => runs.push((column, row, 1)),
            }
        }
        runs
    }
}

/// GS1 DataMatrix, square. The standard asks for a margin of one module; printers do better with two.
pub(super) fn data_matrix(elements: &[Element]) -> Result<Modules, Gs1Error> {
    let data = element_string(elements, '\u{1D}');
    // The leading FNC1 is a codeword of its own; separators are group separators, as the standard allows.
    let data = data.trim_start_matches('\u{1D}').as_bytes();
    let sizes = SymbolList::default().enforce_square();
    let symbol = DataMatrix::encode_gs1(data, sizes).map_err(|_| Gs1Error::TooMuch)?.bitmap();
    Ok(Modules { dark: symbol.bits().to_vec(), width: symbol.width(), margin: 2 })
}

/// QR code that stands damage of about 15 %.
pub(super) fn qr(text: &str) -> Result<Modules, Gs1Error> {
    let symbol = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| Gs1Error::TooMuch)?;
    let width = symbol.width();
    let dark = symbol.into_colors().into_iter().map(|color| color == Color::Dark).collect();
    Ok(Modules { dark, width, margin: 4 })
}
