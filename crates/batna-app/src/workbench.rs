//! The stages, run on what the world hands in.

use std::sync::{Arc, OnceLock};

use batna_market::reference::{Reference, WAGES};
use batna_market::store::OfficialTable;
use batna_value::curve_store::KeptCurves;
use serde::Serialize;

use crate::{BuiltIn, Failure, World};

/// One person's workbench: a world and the stages over it.
///
/// Topics add their methods in files of their own (`tax.rs`, `equity.rs`, …).
#[derive(Debug)]
pub struct Workbench {
    world: World,
    built_in: BuiltIn,
    /// Tax curves compiled so far: the next valuation meets most of them again.
    curves: Arc<KeptCurves>,
    /// The store's own official wages, as they were when first asked for.
    own_wages: OnceLock<Option<OfficialTable>>,
}

impl Workbench {
    pub fn new(world: World) -> Self {
        Workbench {
            world,
            built_in: BuiltIn::default(),
            curves: Arc::default(),
            own_wages: OnceLock::new(),
        }
    }

    /// The public tables, with the wages that the owner imported where they are newer than the
    /// built-in ones.
    ///
    /// Errors: the built-in tables do not read.
    pub(crate) fn public_tables(&self) -> Result<Reference<'_>, Failure> {
        let built_in = self.built_in.reference()?;
        let own = self.own_wages.get_or_init(|| {
            // A store that cannot be read is told where its rows are asked for.
            let store = self.read_store().ok()??;
            store.official_wages(built_in.cited(WAGES).date).ok()?
        });
        Ok(match own {
            Some(own) => built_in.with_wages(&own.text, own.source.clone()),
            None => built_in.clone(),
        })
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
