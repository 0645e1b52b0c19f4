//! The server as a whole: start, wait, stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ask::Zone;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::ServeError;
use crate::listener::{listen, loopback, welcome};
use crate::shared::Shared;

/// How often it is looked whether everybody has left.
const GLANCE: Duration = Duration::from_millis(10);

/// How often cursors that were left alone are closed.
const SWEEP: Duration = Duration::from_secs(5);

/// What is served, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// The first snapshot.
    pub snapshot: PathBuf,
    /// How the server is run.
    pub config: Config,
    /// Zone of dates, and of today, where a site has none.
    pub zone: Zone,
    /// The time by which it acts.
    pub clock: Clock,
}

/// A server that runs. Dropping it ends it at once; [`Server::stop`] lets it finish what has begun.
#[derive(Debug)]
pub struct Server {
    runtime: Runtime,
    shared: Arc<Shared>,
    loading: Option<JoinHandle<Result<(), ServeError>>>,
    resp: SocketAddr,
    http: Option<SocketAddr>,
}

impl Server {
    /// Listens, and begins to open the snapshot: clients are answered `-LOADING` until it is there.
    ///
    /// # Errors
    ///
    /// An address that is taken or that others can reach, or no threads.
    pub fn start(setup: Setup) -> Result<Server, ServeError> {
        let Setup { snapshot, config, zone, clock } = setup;
        let resp = loopback("--resp", &config.resp)?;
        let http = (!config.http.is_empty()).then(|| loopback("--http", &config.http)).transpose()?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(config.io_threads.max(1))
            .thread_name("io")
            .enable_all()
            .build()
            .map_err(ServeError::Start)?;
        let shared = Arc::new(Shared::new(config, zone, clock)?);
        let (resp, resp_address) = open(&runtime, resp)?;
        runtime.spawn(welcome(Arc::clone(&shared), resp));
        let mut http_address = None;
        if let Some(http) = http {
            let (http, address) = open(&runtime, http)?;
            runtime.spawn(crate::http::serve(Arc::clone(&shared), http));
            http_address = Some(address);
        }
        let loader = Arc::clone(&shared);
        let loading = runtime.spawn_blocking(move || loader.load(&snapshot));
        runtime.spawn(sweep(Arc::clone(&shared)));
        tracing::info!(resp = %resp_address, http = ?http_address, "listening");
        Ok(Server { runtime, shared, loading: Some(loading), resp: resp_address, http: http_address })
    }

    /// Where clients connect.
    pub fn resp_address(&self) -> SocketAddr {
        self.resp
    }

    /// Where health and metrics are asked for.
    pub fn http_address(&self) -> Option<SocketAddr> {
        self.http
    }

    /// Waits until the snapshot and the holds are there.
    ///
    /// # Errors
    ///
    /// The snapshot or the store of holds cannot be opened.
    pub fn ready(&mut self) -> Result<(), ServeError> {
        let Some(loading) = self.loading.take() else { return Ok(()) };
        let loaded = self.runtime.block_on(loading);
        loaded.map_err(|error| ServeError::Start(std::io::Error::other(error)))??;
        if let Some(world) = self.shared.world.load_full() {
            let (snapshot, sequence) = (world.generation.identity(), world.sequence);
            tracing::info!(snapshot, sequence, held = world.held, "ready");
        }
        Ok(())
    }

    /// Waits for `SIGTERM`; at each `SIGHUP` the snapshot's file is opened anew.
    ///
    /// # Errors
    ///
    /// Signals cannot be waited for.
    pub fn wait(&self) -> Result<(), ServeError> {
        let shared = Arc::clone(&self.shared);
        self.runtime.block_on(async move {
            let mut end = signal(SignalKind::terminate()).map_err(ServeError::Start)?;
            let mut again = signal(SignalKind::hangup()).map_err(ServeError::Start)?;
            loop {
                tokio::select! {
                    _ = end.recv() => return Ok(()),
                    _ = again.recv() => {
                        // The next signal must not wait for this one's snapshot.
                        let shared = Arc::clone(&shared);
                        tokio::spawn(async move {
                            if let Err(failure) = shared.swap(None).await {
                                tracing::error!(code = failure.code, "not swapped: {}", failure.message);
                            }
                        });
                    }
                }
            }
        })
    }

    /// Lets nobody in any more, answers what has arrived, writes the holds that were taken, and ends.
    pub fn stop(self) {
        let began = Instant::now();
        self.shared.closing.send_replace(true);
        let shared = Arc::clone(&self.shared);
        let left = self.runtime.block_on(async move {
            while shared.metrics.connections() > 0 && began.elapsed() < shared.config.drain_time() {
                tokio::time::sleep(GLANCE).await;
            }
            shared.metrics.connections()
        });
        self.shared.finish();
        tracing::info!(left, "stopped");
    }
}

fn open(runtime: &Runtime, address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let listener = runtime.block_on(listen(address))?;
    let address = listener.local_addr().map_err(ServeError::Start)?;
    Ok((listener, address))
}

async fn sweep(shared: Arc<Shared>) {
    let mut closing = shared.closing.subscribe();
    loop {
        tokio::select! {
            () = tokio::time::sleep(SWEEP) => shared.cursors.sweep(),
            _ = closing.wait_for(|closing| *closing) => return,
        }
    }
}
