//! Sheets of labels to print from a browser.

use super::Label;
use super::vector::escaped;

/// How labels are laid out on A4 pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Title of the document; it is not printed.
    pub title: String,
    /// Labels side by side, at least one.
    pub columns: usize,
    /// Rows of labels on a page, at least one.
    pub rows: usize,
}

/// Labels on pages, as one HTML document that needs nothing else.
pub fn sheet(labels: &[Label], layout: &Sheet) -> String {
    let (columns, rows) = (layout.columns.max(1), layout.rows.max(1));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title><style>\n\
         @page {{ size: A4; margin: 10mm }}\n\
         body {{ margin: 0 }}\n\
         .page {{ display: grid; grid-template: repeat({rows}, 1fr) / repeat({columns}, 1fr); height: 276mm; \
         break-after: page }}\n\
         .page:last-child {{ break-after: auto }}\n\
         .label {{ display: grid; place-items: center; overflow: hidden }}\n\
         .label svg {{ max-width: 100%; max-height: 100% }}\n\
         </style></head><body>\n",
        escaped(&layout.title)
    );
    for page in labels.chunks(columns.saturating_mul(rows)) {
        out.push_str("<div class=\"page\">\n");
        for label in page {
            out.push_str("<div class=\"label\">");
            out.push_str(&label.svg());
            out.push_str("</div>\n");
        }
        out.push_str("</div>\n");
    }
    out.push_str("</body></html>\n");
    out
}
