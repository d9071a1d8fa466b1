//! What to ask an employer about its equity in writing, why, and what reads as a red flag.
//!
//! Leaves out: the ranges that are run while there is no answer (`batna_case::gaps`).
//! Sources: as named by each question; the list follows what guides for candidates ask for:
//! fully diluted shares, the 409A, the preferred price, preferences, acceleration, exercise.

use serde::Serialize;

/// An unknown of an equity offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    FullyDiluted,
    GrantSize,
    Strike,
    FairValue,
    PreferredPrice,
    Preferences,
    Vesting,
    Acceleration,
    ExerciseWindow,
    BuyBack,
    LiquidityTerms,
    Tenders,
}

/// One question.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Question {
    pub unknown: Unknown,
    /// To put to the employer in writing.
    pub ask: &'static str,
    pub reason: &'static str,
    pub red_flag: &'static str,
    pub source: &'static str,
}

/// Every question, those that usually move value most first.
pub const QUESTIONS: &[Question] = &[
    Question {
        unknown: Unknown::FullyDiluted,
        ask: "How many shares are there fully diluted, with all options, the pool, warrants and convertibles?",
        reason: "A number of shares says nothing without the number it is a part of.",
        red_flag: "The answer counts outstanding shares only, or is refused.",
        source: "NVCA model documents, definition of fully diluted capitalization",
    },
    Question {
        unknown: Unknown::GrantSize,
        ask: "What number of shares or options is granted, of what kind, and what percentage of the fully diluted company is it?",
        reason: "A grant stated in dollars depends on the price and the day of its conversion.",
        red_flag: "A dollar amount converted at the preferred price, for options on common.",
        source: "26 U.S.C. 83 and 409A: options are on common and priced at its fair value",
    },
    Question {
        unknown: Unknown::FairValue,
        ask: "What is the latest 409A value of a common share, and of what date?",
        reason: "It sets the strike and the tax at exercise, and shows how far common lies below preferred.",
        red_flag: "Older than twelve months, or before the last round: the safe harbour has lapsed.",
        source: "26 CFR 1.409A-1(b)(5)(iv)(B)(2): presumption for twelve months",
    },
    Question {
        unknown: Unknown::Strike,
        ask: "What will the strike be, and when will the board grant the options?",
        reason: "The strike is set on the day of grant; a round before it raises it.",
        red_flag: "A strike above the last preferred price, or a grant date left open past a coming round.",
        source: "26 CFR 1.409A-1(b)(5)",
    },
    Question {
        unknown: Unknown::PreferredPrice,
        ask: "What did investors pay for a preferred share in the last round, and when?",
        reason: "Headline values multiply all shares by this price, which common is not worth.",
        red_flag: "The grant is quoted at this price as if it were common's.",
        source: "Gornall and Strebulaev, Squaring Venture Capital Valuations with Reality: reported values of 135 unicorns lay 48% above fair value on average, common 56%",
    },
    Question {
        unknown: Unknown::Preferences,
        ask: "What are the liquidation preferences: multiples, seniority, participation, dividends, and their total?",
        reason: "They are paid before common; below their total common gets nothing.",
        red_flag: "More than 1x, participating, senior stacks or a ratchet, after a down round above all.",
        source: "Cooley Venture Financing Report Q2 2026 (quoted): 1x in 95.8%, non-participating in 96.4%; WSGR 2012, down rounds: senior in 63%",
    },
    Question {
        unknown: Unknown::Vesting,
        ask: "What is the vesting schedule, with cliff, start date and any conditions besides time?",
        reason: "Leaving before the cliff leaves nothing; back-loading moves value to years one may not stay.",
        red_flag: "Back-loaded years, a cliff beyond twelve months, or performance conditions the company defines later.",
        source: "Carta (V): four years with a one-year cliff, monthly, in 39% of venture-backed grants",
    },
    Question {
        unknown: Unknown::Acceleration,
        ask: "Does unvested equity accelerate on a sale, or when dismissed after one?",
        reason: "Without it a buyer may cancel what has not vested.",
        red_flag: "The plan lets the board cancel unvested options for nothing at a sale.",
        source: "plan documents; no sample of how usual it is for employees",
    },
    Question {
        unknown: Unknown::ExerciseWindow,
        ask: "How long after leaving may vested options be exercised?",
        reason: "Ninety days force paying strike and tax for shares nobody can sell, or losing them.",
        red_flag: "Ninety days or less with a high strike.",
        source: "Carta 2019 (quoted): 90 days or less in 96% of agreements",
    },
    Question {
        unknown: Unknown::BuyBack,
        ask: "May the company buy back or cancel vested shares, and at what price?",
        reason: "Such a right turns vested shares into a promise that ends on leaving.",
        red_flag: "Repurchase of vested shares at cost, or forfeiture for joining a competitor.",
        source: "plan documents",
    },
    Question {
        unknown: Unknown::LiquidityTerms,
        ask: "Do RSUs need a listing or sale to vest, and when do they lapse without one?",
        reason: "Double-trigger units that lapse are worth nothing if the event is late.",
        red_flag: "They lapse on leaving, or within fewer than seven years.",
        source: "plan documents",
    },
    Question {
        unknown: Unknown::Tenders,
        ask: "Have there been tender offers, at what price, up to what part of vested shares, and open to those who left?",
        reason: "It is the only cash before an exit.",
        red_flag: "None in years, or closed to former employees.",
        source: "company announcements",
    },
];
