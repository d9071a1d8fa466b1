//! (module doc to come)
