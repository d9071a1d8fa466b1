//! The built program as an assistant, a shell and a person without arguments meet it.
#![allow(clippy::disallowed_methods)] // Tests start the program and read its files.

mod commands;
mod documents;
mod mcp;
mod paper;
