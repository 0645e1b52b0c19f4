//! Writes rows as CSV bytes: no quoting is needed, as no generated text holds a comma or a quote.

use crate::catalog::Catalog;
use crate::clock::{Calendar, DAY, Stamp};
use crate::row::{Amount, Document, EventId, Party, Role, Row, Unit};
use crate::sites::Sites;

/// Everything that names stand in.
pub(crate) struct Names {
    pub(crate) catalog: Catalog,
    pub(crate) sites: Sites,
    pub(crate) calendar: Calendar,
}

impl Names {
    /// Adds one line of table `events`.
    pub(crate) fn event(&self, out: &mut Vec<u8>, row: &Row) {
        event_id(out, row.id);
        out.push(b',');
        out.extend_from_slice(row.id.kind.name().as_bytes());
        out.extend_from_slice(match row.role {
            Role::None => b",,",
            Role::In => b",in,",
            Role::Out => b",out,",
        });
        if row.only_date {
            out.extend_from_slice(self.calendar.iso(row.time.day()));
        } else {
            self.instant(out, row.time);
        }
        self.optional_instant(out, row.arrived);
        self.optional_instant(out, row.recorded);
        self.quantity_of_lot(out, row);
        for site in [row.site, row.to_site] {
            out.push(b',');
            out.extend(site.map(|s| self.sites.id(s)).unwrap_or_default().bytes());
        }
        self.papers(out, row);
        out.push(b'\n');
    }

    /// Columns product, lot, quantity, unit, with the comma before them.
    fn quantity_of_lot(&self, out: &mut Vec<u8>, row: &Row) {
        out.push(b',');
        let product = row.product.map(|p| self.catalog.product(p));
        if let Some(product) = product {
            out.extend_from_slice(product.id.as_bytes());
        }
        out.push(b',');
        out.extend_from_slice(row.lot.as_bytes());
        out.push(b',');
        if let Some(quantity) = row.quantity {
            amount(out, quantity);
        }
        out.push(b',');
        out.extend_from_slice(match (row.unit, product) {
            (Unit::Unsaid, _) | (_, None) => b"",
            (Unit::Own, Some(product)) => product.unit.as_bytes(),
            (Unit::Case, Some(_)) => b"case",
        });
    }

    /// Columns party, document, container, hazards, ref, with the comma before them.
    fn papers(&self, out: &mut Vec<u8>, row: &Row) {
        out.push(b',');
        match row.party {
            Party::None => {}
            Party::Supplier(site) => out.extend_from_slice(self.sites.id(site).as_bytes()),
            Party::Customer(n) => {
                out.extend_from_slice(b"CUST-");
                number(out, u64::from(n), 5);
            }
        }
        out.push(b',');
        document(out, row.document);
        out.push(b',');
        if let Some(serial) = row.container {
            sscc(out, serial);
        }
        out.push(b',');
        out.extend_from_slice(row.hazards.as_bytes());
        out.push(b',');
        if let Some(reference) = row.reference {
            event_id(out, reference);
        }
    }

    fn optional_instant(&self, out: &mut Vec<u8>, at: Option<Stamp>) {
        out.push(b',');
        if let Some(at) = at {
            self.instant(out, at);
        }
    }

    /// RFC 3339 in UTC and whole seconds.
    fn instant(&self, out: &mut Vec<u8>, at: Stamp) {
        let (hour, minute, second) = (at.0 % DAY / 3600, at.0 / 60 % 60, at.0 % 60);
        let two = |n: u32| [b'0' + (n / 10) as u8, b'0' + (n % 10) as u8];
        let ([a, b], [c, d], [e, f]) = (two(hour), two(minute), two(second));
        out.extend_from_slice(self.calendar.iso(at.day()));
        out.extend_from_slice(&[b'T', a, b, b':', c, d, b':', e, f, b'Z']);
    }
}

/// A document's prefix and number.
pub(crate) fn document(out: &mut Vec<u8>, document: Document) {
    let (prefix, n): (&[u8], u64) = match document {
        Document::None => return,
        Document::Purchase(n) => (b"PO-", n),
        Document::Lading(n) => (b"BL-", n),
        Document::Batch(n) => (b"BR-", n),
        Document::Order(n) => (b"SO-", n),
        Document::Case(n) => (b"CASE-", n),
    };
    out.extend_from_slice(prefix);
    number(out, n, 7);
}

fn event_id(out: &mut Vec<u8>, id: EventId) {
    out.extend_from_slice(id.kind.prefix().as_bytes());
    number(out, id.number, 8);
}

/// Serial shipping container code: extension digit 3, company 9506000, serial, check digit.
fn sscc(out: &mut Vec<u8>, serial: u64) {
    let start = out.len();
    out.extend_from_slice(b"39506000");
    number(out, serial, 9);
    let check = check_digit(&out[start..]);
    out.push(check);
}

/// GS1 check digit over ASCII digits: weights 3 and 1 from the right.
pub(crate) fn check_digit(digits: &[u8]) -> u8 {
    let weighted = digits.iter().rev().enumerate();
    let sum: u32 = weighted.map(|(i, d)| u32::from(d - b'0') * if i % 2 == 0 { 3 } else { 1 }).sum();
    b'0' + ((10 - sum % 10) % 10) as u8
}

/// Adds a number of at least `width` digits.
pub(crate) fn number(out: &mut Vec<u8>, n: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let (mut left, mut at) = (n, 20);
    while left > 0 || at > 20 - width {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    out.extend_from_slice(&digits[at..]);
}

/// Adds a quantity in its shortest form.
pub(crate) fn amount(out: &mut Vec<u8>, amount: Amount) {
    if amount.0 < 0 {
        out.push(b'-');
    }
    let thousandths = amount.0.unsigned_abs();
    number(out, thousandths / 1000, 1);
    let mut rest = thousandths % 1000;
    if rest > 0 {
        out.push(b'.');
        let mut place = 100;
        while rest > 0 {
            out.push(b'0' + (rest / place) as u8);
            rest %= place;
            place /= 10;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{amount, check_digit, sscc};
    use crate::row::Amount;

    #[test]
    fn quantities_are_as_short_as_can_be() {
        let text = |n| {
            let mut out = Vec::new();
            amount(&mut out, Amount(n));
            String::from_utf8_lossy(&out).into_owned()
        };
        assert_eq!(
            [0, 5, 1000, 1250, -30_001, 1_000_010].map(text),
            ["0", "0.005", "1", "1.25", "-30.001", "1000.01"]
        );
    }

    #[test]
    fn check_digits_are_those_of_gs1() {
        assert_eq!(check_digit(b"0950600013435"), b'2');
        assert_eq!(check_digit(b"629104150021"), b'3');
        let mut out = Vec::new();
        sscc(&mut out, 17);
        assert_eq!(out.len(), 18);
    }
}
