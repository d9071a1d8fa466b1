//! The local page: a case seen, changed and decided in a browser on the same machine.
//!
//! Routes and HTML over [`batna_app::page::Desk`]; nothing is calculated here. Served on
//! 127.0.0.1 alone, to who holds the link that is printed. Every page is made on the
//! server and works without script; the script redraws what-ifs while a slider moves.
#![allow(clippy::disallowed_methods)] // A face of the program: it listens and asks the clock.

mod frame;
mod guard;
mod multipart;
mod pages;
mod site;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use batna_app::Workbench;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpListener;

pub use site::{Secrets, Site};

/// Largest body of a request: a text file of a case and its form around it.
pub const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Largest body with a letter in it.
pub const LARGEST_UPLOAD: usize = batna_app::page::LARGEST_LETTER + 256 * 1024;

/// The routes with their guard, for a server or a test.
pub fn app(site: Arc<Site>) -> axum::Router {
    pages::routes()
        .layer(axum::middleware::from_fn_with_state(
            Arc::clone(&site),
            guard::guard,
        ))
        .with_state(site)
}

/// Serves the case until Ctrl-C. `say` is told each line that the person should read.
///
/// Errors: the port is taken or not allowed, or the system has no randomness.
pub fn serve(
    workbench: Workbench,
    port: Option<u16>,
    say: impl Fn(&str) + Send + Sync + 'static,
) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let served = runtime.block_on(listen(workbench, port, say));
    // The line that is read from a terminal never ends by itself.
    runtime.shutdown_background();
    served
}

async fn listen(
    workbench: Workbench,
    port: Option<u16>,
    say: impl Fn(&str) + Send + Sync + 'static,
) -> std::io::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
    let listener = TcpListener::bind(address).await?;
    let port = listener.local_addr()?.port();
    let site = Arc::new(Site::new(workbench, port, Secrets::random()?));
    say(&format!(
        "Listening on 127.0.0.1:{port}, for this machine alone."
    ));
    say(&format!("Open  {}", site.link()));
    say("The link works once. Enter prints a new one, Ctrl-C stops.");
    let renewing = Arc::clone(&site);
    let renew = async move {
        let mut lines = BufReader::new(tokio::io::stdin()).lines();
        while let Ok(Some(_)) = lines.next_line().await {
            match renewing.renew() {
                Ok(link) => say(&format!("Open  {link}")),
                Err(_) => say("The system gave no randomness for a new link; try again."),
            }
        }
        // Nobody types here: only Ctrl-C ends it.
        std::future::pending::<()>().await;
    };
    let served = axum::serve(listener, app(site)).with_graceful_shutdown(stopped());
    tokio::select! {
        served = served => served,
        () = renew => Ok(()),
        // Pages that never finish loading do not hold up the end.
        () = async { stopped().await; tokio::time::sleep(std::time::Duration::from_secs(3)).await } => Ok(()),
    }
}

/// Ctrl-C, or the system's request to end.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    // Without a handler there is nothing to wait for but the end of the process.
    if interrupt.await.is_err() {
        std::future::pending::<()>().await;
    }
}
