//! What a person in the United Kingdom has chosen or been given beyond pay.

use serde::{Deserialize, Serialize};

/// Repayment plan of a student loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StudentLoan {
    Plan1,
    Plan2,
    Plan4,
    Plan5,
    Postgraduate,
}

impl StudentLoan {
    pub const ALL: [StudentLoan; 5] = [
        StudentLoan::Plan1,
        StudentLoan::Plan2,
        StudentLoan::Plan4,
        StudentLoan::Plan5,
        StudentLoan::Postgraduate,
    ];

    /// Its name in parameter files.
    pub const fn key(self) -> &'static str {
        match self {
            StudentLoan::Plan1 => "plan1",
            StudentLoan::Plan2 => "plan2",
            StudentLoan::Plan4 => "plan4",
            StudentLoan::Plan5 => "plan5",
            StudentLoan::Postgraduate => "postgraduate",
        }
    }
}

/// Choices of the earner; a spouse is taken to have none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UkChoices {
    pub student_loan: Option<StudentLoan>,
    /// A postgraduate loan on top of `student_loan`.
    pub postgraduate_loan: bool,
    /// The employee has agreed or elected to bear the employer's national insurance on
    /// RSUs and options (paragraphs 3A and 3B of schedule 1, SSCBA 1992).
    pub employer_ni_passed_on: bool,
    /// Long-term gains are within Business Asset Disposal Relief.
    pub gains_qualify_for_badr: bool,
}
