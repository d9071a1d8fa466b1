//! The stages, run on what the world hands in.

use std::sync::Arc;

use batna_value::curve_store::KeptCurves;
use serde::Serialize;

use crate::{BuiltIn, World};

/// One person's workbench: a world and the stages over it.
///
/// Topics add their methods in files of their own (`tax.rs`, `equity.rs`, …).
#[derive(Debug)]
pub struct Workbench {
    world: World,
    built_in: BuiltIn,
    /// Tax curves compiled so far: the next valuation meets most of them again.
    curves: Arc<KeptCurves>,
}

impl Workbench {
    pub fn new(world: World) -> Self {
        Workbench {
            world,
            built_in: BuiltIn::default(),
            curves: Arc::default(),
        }
    }

    pub fn world(&self) -> &World {
        &self.world
    }

    /// The built-in data, parsed when first asked for.
    pub fn built_in(&self) -> &BuiltIn {
        &self.built_in
    }

    pub(crate) fn curves(&self) -> Arc<KeptCurves> {
        Arc::clone(&self.curves)
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
