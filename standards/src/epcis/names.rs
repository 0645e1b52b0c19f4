//! Identifiers of goods and places, in all the ways of writing them, to the names that the tables use.

use gs1::{AsOf, Gtin, ScanOptions};

/// What an identifier of goods names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Good {
    /// A lot of a product.
    Lot {
        /// The GTIN in 14 digits, or what stands for it.
        product: String,
        /// The lot code.
        lot: String,
    },
    /// A product, in whatever lots.
    Product {
        /// The GTIN in 14 digits.
        product: String,
    },
    /// One piece, of a lot that its own record may name.
    Instance {
        /// The GTIN in 14 digits, or what stands for it.
        product: String,
        /// The lot code that stands for the piece where no lot is named.
        piece: String,
    },
    /// A container: a logistic unit, never a lot.
    Container {
        /// Its SSCC in 18 digits, or the identifier itself.
        id: String,
    },
}

/// A good, and what was wrong with the way it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedGood {
    pub(crate) good: Good,
    /// A wrong check digit was put right.
    pub(crate) corrected: bool,
}

/// Reads an identifier of goods; every text names something. `one` says that it stands for one piece, which only
/// matters where no GS1 rule tells.
pub(crate) fn good(uri: &str, one: bool) -> NamedGood {
    let uri = uri.trim();
    let sure = |good| NamedGood { good, corrected: false };
    if let Some(rest) = uri.strip_prefix("urn:epc:") {
        return sure(of_urn(uri, rest));
    }
    if let Some((product, lot)) = uri.strip_prefix(OWN_LOT).and_then(|rest| rest.split_once(':')) {
        let (product, lot) = (decoded(product), decoded(lot));
        return sure(if lot.is_empty() { Good::Product { product } } else { Good::Lot { product, lot } });
    }
    if uri.starts_with("http://") || uri.starts_with("https://") {
        return of_link(uri).unwrap_or_else(|| sure(opaque(uri, one)));
    }
    sure(opaque(uri, one))
}

fn of_urn(uri: &str, rest: &str) -> Good {
    if let Some(body) = rest.strip_prefix("class:lgtin:") {
        if let Some((product, lot)) = trade_item(body) {
            return Good::Lot { product, lot };
        }
    } else if let Some(body) = rest.strip_prefix("id:sgtin:") {
        if let Some((product, serial)) = trade_item(body) {
            return Good::Instance { product, piece: piece(&serial) };
        }
    } else if let Some(body) = rest.strip_prefix("idpat:sgtin:") {
        if let Some((product, _)) = trade_item(body).filter(|(_, suffix)| suffix == "*") {
            return Good::Product { product };
        }
    } else if let Some(body) = rest.strip_prefix("id:sscc:") {
        return Good::Container { id: sscc(body).unwrap_or_else(|| uri.to_owned()) };
    }
    opaque(uri, rest.starts_with("id:"))
}

/// The lot code of a piece that has no lot of its own: it cannot be taken for a lot code.
fn piece(serial: &str) -> String {
    format!("(21){serial}")
}

/// GTIN and suffix of `4012345.012345.998877`: the indicator leads the item reference.
fn trade_item(body: &str) -> Option<(String, String)> {
    let mut parts = body.splitn(3, '.');
    let (prefix, item, suffix) = (parts.next()?, parts.next()?, parts.next()?);
    let (indicator, reference) = item.split_at_checked(1)?;
    let gtin = Gtin::with_check_digit(&format!("{indicator}{prefix}{reference}"))?;
    (!suffix.is_empty()).then(|| (gtin.to_string(), decoded(suffix)))
}

/// The 18 digits of `0614141.1234567890`: the extension digit leads the serial reference.
fn sscc(body: &str) -> Option<String> {
    let (prefix, serial) = body.split_once('.')?;
    let (extension, reference) = serial.split_at_checked(1)?;
    let digits = format!("{extension}{prefix}{reference}");
    (digits.len() == 17).then(|| with_check_digit(&digits)).flatten()
}

/// Digits with their check digit: weights 3, 1, 3, … from the right.
pub(crate) fn with_check_digit(digits: &str) -> Option<String> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let weighted = digits.bytes().rev().zip([3u32, 1].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    Some(format!("{digits}{}", (10 - sum % 10) % 10))
}

fn of_link(uri: &str) -> Option<NamedGood> {
    let path = uri.split(['?', '#']).next()?;
    if let Some(found) = path.split_once("/00/") {
        let digits = found.1.split('/').next()?;
        let known = (digits.len() == 18).then(|| with_check_digit(digits.get(..17)?)).flatten()?;
        return Some(NamedGood { corrected: known != digits, good: Good::Container { id: known } });
    }
    if !path.contains("/01/") {
        return None;
    }
    let options = ScanOptions::lenient(AsOf::year(2_026)?);
    let read = gs1::till(uri, &options).ok()?;
    let product = Gtin::with_check_digit(&read.gtin.as_str()[..13])?.to_string();
    let good = match (read.lot, read.serial) {
        (Some(lot), _) => Good::Lot { product, lot: lot.as_str().to_owned() },
        (None, Some(serial)) => Good::Instance { product, piece: piece(serial.as_str()) },
        (None, None) => Good::Product { product },
    };
    Some(NamedGood { good, corrected: !read.gtin.is_checked() })
}

/// An identifier that is kept as it is: the lot code is the whole of it, so that it can be asked for; the product is
/// what the identifier says of its class, as far as it does.
fn opaque(uri: &str, is_piece: bool) -> Good {
    let product = class_of(uri);
    if is_piece {
        Good::Instance { product, piece: uri.to_owned() }
    } else {
        Good::Lot { product, lot: uri.to_owned() }
    }
}

/// The class of an identifier that no GS1 rule takes apart. It has no slash: in names of lots that divides.
fn class_of(uri: &str) -> String {
    // The Global Dialogue on Seafood Traceability names lots and products alike but for these words.
    if let Some((domain, rest)) = uri.split_once(":product:lot:class:")
        && let Some((class, _lot)) = rest.rsplit_once('.')
    {
        return format!("{domain}:product:class:{class}").replace('/', "_");
    }
    if let Some(rest) = uri.strip_prefix("urn:epc:id:").or_else(|| uri.strip_prefix("urn:epc:idpat:")) {
        return rest.split(':').next().unwrap_or(rest).replace('/', "_");
    }
    let parts: Vec<&str> = uri.splitn(4, [':', '/']).collect();
    match parts.as_slice() {
        ["http" | "https", "", "", rest] => rest.split('/').next().unwrap_or(rest).to_owned(),
        ["urn", space, ..] => format!("urn:{space}").replace('/', "_"),
        _ => "opaque".to_owned(),
    }
}

/// The key of a class in master data, as goods name it.
pub(crate) fn product(uri: &str) -> String {
    match good(uri, false).good {
        Good::Product { product } | Good::Instance { product, .. } if product.len() == 14 => product,
        Good::Lot { product, .. }
            if product.len() == 14 && product.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            product
        }
        _ => uri.replace('/', "_"),
    }
}

/// A place or party, as the tables name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedPlace {
    /// GLN, GLN and extension (`4012345000054.A1`), or the identifier itself.
    pub(crate) name: String,
    /// The GLN, if it has one.
    pub(crate) gln: Option<String>,
    /// The place that this one is a part of: the GLN without its extension.
    pub(crate) parent: Option<String>,
}

/// How lots and places without a GS1 key are written in our own exports.
const OWN_LOT: &str = "urn:lotrace:lot:";
const OWN_SITE: &str = "urn:lotrace:site:";

/// The identifier of a lot, which [`good`] reads back to the same names; `gtin` is the product's, if it has one.
pub(crate) fn lot_uri(product: &str, lot: &str, gtin: Option<&str>) -> String {
    let is_uri = lot.contains(':') && good(lot, false).good == opaque(lot, false);
    if is_uri && class_of(lot) == product {
        return lot.to_owned();
    }
    let Some(gtin) = gtin else {
        return format!("{OWN_LOT}{}:{}", encoded(product), encoded(lot));
    };
    match lot.strip_prefix("(21)") {
        Some(serial) => format!("https://id.gs1.org/01/{gtin}/21/{}", encoded(serial)),
        None if lot.is_empty() => format!("https://id.gs1.org/01/{gtin}"),
        None => {
            let uri = format!("https://id.gs1.org/01/{gtin}/10/{}", encoded(lot));
            // A code that GS1 does not allow would not be read back as one.
            let read = Good::Lot { product: gtin.to_owned(), lot: lot.to_owned() };
            if good(&uri, false).good == read {
                uri
            } else {
                format!("{OWN_LOT}{}:{}", encoded(product), encoded(lot))
            }
        }
    }
}

/// The identifier of a place, which [`place`] reads back to the same name.
pub(crate) fn site_uri(name: &str) -> String {
    let (gln, extension) = name.split_once('.').unwrap_or((name, ""));
    let is_gln = gln.len() == 13 && gln.get(..12).and_then(with_check_digit).as_deref() == Some(gln);
    let uri = match (is_gln, extension) {
        (true, "") => format!("https://id.gs1.org/414/{gln}"),
        (true, extension) => format!("https://id.gs1.org/414/{gln}/254/{}", encoded(extension)),
        (false, _) => name.to_owned(),
    };
    let reads_back = uri.contains(':') && place(&uri).name == name && uri.trim() == uri;
    if reads_back { uri } else { format!("{OWN_SITE}{}", encoded(name)) }
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Reads an identifier of a place or a party; every text names something.
pub(crate) fn place(uri: &str) -> NamedPlace {
    let uri = uri.trim();
    if let Some(name) = uri.strip_prefix(OWN_SITE) {
        return NamedPlace { name: decoded(name), gln: None, parent: None };
    }
    let found = ["urn:epc:id:sgln:", "urn:epc:id:pgln:"]
        .iter()
        .find_map(|scheme| uri.strip_prefix(scheme))
        .and_then(gln_of_urn)
        .or_else(|| gln_of_link(uri));
    let Some((gln, extension)) = found else {
        return NamedPlace { name: uri.to_owned(), gln: None, parent: None };
    };
    match extension.as_str() {
        "" | "0" => NamedPlace { name: gln.clone(), gln: Some(gln), parent: None },
        extension => {
            NamedPlace { name: format!("{gln}.{extension}"), gln: Some(gln.clone()), parent: Some(gln) }
        }
    }
}

fn gln_of_urn(body: &str) -> Option<(String, String)> {
    let mut parts = body.splitn(3, '.');
    let digits = format!("{}{}", parts.next()?, parts.next()?);
    let gln = (digits.len() == 12).then(|| with_check_digit(&digits)).flatten()?;
    Some((gln, decoded(parts.next().unwrap_or_default())))
}

fn gln_of_link(uri: &str) -> Option<(String, String)> {
    if !uri.starts_with("http") {
        return None;
    }
    let path = uri.split(['?', '#']).next()?;
    let (_, rest) = path.split_once("/414/").or_else(|| path.split_once("/417/"))?;
    let mut steps = rest.split('/');
    let digits = steps.next()?;
    let gln = (digits.len() == 13).then(|| with_check_digit(digits.get(..12)?)).flatten()?;
    let extension = if steps.next() == Some("254") { steps.next().map(decoded) } else { None };
    Some((gln, extension.unwrap_or_default()))
}

/// Undoes `%2F`.
pub(crate) fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = (byte == b'%').then(|| text_of_hex(after.get(..2)?)).flatten();
        match code {
            Some(code) => {
                bytes.push(code);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn text_of_hex(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
#[path = "names_tests.rs"]
mod tests;
