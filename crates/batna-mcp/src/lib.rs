//! Tools for an assistant: a server of the Model Context Protocol on standard input and output.
//!
//! Every tool calls the façade that the command line calls, and calculates nothing itself.
//! The server opens no connection; the client that started it reads what the tools answer
//! and may send it off the machine, so the floor and the names of employers are withheld
//! unless [`Options`] allow them, and nothing is written unless they allow that. What an
//! assistant writes stays unconfirmed, and supports no claim, until the person confirms it.
//!
//! Leaves out: transports other than standard input and output, sampling, subscriptions.
//! Source: the protocol's revisions up to 2026-07-28, as the official Rust SDK speaks them.

mod arguments;
mod lines;
mod prompts;
mod redaction;
mod resources;
mod server;
mod session;
mod tools;

use batna_app::{Failure, Workbench};
use rmcp::ServiceExt;

pub use lines::LONGEST_LINE;
pub use session::Options;

/// Serves until the client closes its end.
///
/// Errors: an internal failure where the runtime cannot start. A client that leaves is no
/// error. Nothing that the case holds is logged.
pub fn serve(workbench: Workbench, options: Options) -> Result<(), Failure> {
    let broken = |what: &str| Failure::internal(format!("the server could not {what}"));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(|_| broken("start"))?;
    runtime.block_on(async {
        let server = server::Server::new(session::Session::new(workbench, options));
        // A client that leaves before it introduced itself is no fault of anybody.
        if let Ok(running) = server.serve(lines::Lines::on_standard_streams()).await {
            let _ = running.waiting().await;
        }
    });
    // A read of standard input that is still waiting must not keep the process.
    runtime.shutdown_background();
    Ok(())
}
