//! Labels as SVG.

use std::fmt::Write;

use super::Label;

/// Millimetres of a module: within what the standard allows to retail and to distribution.
const MODULE_MM: f64 = 0.5;
/// Height of a line of text, in modules.
const LINE: f64 = 5.0;
/// Width of a character in modules, with its text four modules high.
const CHARACTER: f64 = 2.4;

/// The label, one module to a unit of the drawing.
pub(super) fn svg(label: &Label) -> String {
    let modules = &label.modules;
    let margin = modules.margin();
    let longest = label.lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let symbol_width = (modules.width() + 2 * margin) as f64;
    let width = symbol_width.max(longest as f64 * CHARACTER + 4.0);
    let symbol_height = (modules.height() + 2 * margin) as f64;
    let height = symbol_height + LINE * label.lines.len() as f64;
    let left = (width - symbol_width) / 2.0 + margin as f64;

    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{:.1}mm\" height=\"{:.1}mm\" viewBox=\"0 0 {width:.1} \
         {height:.1}\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path transform=\"translate({left:.1} \
         {margin})\" shape-rendering=\"crispEdges\" d=\"",
        width * MODULE_MM,
        height * MODULE_MM,
    );
    for (column, row, len) in modules.runs() {
        append(&mut out, format_args!("M{column} {row}h{len}v1h-{len}z"));
    }
    out.push_str("\"/><g font-family=\"monospace\" font-size=\"4\" text-anchor=\"middle\">");
    for (index, line) in label.lines.iter().enumerate() {
        let baseline = symbol_height + LINE * (index as f64 + 0.8);
        append(
            &mut out,
            format_args!("<text x=\"{:.1}\" y=\"{baseline:.1}\">{}</text>", width / 2.0, escaped(line)),
        );
    }
    out.push_str("</g></svg>");
    out
}

fn append(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let written = out.write_fmt(text);
    debug_assert!(written.is_ok());
}

/// Text for XML and HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(char),
        }
    }
    out
}
