//! Countries where AI teams hire, besides the United States and the United Kingdom.
//!
//! Each file is one country: employment income, social insurance and the equity regimes it
//! names. [`coverage`] says, country by country, what is computed and what is not.

pub mod coverage;
pub(crate) mod levy;
