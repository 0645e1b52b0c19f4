//! The directory of a recall.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Built, creamery, listed};

#[test]
fn a_recall_is_a_directory_to_hand_out() {
    let built = creamery();
    let directory = built.directory.path().join("recall");
    let ran = built.run(&[
        "recall",
        "MILK/M1",
        "-o",
        directory.to_str().unwrap(),
        "--reason",
        "Glass <splinters>",
        "--contact",
        "Ann, +44 1234",
        "--hazard",
        "Injury",
        "--date",
        "2026-01-10",
        "--class",
        "II",
        "--firm",
        "Creamery",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let tables = [
        "balance.csv",
        "customers.csv",
        "in_transit.csv",
        "letters",
        "lots.csv",
        "on_hand.csv",
        "orders.csv",
        "possible_sales.csv",
        "recall.html",
        "recall.json",
        "sold.csv",
        "suppliers.csv",
        "uncertain.csv",
        "warnings.csv",
    ];
    assert_eq!(listed(&directory).unwrap(), tables);
    assert_eq!(
        listed(&directory.join("letters")).unwrap(),
        ["0001-INN.txt", "0002-PLANT.txt", "0003-SHOP.txt"]
    );
    let read = |name: &str| fs::read_to_string(directory.join(name)).unwrap();
    assert_eq!(
        read("orders.csv"),
        "order,status,can_be_stopped,customer,product,lot,quantity,unit,site\n\
         O2,open,true,CAFE,CHEESE,,1,kg,SHOP\n\
         O1,shipped,false,INN,CHEESE,CHEESE/C1,2,kg,SHOP\n"
    );
    assert_eq!(
        read("customers.csv"),
        "customer,lot,product,quantity,unit,first_day,last_day,documents\n\
         INN,CHEESE/C1,Hard cheese,2,kg,2026-01-06,2026-01-06,INV-1\n"
    );
    assert_eq!(
        read("suppliers.csv"),
        "supplier,lot,supplier_lot,event,time,site,quantity,unit,document\n\
         FARM,MILK/M1,,e1,2026-01-02T00:00:00Z,PLANT,100,l,PO-1\n"
    );
    let json: Value = serde_json::from_str(&read("recall.json")).unwrap();
    assert_eq!(
        (&json["reason"], &json["date"], &json["mode"]),
        (&json!("Glass <splinters>"), &json!("2026-01-10"), &json!("lot"))
    );
    assert_eq!(json["uncertain"][0]["code"], "UNACCOUNTED");
    let page = read("recall.html");
    assert!(page.contains("<dd>Glass &lt;splinters&gt;</dd>") && !page.contains("<splinters>"));
    assert!(page.contains("@media print") && !page.contains("http"));
}

#[test]
fn a_letter_has_the_elements_of_a_notice() {
    let built = creamery();
    let directory = built.directory.path().join("recall");
    built.run(&[
        "recall",
        "C1",
        "-o",
        directory.to_str().unwrap(),
        "--reason",
        "Listeria",
        "--contact",
        "Ann",
    ]);
    let letter = fs::read_to_string(directory.join("letters/0001-INN.txt")).unwrap();
    let expected = "\
URGENT: PRODUCT RECALL

Date: 2026-05-07
From: [name and address of the recalling firm]
To:   INN

We recall the following product, with the following lots:

  Hard cheese, article CHEESE, lot C1
    use by or best before: 2026-02-01
    delivered on 2026-01-06: 2 kg
    documents: INV-1

Reason: Listeria
Hazard: [what may happen to those who use it]

What to do:
  1. Stop using, selling and passing on these lots at once.
  2. Put what you have aside and mark it.
  3. If you passed any of it on, tell those who got it, with a copy of this letter.
  4. Hold it until we tell you whether to return or destroy it.

Answer, also if you have nothing left: Ann

Please answer:
  [ ] We have none of these lots left.
  [ ] We have set aside: lot ____________ quantity ____________
  [ ] We passed some on, and have told those who got it.

  Name, date, signature: ______________________________
";
    assert_eq!(letter, expected);
}

#[test]
fn cells_that_spreadsheets_would_run_are_neutralised() {
    let events = "event_id,kind,time,product,lot,quantity,site,party\n\
                  e1,receive,2026-01-02,P,A,10,S,\n\
                  e2,sell,2026-01-03,P,A,4,S,=cmd|' /C calc'!A0\n";
    let built = Built::from(&[("events.csv", events)]);
    let directory = built.directory.path().join("recall");
    assert_eq!(built.run(&["recall", "P/A", "-o", directory.to_str().unwrap()]).code, 0);
    let customers = fs::read_to_string(directory.join("customers.csv")).unwrap();
    assert!(customers.contains("\n'=cmd|' /C calc'!A0,P/A,"), "{customers}");
    let json: Value =
        serde_json::from_str(&fs::read_to_string(directory.join("recall.json")).unwrap()).unwrap();
    assert_eq!(json["customers"][0]["customer"], "=cmd|' /C calc'!A0");
    assert!(listed(&directory.join("letters")).unwrap().iter().all(|name| !name.contains(['/', '|', ' '])));
}

#[test]
fn a_batch_can_ask_for_a_recall() {
    let built = creamery();
    let input =
        "{\"ask\": \"recall\", \"lots\": [\"MILK/M1\"], \"mode\": \"flow\", \"date\": \"2026-01-10\"}\n";
    let answer: Value = serde_json::from_str(&built.run_with(&["batch"], input, None).out).unwrap();
    assert_eq!((&answer["mode"], answer["on_hand"].as_array().unwrap().len()), (&json!("flow"), 3));
}
