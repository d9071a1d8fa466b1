//! One session: the workbench, what the person allowed, and the steps tools share.

use batna_app::appraisal::Appraisal;
use batna_app::planning::Planned;
use batna_app::{AppraisalOptions, Failure, OpenCase, Workbench};
use batna_core::Diagnostic;

use crate::redaction::Names;

/// What the person allowed when starting the server; nothing by default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Offers and lines of the ledger may be added, unconfirmed.
    pub write: bool,
    /// The floor, the accept-if and what the plan marks as private may be read.
    pub allow_floor: bool,
    /// Employers are named.
    pub allow_names: bool,
}

/// What a tool works on.
pub struct Session {
    pub workbench: Workbench,
    pub options: Options,
}

impl Session {
    pub fn new(workbench: Workbench, options: Options) -> Self {
        Session { workbench, options }
    }

    /// The names to withhold, from the case as it is now.
    pub fn names(&self) -> Names {
        if self.options.allow_names {
            return Names::default();
        }
        match self.workbench.open() {
            Ok(opened) => Names::of(&opened.case),
            Err(_) => Names::default(),
        }
    }

    /// The case, sound enough to value.
    pub fn case(&self) -> Result<OpenCase, Failure> {
        self.workbench.open()?.sound()
    }

    /// The plan of the offer that is named, or of the one worth most.
    pub fn planned(
        &self,
        appraisal: &Appraisal<'_>,
        offer: Option<&str>,
    ) -> Result<(String, Planned), Failure> {
        let offer = self.workbench.choose_offer(appraisal, offer)?;
        let floor = appraisal.floor(&self.workbench)?;
        let planned = self.workbench.plan(appraisal, &floor, &offer, &[])?;
        Ok((offer, planned))
    }

    pub fn appraise<'a>(
        &'a self,
        opened: &'a OpenCase,
        options: AppraisalOptions,
    ) -> Result<Appraisal<'a>, Failure> {
        self.workbench.appraise(opened, options)
    }

    /// Refuses what tells the floor where it is not allowed.
    pub fn needs_floor(&self) -> Result<(), Failure> {
        if self.options.allow_floor {
            return Ok(());
        }
        Err(Diagnostic::error(
            "mcp::floor-withheld",
            "the floor is private: it was not allowed for this session",
        )
        .remedy(
            "Do not guess it. The person can read it with `batna floor`, or start the server \
             with `batna mcp --allow-floor`; then the client may send it off the machine.",
        )
        .into())
    }
}
