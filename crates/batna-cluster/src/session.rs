//! Where queries run: in this process, or on a cluster through its scheduler.

use datafusion::prelude::{SessionConfig, SessionContext};

use crate::gather;

#[cfg(feature = "ballista")]
pub use cluster::{planning, remote};

/// Queries run in this process, on all its processors.
pub fn local() -> SessionContext {
    let mut config = SessionConfig::new();
    let parquet = &mut config.options_mut().execution.parquet;
    parquet.pushdown_filters = true;
    parquet.reorder_filters = true;
    let context = SessionContext::new_with_config(config);
    context.register_udaf(gather::function().as_ref().clone());
    context
}

#[cfg(feature = "ballista")]
mod cluster {
    use std::time::Duration;

    use ballista_core::extension::{SessionConfigExt, SessionStateExt};
    use batna_core::Diagnostic;
    use datafusion::execution::SessionStateBuilder;
    use datafusion::execution::registry::FunctionRegistry;
    use datafusion::execution::session_state::SessionState;
    use datafusion::prelude::{SessionConfig, SessionContext};

    use crate::failure::Failure;
    use crate::gather;

    /// A cluster that does not answer for so long is not there.
    const CONNECT: Duration = Duration::from_secs(5);

    /// Queries are handed to the scheduler at `address`, as `host:port`.
    pub async fn remote(address: &str, partitions: usize) -> Result<SessionContext, Failure> {
        let lost = |reason: &dyn std::fmt::Display| {
            Failure::from(
                Diagnostic::error(
                    "cluster::scheduler",
                    format!("no scheduler answers at {address}: {reason}"),
                )
                .remedy("`batna-cluster scheduler` starts one; docs/cluster.md shows how."),
            )
        };
        // A scheduler that is not there is told before a query hangs on it.
        match tokio::time::timeout(CONNECT, tokio::net::TcpStream::connect(address)).await {
            Err(_) => return Err(lost(&"it took too long")),
            Ok(Err(error)) => return Err(lost(&error)),
            Ok(Ok(_)) => {}
        }
        let config = SessionConfig::new_with_ballista().with_target_partitions(partitions);
        let state = SessionStateBuilder::new()
            .with_default_features()
            .with_config(config)
            .build()
            .upgrade_for_ballista(format!("http://{address}"))
            .map_err(|e| lost(&e))?;
        let context = SessionContext::new_with_state(state);
        context.register_udaf(gather::function().as_ref().clone());
        Ok(context)
    }

    /// The state that a scheduler plans with: Ballista's own and the function that counts.
    pub fn planning(config: SessionConfig) -> datafusion::error::Result<SessionState> {
        let mut state = ballista_core::utils::default_session_builder(config)?;
        state.register_udaf(gather::function())?;
        Ok(state)
    }
}
