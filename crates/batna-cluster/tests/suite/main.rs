//! The second source beside the first: same rows, same answers; machines that are lost; files that are not ours.
#![allow(clippy::disallowed_methods)] // Tests write files and start processes.

mod bad_input;
mod fixture;
mod loopback;
mod same;
