//! The stages, run on what the world hands in.

use serde::Serialize;

use crate::World;

/// One person's workbench: a world and the stages over it.
///
/// Topics add their methods in files of their own (`tax.rs`, `equity.rs`, …).
#[derive(Debug)]
pub struct Workbench {
    world: World,
}

impl Workbench {
    pub fn new(world: World) -> Self {
        Workbench { world }
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    /// What this program is.
    pub fn about(&self) -> About {
        About {
            schema: "batna/about/1",
            version: env!("CARGO_PKG_VERSION"),
            data_files: batna_data::files().len(),
        }
    }
}

/// The program and its built-in data.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    pub schema: &'static str,
    pub version: &'static str,
    pub data_files: usize,
}
