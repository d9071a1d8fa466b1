//! What went wrong, as the diagnostics that the main program prints too.

use batna_core::Diagnostic;

/// Problems to tell, and whose fault they are.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(|d| d.message.as_str()).collect::<Vec<_>>().join("; "))]
pub struct Failure(pub Vec<Diagnostic>);

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Failure(vec![diagnostic])
    }
}

impl Failure {
    /// A query that the engine could not finish.
    pub fn query(error: &dyn std::fmt::Display) -> Failure {
        Diagnostic::error("cluster::query", format!("the query failed: {error}"))
            .remedy("Where executors were lost, start them again; else report what was run.")
            .into()
    }
}
