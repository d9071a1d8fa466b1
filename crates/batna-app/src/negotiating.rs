//! Discrete domains: packages on a frontier, and the agent over JSON lines.

use std::io::{BufRead, Read, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use batna_core::Diagnostic;
use batna_plan::discrete::{LONGEST_LINE, Meso, Reply, Session, meso, read_meso};
use serde::Serialize;

use crate::{Failure, Workbench};

/// A result or what is wrong, for one line of a batch.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum MesoLine {
    Packages(Box<Meso>),
    Problems {
        line: u64,
        diagnostics: Vec<Diagnostic>,
    },
}

impl Workbench {
    /// Packages on the frontier of a domain in JSON.
    ///
    /// Errors: everything that is wrong with the domain, at once.
    pub fn meso(&self, text: &str) -> Result<Meso, Failure> {
        let question = read_meso(text).map_err(Failure::input)?;
        meso(&question).map_err(Failure::from)
    }

    /// One domain a line; a line that is wrong does not stop the rest. True where all were right.
    ///
    /// Errors: the input cannot be read.
    pub fn meso_batch(
        &self,
        input: &mut dyn BufRead,
        each: &mut dyn FnMut(&MesoLine) -> Result<(), Failure>,
    ) -> Result<bool, Failure> {
        let (mut number, mut sound) = (0, true);
        while let Some(line) = bounded_line(input)? {
            number += 1;
            let text = String::from_utf8_lossy(&line);
            if text.trim().is_empty() {
                continue;
            }
            let answer = match self.meso(&text) {
                Ok(found) => MesoLine::Packages(Box::new(found)),
                Err(failure) => {
                    sound = false;
                    MesoLine::Problems {
                        line: number,
                        diagnostics: failure.diagnostics,
                    }
                }
            };
            each(&answer)?;
        }
        Ok(sound)
    }

    /// Negotiates until the other side hangs up, or sends no whole line for as long as
    /// `patience` (none: without end). Every answer is flushed.
    ///
    /// Errors: the input cannot be read, or the other side fell silent. An output that is
    /// closed ends the session.
    pub fn negotiate(
        &self,
        mut input: impl BufRead + Send + 'static,
        output: &mut dyn Write,
        patience: Option<Duration>,
    ) -> Result<(), Failure> {
        // A read cannot be given up, so it waits in a thread of its own, which ends with the
        // input or with the program.
        let (send, lines) = mpsc::sync_channel(1);
        std::thread::spawn(move || {
            loop {
                let line = bounded_line(&mut input);
                let last = !matches!(line, Ok(Some(_)));
                if send.send(line).is_err() || last {
                    return;
                }
            }
        });
        let mut session = Session::new();
        loop {
            let heard = match patience {
                None => lines.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(patience) => lines.recv_timeout(patience),
            };
            let line = match heard {
                Ok(line) => line?,
                Err(RecvTimeoutError::Disconnected) => None,
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(reply) = session.silence() {
                        let _ = say(output, &reply)?;
                    }
                    let seconds = patience.unwrap_or_default().as_secs();
                    return Err(Diagnostic::error(
                        "negotiate::silent",
                        format!("the other side sent no whole line for {seconds} seconds"),
                    )
                    .remedy(
                        "start it again; `--patience SECONDS` waits longer, `--patience 0` without \
                         end",
                    )
                    .into());
                }
            };
            let reply = match &line {
                Some(line) => session.line(line),
                None => session.silence(),
            };
            if let Some(reply) = reply
                && !say(output, &reply)?
            {
                return Ok(());
            }
            if line.is_none() || session.is_over() {
                return Ok(());
            }
        }
    }
}

/// Writes a reply and flushes it; false where nobody listens any more.
fn say(output: &mut dyn Write, reply: &Reply) -> Result<bool, Failure> {
    let text = serde_json::to_string(reply)
        .map_err(|error| Failure::internal(format!("a reply could not be written: {error}")))?;
    Ok(writeln!(output, "{text}")
        .and_then(|()| output.flush())
        .is_ok())
}

/// The next line without its end; one byte over the limit where it is too long, the rest
/// of it skipped. None at the end of the input.
pub(crate) fn bounded_line(input: &mut dyn BufRead) -> Result<Option<Vec<u8>>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::from(Diagnostic::error(
            "negotiate::unreadable",
            format!("the input cannot be read: {}", error.kind()),
        ))
    };
    let mut line = Vec::new();
    let most = LONGEST_LINE as u64 + 1;
    let read = (&mut *input)
        .take(most)
        .read_until(b'\n', &mut line)
        .map_err(unreadable)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() > LONGEST_LINE {
        // The rest of the line, without keeping it.
        loop {
            let (skipped, ended) = {
                let buffer = input.fill_buf().map_err(unreadable)?;
                match buffer.iter().position(|byte| *byte == b'\n') {
                    Some(at) => (at + 1, true),
                    None => (buffer.len(), buffer.is_empty()),
                }
            };
            input.consume(skipped);
            if ended {
                break;
            }
        }
    }
    Ok(Some(line))
}
