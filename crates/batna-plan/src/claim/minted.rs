//! Evidence as the case mints it.

use batna_core::Evidence;

/// Evidence from a record that a person confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Minted(Evidence);

impl Minted {
    /// Taken over from the case, which alone knows what is confirmed.
    pub fn from_confirmed(evidence: Evidence) -> Self {
        Minted(evidence)
    }

    pub fn evidence(&self) -> &Evidence {
        &self.0
    }
}
