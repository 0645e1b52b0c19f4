//! A client that knows just enough of the protocol, and waits for nothing for ever.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What a server says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Simple(String),
    Error(String),
    Integer(i64),
    Text(String),
    Null,
    Bool(bool),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
    Push(Vec<Value>),
}

impl Value {
    /// The value of a field of a map, be it flat pairs.
    pub(crate) fn field(&self, name: &str) -> Value {
        let wanted = Value::Text(name.to_owned());
        let found = match self {
            Value::Map(pairs) => pairs.iter().find(|(key, _)| *key == wanted).map(|(_, value)| value.clone()),
            Value::List(flat) => flat.chunks(2).find(|pair| pair[0] == wanted).map(|pair| pair[1].clone()),
            _ => None,
        };
        found.unwrap_or_else(|| panic!("no field {name} in {self:?}"))
    }

    pub(crate) fn text(&self) -> &str {
        match self {
            Value::Text(text) | Value::Simple(text) | Value::Error(text) => text,
            _ => panic!("no text: {self:?}"),
        }
    }

    pub(crate) fn integer(&self) -> i64 {
        match self {
            Value::Integer(value) => *value,
            _ => panic!("no integer: {self:?}"),
        }
    }

    pub(crate) fn list(&self) -> &[Value] {
        match self {
            Value::List(values) | Value::Push(values) => values,
            _ => panic!("no list: {self:?}"),
        }
    }

    /// A field of each map of a list, as text.
    pub(crate) fn column(&self, name: &str) -> Vec<String> {
        self.list().iter().map(|row| row.field(name).text().to_owned()).collect()
    }
}

pub(crate) struct Client {
    pub(crate) stream: TcpStream,
    reader: BufReader<TcpStream>,
}

pub(crate) fn encode(arguments: &[&str]) -> Vec<u8> {
    let mut bytes = format!("*{}\r\n", arguments.len()).into_bytes();
    for argument in arguments {
        bytes.extend(format!("${}\r\n{argument}\r\n", argument.len()).bytes());
    }
    bytes
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Client {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.set_nodelay(true).unwrap();
        let reader = BufReader::new(stream.try_clone().unwrap());
        Client { stream, reader }
    }

    /// The same in RESP3.
    pub(crate) fn connect3(address: SocketAddr) -> Client {
        let mut client = Client::connect(address);
        assert_eq!(client.call("HELLO 3").field("proto"), Value::Integer(3));
        client
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// Sends words and reads the reply.
    pub(crate) fn call(&mut self, line: &str) -> Value {
        self.ask(&line.split(' ').collect::<Vec<_>>())
    }

    pub(crate) fn ask(&mut self, arguments: &[&str]) -> Value {
        self.send(&encode(arguments));
        self.read()
    }

    pub(crate) fn read(&mut self) -> Value {
        self.try_read().expect("a reply")
    }

    /// `None`: the server has ended the connection.
    pub(crate) fn try_read(&mut self) -> Option<Value> {
        let mut line = String::new();
        match self.reader.read_line(&mut line) {
            Ok(0) => return None,
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return None,
            result => result.unwrap(),
        };
        let line = line.strip_suffix("\r\n").expect("a line end");
        let (mark, rest) = line.split_at(1);
        Some(match mark {
            "+" => Value::Simple(rest.to_owned()),
            "-" => Value::Error(rest.to_owned()),
            ":" => Value::Integer(rest.parse().unwrap()),
            "_" => Value::Null,
            "#" => Value::Bool(rest == "t"),
            "$" if rest == "-1" => Value::Null,
            "$" => {
                let mut bytes = vec![0; rest.parse::<usize>().unwrap() + 2];
                self.reader.read_exact(&mut bytes).unwrap();
                assert!(bytes.ends_with(b"\r\n"));
                bytes.truncate(bytes.len() - 2);
                Value::Text(String::from_utf8(bytes).unwrap())
            }
            "*" | "~" => Value::List(self.many(rest)),
            ">" => Value::Push(self.many(rest)),
            "%" => {
                Value::Map((0..rest.parse().unwrap()).map(|_: usize| (self.read(), self.read())).collect())
            }
            _ => panic!("unknown mark {mark:?}"),
        })
    }

    fn many(&mut self, count: &str) -> Vec<Value> {
        (0..count.parse().unwrap()).map(|_: usize| self.read()).collect()
    }

    /// A subscriber's next message, as JSON.
    pub(crate) fn message(&mut self) -> serde_json::Value {
        let value = self.read();
        let parts = value.list();
        assert_eq!(parts[0].text(), "message");
        serde_json::from_str(parts[2].text()).unwrap()
    }
}
