//! The door: who is let in, and how many.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};

use crate::connection::Connection;
use crate::error::ServeError;
use crate::shared::Shared;

/// Silence after which the system asks whether a client is still there.
const KEEPALIVE: Duration = Duration::from_secs(60);

/// Pauses when nobody can be let in for want of file descriptors.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(20),
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_secs(1),
];

/// Finds an address that only this machine can reach.
///
/// # Errors
///
/// The text is no address, or others can reach it.
pub(crate) fn loopback(option: &'static str, text: &str) -> Result<SocketAddr, ServeError> {
    let wrong = || ServeError::Option {
        option,
        value: text.to_owned(),
        possible: "write HOST:PORT, such as 127.0.0.1:6390",
    };
    let found: Vec<SocketAddr> = text.to_socket_addrs().map_err(|_| wrong())?.collect();
    if let Some(address) = found.iter().find(|address| !address.ip().is_loopback()) {
        return Err(ServeError::NotLoopback { address: *address });
    }
    found.first().copied().ok_or_else(wrong)
}

/// Begins to listen.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen { address: address.to_string(), source })
}

/// Who is inside, by address.
#[derive(Debug, Default)]
struct Guests {
    by_address: Mutex<HashMap<IpAddr, usize>>,
}

/// A place inside; given back when dropped.
struct Place {
    shared: Arc<Shared>,
    guests: Arc<Guests>,
    address: IpAddr,
}

impl Guests {
    fn admit(self: &Arc<Guests>, shared: &Arc<Shared>, address: IpAddr) -> Option<Place> {
        let mut inside = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = inside.values().sum();
        let own = inside.get(&address).copied().unwrap_or(0);
        if all >= shared.config.connections || own >= shared.config.connections_per_address {
            return None;
        }
        inside.insert(address, own + 1);
        shared.metrics.accept();
        Some(Place { shared: Arc::clone(shared), guests: Arc::clone(self), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shared.metrics.leave();
        let mut inside = self.guests.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = inside.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                inside.remove(&self.address);
            }
        }
    }
}

/// Lets clients in until the server closes.
pub(crate) async fn welcome(shared: Arc<Shared>, listener: TcpListener) {
    let guests = Arc::new(Guests::default());
    let numbers = AtomicU64::new(1);
    let greet = |stream: TcpStream, from: SocketAddr| {
        let Some(place) = guests.admit(&shared, from.ip()) else {
            shared.metrics.refuse();
            // Said if it can be said at once: who floods is not waited for.
            let refusal = b"-LIMIT E0629 too many connections; close some, or raise --connections\r\n";
            drop(stream.try_write(refusal));
            return;
        };
        let id = numbers.fetch_add(1, Ordering::Relaxed);
        let connection = Connection::new(Arc::clone(&shared), stream, id);
        tokio::spawn(async move {
            connection.serve().await;
            drop(place);
        });
    };
    accept(&shared, listener, greet).await;
}

/// Accepts connections until the server closes; when descriptors run out it waits for some to come back.
pub(crate) async fn accept(
    shared: &Arc<Shared>,
    listener: TcpListener,
    greet: impl Fn(TcpStream, SocketAddr),
) {
    let mut closing = shared.closing.subscribe();
    let mut failures = 0;
    loop {
        let Some(accepted) = until(&mut closing, listener.accept()).await else { return };
        match accepted {
            Ok((stream, from)) => {
                failures = 0;
                match prepare(&stream) {
                    Ok(()) => greet(stream, from),
                    Err(error) => tracing::debug!(%error, "a client left before it was let in"),
                }
            }
            Err(error) if is_of_client(&error) => {}
            Err(error) => {
                let pause = PAUSES[failures.min(PAUSES.len() - 1)];
                if failures == 0 {
                    tracing::warn!(%error, "cannot let clients in; trying again");
                }
                failures += 1;
                if until(&mut closing, tokio::time::sleep(pause)).await.is_none() {
                    return;
                }
            }
        }
    }
}

/// What comes first: the work, or the end.
async fn until<T>(
    closing: &mut tokio::sync::watch::Receiver<bool>,
    work: impl Future<Output = T>,
) -> Option<T> {
    tokio::select! {
        done = work => Some(done),
        _ = closing.wait_for(|closing| *closing) => None,
    }
}

fn prepare(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    SockRef::from(stream)
        .set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE / 6))
}

/// Whether an error says something of one client, not of the machine.
fn is_of_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_listened_on() {
        let code = |text: &str| loopback("--resp", text).map_err(|error| error.code());
        assert_eq!(code("127.0.0.1:0"), Ok("127.0.0.1:0".parse().unwrap()));
        assert_eq!(code("[::1]:7"), Ok("[::1]:7".parse().unwrap()));
        assert_eq!(code("0.0.0.0:7"), Err("E0603"));
        assert_eq!(code("[::]:7"), Err("E0603"));
        assert_eq!(code("192.168.1.1:7"), Err("E0603"));
        assert_eq!(code("nonsense"), Err("E0602"));
    }
}
