//! Whole screens.

use crate::harness::{Built, creamery};

fn check(built: &Built, width: usize, command: &[&str], expected: &str) {
    let ran = built.run_with(command, "", Some(width));
    let screen: String = ran
        .out
        .lines()
        .filter(|line| !line.starts_with("snapshot"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(screen, expected, "{command:?}");
}

#[test]
fn a_trace_on_a_terminal() {
    check(
        &creamery(),
        110,
        &["trace", "forward", "MILK/M1", "--mode", "flow"],
        "\
complete  true
mode      flow

lots (2)
lot        ring
CHEESE/C1  traced
MILK/M1    traced

positions (3)
lot        site   since              ring    on_hand  unit
CHEESE/C1  PLANT  2026-01-03T00:00Z  traced        2  kg
CHEESE/C1  SHOP   2026-01-05T00:00Z  traced        4  kg
MILK/M1    PLANT  2026-01-02T00:00Z  traced       10  l

events (4)
event  kind       time               arrived            ring    lot        legs          site   to_site  party
e2     transform  2026-01-03T00:00Z                     traced             in MILK/M1@…  PLANT
e3     move       2026-01-04T00:00Z  2026-01-05T00:00Z  traced  CHEESE/C1                PLANT  SHOP
e4     sell       2026-01-06T00:00Z                     traced  CHEESE/C1                SHOP            INN
e5     move       2026-01-06T00:00Z                     traced  CHEESE/C1                PLANT  SHOP
not shown for want of width: document, quantity, unit (-f csv has all)
",
    );
}

#[test]
fn stock_on_a_terminal() {
    check(
        &creamery(),
        80,
        &["on-hand"],
        "\
complete  true

on_hand (3)
lot        site   quantity  low  unit
CHEESE/C1  PLANT         2    2  kg
CHEESE/C1  SHOP          4    4  kg
MILK/M1    PLANT        10   10  l
",
    );
}

#[test]
fn a_pick_with_nothing_left_out() {
    check(
        &creamery(),
        80,
        &["pick", "CHEESE", "--site", "SHOP", "--quantity", "5", "--on", "2026-01-10"],
        "\
complete   true
unit       kg
shortfall  1
lotless    false

lines (1)
lot        quantity  expires     received
CHEESE/C1         4  2026-02-01  2026-01-05
",
    );
}

#[test]
fn a_large_answer_is_shortened_unless_all_is_asked_for() {
    let mut events = String::from("event_id,kind,time,product,lot,quantity,site\n");
    for i in 0..1_500 {
        events +=
            &format!("e{i},receive,2026-01-02,P,L{i:04},1,{}\n", if i % 3 == 0 { "NORTH" } else { "SOUTH" });
    }
    let built = Built::from(&[("events.csv", &events)]);
    let short = built.run_with(&["on-hand"], "", Some(80)).out;
    assert!(short.contains("by site, 2 in all:\n        1000  SOUTH\n         500  NORTH\n"), "{short}");
    assert!(short.ends_with("… 1500 rows in all: --all, or -o FILE\n"), "{short}");
    assert_eq!(short.matches("P/L").count(), 20);
    assert_eq!(built.run_with(&["on-hand", "--all"], "", Some(80)).out.matches("P/L").count(), 1_500);
    assert_eq!(built.run(&["on-hand"]).out.lines().count(), 1_501);
}
