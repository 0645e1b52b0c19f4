//! Clients that others wrote. Each says so and is passed over where it is not installed.

use std::process::{Command, Output};

use crate::shop::Shop;

/// Runs a program; `None`: it is not there.
fn run(program: &str, arguments: &[&str], probe: &[&str]) -> Option<Output> {
    let is_there = Command::new(program).args(probe).output().is_ok_and(|output| output.status.success());
    if !is_there {
        eprintln!("skipped: {program} {} does not work here", probe.join(" "));
        return None;
    }
    Some(Command::new(program).args(arguments).output().unwrap())
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[test]
fn redis_cli() {
    let shop = Shop::open();
    let port = shop.address().port().to_string();
    let call = |words: &[&str]| {
        run("redis-cli", &[&["-p", &port], words].concat(), &["--version"]).map(|output| said(&output))
    };
    let Some(pong) = call(&["PING"]) else { return };
    assert_eq!(pong, "PONG\n");
    assert_eq!(call(&["LT.SELL", "CHEESE/C1"]).unwrap(), "1\n");
    let why = call(&["-3", "LT.SELLX", "EGGS/HELD"]).unwrap();
    assert!(why.contains("code HOLD") || why.contains("\"code\" => \"HOLD\""), "{why}");
    let held = call(&["--json", "LT.HOLD", "CHEESE/C1", "CASE", "A", "REASON", "glass in it"]).unwrap();
    let held: serde_json::Value = serde_json::from_str(&held).unwrap();
    assert_eq!((&held["sequence"], &held["count"]), (&1.into(), &1.into()));
    let traced = call(&["--json", "LT.TRACE", "FORWARD", "MILK/M1"]).unwrap();
    let traced: serde_json::Value = serde_json::from_str(&traced).unwrap();
    assert_eq!(traced["lots"][0]["lot"], "CHEESE/C1");
    assert!(
        call(&["help", "LT.SELL"]).unwrap().contains("[SITE site]")
            || call(&["COMMAND", "DOCS", "LT.SELL"]).unwrap().contains("SITE")
    );
}

#[test]
fn redis_benchmark() {
    let shop = Shop::open();
    let port = shop.address().port().to_string();
    let words = ["-p", &port, "-n", "5000", "-c", "20", "-P", "16", "-q", "LT.SELL", "CHEESE/C1"];
    let Some(output) = run("redis-benchmark", &words, &["--version"]) else { return };
    assert!(said(&output).contains("requests per second"));
    let sold = shop.client().call("INFO").text().to_owned();
    assert!(sold.contains("state:ready"), "{sold}");
}

const PYTHON: &str = r#"
import json, sys, threading
import redis
port = int(sys.argv[1])
for protocol in (2, 3):
    r = redis.Redis(port=port, protocol=protocol, decode_responses=True)
    assert r.ping()
    assert r.execute_command("LT.SELL", "CHEESE/C1") == 1
    why = r.execute_command("LT.SELLX", "EGGS/HELD")
    if protocol == 2:
        why = dict(zip(why[::2], why[1::2]))
    assert why["code"] == "HOLD" and why["verdict"] == 0, why
    trace = r.execute_command("LT.TRACE", "FORWARD", "MILK/M1")
    if protocol == 3:
        assert [lot["lot"] for lot in trace["lots"]] == ["CHEESE/C1", "CHEESE/C2", "MILK/M1"], trace
    try:
        r.execute_command("LT.TRACE", "FORWARD", "NOPE")
        assert False
    except redis.ResponseError as error:
        assert str(error).startswith("NOLOT E0301"), error
    pipe = r.pipeline(transaction=False)
    for _ in range(100):
        pipe.execute_command("LT.SELL", "CHEESE/C2")
    assert pipe.execute() == [1] * 100
    last = r.execute_command("LT.INFO")
    last = last["sequence"] if protocol == 3 else last[last.index("sequence") + 1]
    channel = "holds:%d" % last
    feed = r.pubsub(ignore_subscribe_messages=True)
    feed.subscribe(channel)
    r.execute_command("LT.HOLD", "CHEESE/C3", "CASE", "P%d" % protocol, "REASON", "by python")
    message = None
    while message is None:
        message = feed.get_message(timeout=5)
    data = json.loads(message["data"])
    assert (data["target"], data["sequence"]) == ("CHEESE/C3", last + 1), data
    feed.close()
print("python is content")
"#;

#[test]
fn redis_py() {
    let shop = Shop::open();
    let port = shop.address().port().to_string();
    let Some(output) = run("python3", &["-c", PYTHON, &port], &["-c", "import redis"]) else { return };
    assert_eq!(said(&output), "python is content\n");
}

const NODE: &str = r#"
const { createClient } = require('redis');
const assert = require('assert');
(async () => {
  for (const RESP of [2, 3]) {
    const client = createClient({ url: 'redis://127.0.0.1:' + process.argv[1], RESP });
    await client.connect();
    assert.equal(await client.ping(), 'PONG');
    assert.equal(await client.sendCommand(['LT.SELL', 'CHEESE/C1']), 1);
    const verdicts = await Promise.all(Array.from({ length: 500 }, () => client.sendCommand(['LT.SELL', 'EGGS/HELD'])));
    assert(verdicts.every((verdict) => verdict === 0));
    await assert.rejects(client.sendCommand(['LT.TRACE', 'FORWARD', 'NOPE']), /NOLOT E0301/);
    const trace = await client.sendCommand(['LT.TRACE', 'FORWARD', 'MILK/M1']);
    assert(JSON.stringify(trace).includes('CHEESE/C1'));
    const feed = client.duplicate();
    await feed.connect();
    const message = new Promise((resolve) => feed.subscribe('holds', resolve).then(() =>
      client.sendCommand(['LT.HOLD', 'CHEESE/C3', 'CASE', 'N' + RESP, 'REASON', 'by node'])));
    assert.equal(JSON.parse(await message).target, 'CHEESE/C3');
    await feed.close();
    await client.close();
  }
  console.log('node is content');
})().catch((error) => { console.error(error); process.exit(1); });
"#;

/// `NODE_PATH` says where the package `redis` is.
#[test]
fn node_redis() {
    let shop = Shop::open();
    let port = shop.address().port().to_string();
    let Some(output) = run("node", &["-e", NODE, &port], &["-e", "require('redis')"]) else { return };
    assert_eq!(said(&output), "node is content\n");
}
