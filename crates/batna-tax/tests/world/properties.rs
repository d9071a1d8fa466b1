//! What must hold for every country.
