//! One client: requests in, replies out, in order.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::budget::Charge;
use crate::command::{self, Pending, Step};
use crate::failure::Failure;
use crate::feed::next_part;
use crate::resp::{Frames, Reply};
use crate::session::Session;
use crate::shared::Shared;

/// Bytes of a buffer that has nothing much in it.
const SMALL: usize = 16 << 10;

/// Bytes that a byte of a large request may cost: its own, and its share of the places of arguments.
const COST: usize = 4;

/// Replies go out once they are this many bytes, or nothing more is asked for.
const FLUSH: usize = 64 << 10;

/// What a client must take within the write time.
const CHUNK: usize = 256 << 10;

/// Commands of one client before others have a turn.
const TURN: usize = 512;

/// Why a connection ended.
#[derive(Debug)]
enum End {
    /// The client has gone, or said so, or the server closes.
    Over,
    /// It took too long to send a request, or to take a reply.
    Slow,
}

impl From<io::Error> for End {
    fn from(_: io::Error) -> End {
        End::Over
    }
}

pub(crate) struct Connection {
    shared: Arc<Shared>,
    stream: TcpStream,
    session: Session,
    frames: Frames,
    /// What has arrived stands in the first `filled` bytes.
    input: Vec<u8>,
    filled: usize,
    /// For input past the usual size.
    charge: Charge,
    out: Vec<u8>,
    /// When the request that is half here began to arrive.
    frame_began: Option<Instant>,
    closing: watch::Receiver<bool>,
    sequence: watch::Receiver<u64>,
}

/// What woke a connection.
enum Event {
    Read(usize),
    Statements,
    Closing,
}

impl Connection {
    pub(crate) fn new(shared: Arc<Shared>, stream: TcpStream, id: u64) -> Connection {
        Connection {
            frames: Frames::new(shared.config.frame_limits()),
            session: Session::new(id),
            input: vec![0; SMALL],
            filled: 0,
            charge: shared.requests.open(),
            out: Vec::new(),
            frame_began: None,
            closing: shared.closing.subscribe(),
            sequence: shared.sequence.subscribe(),
            shared,
            stream,
        }
    }

    /// Serves the client until it leaves, is too slow, or the server closes.
    pub(crate) async fn serve(mut self) {
        let end = loop {
            if let Err(end) = self.turn().await {
                break end;
            }
        };
        if matches!(end, End::Slow) {
            self.shared.metrics.close_slow();
            tracing::debug!(client = self.session.id, "closed: too slow");
        }
    }

    /// Waits for something, and does what there is to do.
    async fn turn(&mut self) -> Result<(), End> {
        match self.wait().await? {
            Event::Read(0) => return Err(End::Over),
            Event::Read(bytes) => {
                self.filled += bytes;
                self.answer_all().await?;
            }
            Event::Statements => self.push_statements().await?,
            // What has arrived whole is answered by now.
            Event::Closing => return Err(End::Over),
        }
        Ok(())
    }

    async fn wait(&mut self) -> Result<Event, End> {
        if self.filled == self.input.len() {
            // A request never grows past its limit, which the parser checks as it arrives.
            let most = self.shared.config.frame_bytes.saturating_add(SMALL);
            let size = (2 * self.filled).clamp(SMALL, most);
            if let Err(failure) = self.charge.cover(COST * size) {
                let mut reply = Reply::new(&mut self.out, self.session.protocol);
                command::write_failure(&self.shared, &mut reply, &failure);
                self.flush().await?;
                return Err(End::Over);
            }
            self.input.resize(size, 0);
        }
        let deadline = match self.frame_began {
            Some(began) => Some(began + self.shared.config.frame_time()),
            None if self.session.feed.is_some() => None,
            None => self.shared.config.idle_time().map(|idle| Instant::now() + idle),
        };
        let feeding = self.session.feed.is_some();
        let wait = async {
            tokio::select! {
                biased;
                read = self.stream.read(&mut self.input[self.filled..]) => Ok(Event::Read(read?)),
                _ = self.closing.wait_for(|closing| *closing) => Ok(Event::Closing),
                changed = self.sequence.changed(), if feeding => {
                    changed.map_or(Err(End::Over), |()| Ok(Event::Statements))
                }
            }
        };
        match deadline {
            None => wait.await,
            Some(deadline) => tokio::time::timeout_at(deadline.into(), wait).await.unwrap_or(Err(End::Slow)),
        }
    }

    /// Answers every request that has arrived whole.
    async fn answer_all(&mut self) -> Result<(), End> {
        let (mut start, mut commands) = (0, 0);
        let closed = loop {
            match self.frames.read(&self.input[start..self.filled]) {
                Ok(Some(length)) => {
                    let bytes = &self.input[start..start + length];
                    let step =
                        command::execute(&self.shared, &mut self.session, &self.frames, bytes, &mut self.out);
                    self.frames.next_frame();
                    start += length;
                    match step {
                        Step::Done => {}
                        Step::Close => break true,
                        Step::Later(pending) => self.answer_later(*pending).await?,
                    }
                    if self.out.len() >= FLUSH {
                        self.flush().await?;
                    }
                    commands += 1;
                    if commands % TURN == 0 {
                        tokio::task::yield_now().await;
                    }
                }
                Ok(None) => break false,
                Err(error) => {
                    let failure = Failure::arguments(error.to_string());
                    let mut reply = Reply::new(&mut self.out, self.session.protocol);
                    command::write_failure(&self.shared, &mut reply, &failure);
                    break true;
                }
            }
        };
        self.flush().await?;
        if closed {
            // What was sent and not read would reset the connection, and the reply with it.
            self.stream.shutdown().await?;
            return Err(End::Over);
        }
        self.settle(start);
        if self.session.feed.is_some() {
            self.push_statements().await?;
        }
        Ok(())
    }

    /// Moves what is left of the input to its beginning.
    fn settle(&mut self, start: usize) {
        self.input.copy_within(start..self.filled, 0);
        self.filled -= start;
        self.frame_began = match (self.filled, start, self.frame_began) {
            (0, ..) => None,
            // Nothing was complete: the same request is still on its way.
            (_, 0, Some(began)) => Some(began),
            (_, _, _) => Some(Instant::now()),
        };
        if self.filled <= SMALL && self.input.len() > 4 * SMALL {
            self.input.truncate(SMALL.max(self.filled));
            self.input.shrink_to_fit();
            self.charge = self.shared.requests.open();
        }
        if self.out.capacity() > 4 * FLUSH {
            self.out.shrink_to(FLUSH);
        }
    }

    async fn answer_later(&mut self, pending: Pending) -> Result<(), End> {
        let protocol = self.session.protocol;
        match pending.answer(&self.shared, protocol).await {
            Ok(body) => {
                let (bytes, charge) = body.into_parts();
                if bytes.len() < FLUSH {
                    self.out.extend_from_slice(&bytes);
                } else {
                    self.flush().await?;
                    self.write(&bytes).await?;
                }
                drop(charge);
            }
            Err(failure) => {
                command::write_failure(&self.shared, &mut Reply::new(&mut self.out, protocol), &failure);
            }
        }
        Ok(())
    }

    /// Hands out to a subscriber what it has not got yet. Nothing more is read before it has taken that.
    async fn push_statements(&mut self) -> Result<(), End> {
        loop {
            let published = *self.sequence.borrow_and_update();
            let Some(feed) = &self.session.feed else { return Ok(()) };
            let after = feed.after();
            if after >= published {
                break;
            }
            let (Some(world), Ok(ledger)) = (self.shared.world.load_full(), self.shared.ledger()) else {
                return Ok(());
            };
            let deadline = Instant::now() + self.shared.config.question_time();
            let read =
                self.shared.pool.run(world, deadline, move |_| next_part(&ledger, after, published)).await;
            let Some(feed) = &mut self.session.feed else { return Ok(()) };
            match read {
                Ok(statements) if !statements.is_empty() => {
                    feed.push(&statements, &mut Reply::new(&mut self.out, self.session.protocol));
                    self.flush().await?;
                }
                // A copy with a gap is worse than none: the client comes again and asks since its last number.
                Ok(_) | Err(_) => return Err(End::Over),
            }
        }
        if self.shared.world.load().as_deref().is_some_and(|world| world.halted)
            && let Some(feed) = &mut self.session.feed
        {
            feed.push_halt(&mut Reply::new(&mut self.out, self.session.protocol));
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), End> {
        if self.out.is_empty() {
            return Ok(());
        }
        let out = std::mem::take(&mut self.out);
        let written = self.write(&out).await;
        self.out = out;
        self.out.clear();
        written
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), End> {
        let time: Duration = self.shared.config.write_time();
        for chunk in bytes.chunks(CHUNK) {
            // Most replies fit into the socket at once, and need no timer.
            let sent = self.stream.try_write(chunk).unwrap_or(0);
            if sent < chunk.len() {
                let rest = self.stream.write_all(&chunk[sent..]);
                tokio::time::timeout(time, rest).await.map_err(|_| End::Slow)??;
            }
        }
        Ok(())
    }
}
