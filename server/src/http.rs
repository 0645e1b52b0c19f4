//! The second port: `/healthz`, `/readyz`, `/metrics`, and nothing else.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::listener::accept;
use crate::shared::Shared;

/// Longest request; what asks for a page is far shorter.
const LONGEST: usize = 8 << 10;

/// For a whole request, and for a whole page.
const TIME: Duration = Duration::from_secs(5);

/// Requests at once.
const AT_ONCE: usize = 64;

/// Answers until the server closes.
pub(crate) async fn serve(shared: Arc<Shared>, listener: TcpListener) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let greet = |stream: TcpStream, _| {
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { return };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            // Who asks too slowly, or leaves, gets nothing.
            drop(tokio::time::timeout(2 * TIME, answer(&shared, stream)).await);
            drop(place);
        });
    };
    accept(&shared, listener, greet).await;
}

async fn answer(shared: &Shared, mut stream: TcpStream) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut part = [0; 1 << 10];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = stream.read(&mut part).await?;
        if read == 0 || request.len() + read > LONGEST {
            return Ok(());
        }
        request.extend_from_slice(&part[..read]);
    }
    let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let mut words = line.split(|byte| *byte == b' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = path.split(|byte| *byte == b'?').next().unwrap_or_default();
    let (status, text) = match (method, path) {
        (b"GET" | b"HEAD", b"/healthz") => ("200 OK", "alive\n".to_owned()),
        (b"GET" | b"HEAD", b"/readyz") => match shared.state() {
            "ready" => ("200 OK", "ready\n".to_owned()),
            state => ("503 Service Unavailable", format!("{state}\n")),
        },
        (b"GET" | b"HEAD", b"/metrics") => ("200 OK", shared.metrics.text(shared)),
        (b"GET" | b"HEAD", _) => ("404 Not Found", "there are /healthz, /readyz and /metrics\n".to_owned()),
        _ => ("405 Method Not Allowed", "only GET\n".to_owned()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        text.len()
    );
    stream.write_all(head.as_bytes()).await?;
    if method != b"HEAD" {
        stream.write_all(text.as_bytes()).await?;
    }
    stream.shutdown().await
}
