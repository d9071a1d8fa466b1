//! Every problem that planning, wording and checking a text can tell of.
//!
//! `docs/diagnostics.md` is made from this table together with those of other rooms.

use batna_core::Severity;

/// One kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub code: &'static str,
    pub severity: Severity,
    pub title: &'static str,
    pub explanation: &'static str,
    pub remedy: &'static str,
}

/// All kinds, by code.
pub fn catalogue() -> &'static [Kind] {
    &[
        Kind {
            code: "plan::confidential",
            severity: Severity::Error,
            title: "A confidential employer is named",
            explanation: "The text names an employer whose offer or process is marked \
                          confidential in the case or the ledger.",
            remedy: "Say \"another employer\", or ask them whether you may name them.",
        },
        Kind {
            code: "plan::data",
            severity: Severity::Error,
            title: "A file of negotiation data does not load",
            explanation: "A file under data/negotiation is missing, is no TOML of its form, or \
                          names a finding that findings.toml does not have.",
            remedy: "Mend the file at the place told.",
        },
        Kind {
            code: "plan::deadline-passed",
            severity: Severity::Warning,
            title: "The deadline has passed",
            explanation: "The offer's last day to answer lies before the day of the plan.",
            remedy: "Ask whether it still stands before asking for anything.",
        },
        Kind {
            code: "plan::floor-out-of-reach",
            severity: Severity::Warning,
            title: "The walk-away is out of reach",
            explanation: "All components at what this employer is likely to be able to give are \
                          together worth less than your walk-away.",
            remedy: "Counter once at the opening and be ready to walk; check what binds the floor.",
        },
        Kind {
            code: "plan::gives-away",
            severity: Severity::Error,
            title: "The text gives away what is private",
            explanation: "A figure is one from which you would accept, or your guess at their \
                          limit, and is neither offered nor asked for.",
            remedy: "Take it out, or ask for the opening.",
        },
        Kind {
            code: "plan::ledger-contradicts-offer",
            severity: Severity::Warning,
            title: "Ledger and offer differ",
            explanation: "The employer's last word in the ledger and the offer's file state \
                          different amounts. The plan goes by the file.",
            remedy: "Ask for it in a revised letter, then bring the file up to date.",
        },
        Kind {
            code: "plan::script-unsupported",
            severity: Severity::Error,
            title: "The case does not support the script",
            explanation: "A part without which the script says nothing has no confirmed record \
                          behind it.",
            remedy: "Confirm the record it rests on, or choose a script that needs less.",
        },
        Kind {
            code: "plan::template",
            severity: Severity::Error,
            title: "A script template does not load",
            explanation: "A template uses a slot it does not declare, claims something in words \
                          without declaring it, or holds a figure of its own.",
            remedy: "Declare the claim in `needs`, or take the words out.",
        },
        Kind {
            code: "plan::unsupported-claim",
            severity: Severity::Error,
            title: "The text claims what the case does not support",
            explanation: "Words of the text claim another offer, a market figure, a first choice, \
                          a promise or the like, and no statement of the case stands behind them.",
            remedy: "Take it out, or record what it rests on and confirm it.",
        },
        Kind {
            code: "plan::unsupported-figure",
            severity: Severity::Error,
            title: "Nothing supports a figure",
            explanation: "A figure of the text is no fact of the case, the market or the ask. \
                          In a sentence that asks for something it is only advice.",
            remedy: "Take it out, or add the record that shows it and confirm it.",
        },
    ]
}
