//! `batna serve`: the local page.

use batna_app::{Failure, Workbench, World};
use batna_core::Diagnostic;

use crate::output::Output;

/// Open the case in a browser on this machine: see it, change it, decide
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  batna serve\n  batna serve --case my-case --port 8080\n\nListens on 127.0.0.1 alone and prints a link that works once; Enter prints a new one, Ctrl-C stops."
)]
pub struct Args {
    /// Port to listen on [default: a free one]
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
}

pub fn run(args: &Args, workbench: &Workbench, output: &mut Output) -> Result<(), Failure> {
    // The server keeps a workbench of its own for as long as it runs.
    let own = Workbench::new(World::new(workbench.world().options().clone()));
    batna_web::serve(own, args.port, |line| {
        use std::io::Write;
        // Who reads the link may be a pipe: it has to see each line at once.
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    })
    .map_err(|error| {
        Failure::from(
            Diagnostic::error(
                "serve::not-listening",
                format!("the page cannot be served: {error}"),
            )
            .remedy("choose another port with --port, or leave it out for a free one"),
        )
    })?;
    output.line("Stopped; every save was complete.");
    Ok(())
}
