//! Why a command did not come to its result, and whose fault it is.

use batna_core::Diagnostic;

/// Whose fault a failure is; decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The input is at fault: exit code 1.
    Input,
    /// The command was called wrongly: exit code 2.
    Usage,
    /// The program is at fault: exit code 70.
    Internal,
}

/// A failure with everything its reader needs to mend it.
#[derive(Clone, Debug)]
pub struct Failure {
    pub kind: FailureKind,
    pub diagnostics: Vec<Diagnostic>,
}

impl Failure {
    pub fn input(diagnostics: impl IntoIterator<Item = Diagnostic>) -> Self {
        Failure {
            kind: FailureKind::Input,
            diagnostics: diagnostics.into_iter().collect(),
        }
    }

    pub fn usage(diagnostic: Diagnostic) -> Self {
        Failure {
            kind: FailureKind::Usage,
            diagnostics: vec![diagnostic],
        }
    }

    pub fn internal(message: impl Into<String>) -> Self {
        Failure {
            kind: FailureKind::Internal,
            diagnostics: vec![
                Diagnostic::error("internal", message)
                    .remedy("This is a fault of batna. Please report it with the command you ran."),
            ],
        }
    }

    pub fn exit_code(&self) -> u8 {
        match self.kind {
            FailureKind::Input => 1,
            FailureKind::Usage => 2,
            FailureKind::Internal => 70,
        }
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Failure::input([diagnostic])
    }
}
