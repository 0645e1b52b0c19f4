//! The text of a notification letter: the elements of 21 CFR 7.49, and no word of advertising.

use std::fmt::Write;

use ask::{Consignee, ConsigneeKind, ConsigneeLot, Recall, RecallRequest};

/// Writes a letter to one who holds or received what is recalled. What was not given is left to fill in, in brackets.
pub(super) fn text(recall: &Recall<'_>, to: &Consignee<'_>, request: &RecallRequest) -> String {
    let mut letter = String::new();
    // Writing to a string does not fail.
    write(&mut letter, recall, to, request).map_or_else(|_| String::new(), |()| letter)
}

fn write(
    out: &mut String,
    recall: &Recall<'_>,
    to: &Consignee<'_>,
    request: &RecallRequest,
) -> std::fmt::Result {
    let date = recall.date.map_or_else(|| gap("date"), |date| date.to_string());
    let class = request.class.as_ref().map_or_else(String::new, |class| format!(" (class {class})"));
    writeln!(out, "URGENT: PRODUCT RECALL{class}\n")?;
    writeln!(out, "Date: {date}")?;
    writeln!(out, "From: {}", given(&request.firm, "name and address of the recalling firm"))?;
    writeln!(out, "To:   {}\n", to.name)?;
    writeln!(out, "We recall the following product, with the following lots:\n")?;
    for lot in &to.lots {
        write_lot(out, lot, to.kind)?;
    }
    writeln!(out, "\nReason: {}", given(&request.reason, "what is wrong with the product"))?;
    let hazard =
        request.hazard.as_ref().map_or_else(|| gap("what may happen to those who use it"), Clone::clone);
    writeln!(out, "Hazard: {hazard}\n")?;
    out.push_str(what_to_do(to.kind));
    writeln!(
        out,
        "\nAnswer, also if you have nothing left: {}\n",
        given(&request.contact, "name, telephone, e-mail")
    )?;
    out.push_str(ANSWER);
    Ok(())
}

fn write_lot(out: &mut String, lot: &ConsigneeLot<'_>, kind: ConsigneeKind) -> std::fmt::Result {
    let product = if lot.product.is_empty() { lot.lot.product } else { lot.product };
    writeln!(out, "  {product}, article {}, lot {}", lot.lot.product, lot.lot.code)?;
    if let Some(day) = lot.expires {
        writeln!(out, "    use by or best before: {day}")?;
    }
    let quantity = lot.quantity.to_string();
    let quantity = if quantity.is_empty() {
        "quantity not recorded".to_owned()
    } else {
        format!("{quantity} {}", lot.unit)
    };
    let quantity = quantity.trim_end();
    match (kind, lot.days) {
        (ConsigneeKind::Site, _) => writeln!(out, "    with you by the books: {quantity}")?,
        (ConsigneeKind::Customer, Some((first, last))) if first != last => {
            writeln!(out, "    delivered from {first} to {last}: {quantity}")?;
        }
        (ConsigneeKind::Customer, Some((day, _))) => writeln!(out, "    delivered on {day}: {quantity}")?,
        (ConsigneeKind::Customer, None) => writeln!(out, "    delivered: {quantity}")?,
    }
    if !lot.documents.is_empty() {
        writeln!(out, "    documents: {}", lot.documents.join(", "))?;
    }
    Ok(())
}

fn what_to_do(kind: ConsigneeKind) -> &'static str {
    match kind {
        ConsigneeKind::Customer => {
            "What to do:\n  1. Stop using, selling and passing on these lots at once.\n  2. Put what you have aside and \
             mark it.\n  3. If you passed any of it on, tell those who got it, with a copy of this letter.\n  4. Hold it \
             until we tell you whether to return or destroy it.\n"
        }
        ConsigneeKind::Site => {
            "What to do:\n  1. Stop moving, using and selling these lots at once; look on the shelf, in the back room and \
             in returns.\n  2. Put what you find aside, mark it, and count it.\n  3. Hold it until you are told whether to \
             return or destroy it.\n"
        }
    }
}

const ANSWER: &str = "Please answer:\n  [ ] We have none of these lots left.\n  [ ] We have set aside: lot ____________ quantity \
____________\n  [ ] We passed some on, and have told those who got it.\n\n  Name, date, signature: ______________________________\n";

fn given(text: &Option<String>, what: &str) -> String {
    text.clone().unwrap_or_else(|| gap(what))
}

fn gap(what: &str) -> String {
    format!("[{what}]")
}
