//! Labels as PNG.

use super::Label;
use super::font::{GLYPH_HEIGHT, GLYPH_WIDTH, glyph};
use crate::error::Gs1Error;

/// Most pixels to a module.
const SCALE_MAX: u32 = 64;
/// Columns and rows of a character, with the gap behind and under it.
const CELL: (usize, usize) = (GLYPH_WIDTH + 1, GLYPH_HEIGHT + 3);

/// One byte per pixel, 255 for white, `pixels[row * width + column]`.
struct Canvas {
    pixels: Vec<u8>,
    width: usize,
}

impl Canvas {
    fn square(&mut self, column: usize, row: usize, size: usize) {
        for row in row..row + size {
            let from = row * self.width + column;
            self.pixels[from..from + size].fill(0);
        }
    }

    fn line(&mut self, text: &str, left: usize, top: usize, scale: usize) {
        for (index, char) in text.chars().enumerate() {
            for (row, bits) in glyph(char).into_iter().enumerate() {
                for column in (0..GLYPH_WIDTH).filter(|column| bits >> (GLYPH_WIDTH - 1 - column) & 1 == 1) {
                    self.square(left + (index * CELL.0 + column) * scale, top + row * scale, scale);
                }
            }
        }
    }
}

/// The label with `scale` pixels to a module.
pub(super) fn png(label: &Label, scale: u32) -> Result<Vec<u8>, Gs1Error> {
    if !(1..=SCALE_MAX).contains(&scale) {
        return Err(Gs1Error::Image);
    }
    let canvas = drawn(label, scale as usize);
    let height = canvas.pixels.len() / canvas.width;
    let size = |side: usize| u32::try_from(side).map_err(|_| Gs1Error::Image);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size(canvas.width)?, size(height)?);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|_| Gs1Error::Image)?;
    writer.write_image_data(&canvas.pixels).map_err(|_| Gs1Error::Image)?;
    writer.finish().map_err(|_| Gs1Error::Image)?;
    Ok(bytes)
}

fn drawn(label: &Label, scale: usize) -> Canvas {
    let modules = &label.modules;
    let margin = modules.margin() * scale;
    // Letters of about three modules in height.
    let text_scale = (scale * 3 / GLYPH_HEIGHT).max(1);
    let text_width = |line: &str| line.chars().count() * CELL.0 * text_scale;
    let longest = label.lines.iter().map(|line| text_width(line)).max().unwrap_or(0);
    let symbol_width = modules.width() * scale + 2 * margin;
    let width = symbol_width.max(longest + 2 * margin);
    let symbol_height = modules.height() * scale + 2 * margin;
    let height = symbol_height + label.lines.len() * CELL.1 * text_scale;

    let mut canvas = Canvas { pixels: vec![255; width * height], width };
    let left = (width - symbol_width) / 2 + margin;
    for row in 0..modules.height() {
        for column in (0..modules.width()).filter(|column| modules.is_dark(*column, row)) {
            canvas.square(left + column * scale, margin + row * scale, scale);
        }
    }
    for (index, line) in label.lines.iter().enumerate() {
        let top = symbol_height + index * CELL.1 * text_scale;
        canvas.line(line, (width - text_width(line)) / 2, top, text_scale);
    }
    canvas
}
