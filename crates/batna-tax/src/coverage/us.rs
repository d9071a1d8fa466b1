//! What the United States' rules compute by name, and what they leave out.

use super::Extent::{Computed, NotCovered};
use super::{Coverage, row};

pub(super) static TABLE: &[Coverage] = &[
    row(
        "us.federal",
        "Federal income tax",
        Computed,
        "rates, deductions, gains, net investment income, minimum tax and its credit",
    ),
    row(
        "us.child_credits",
        "Child tax credit and earned income credit, also that of 25 states",
        Computed,
        "children under 17, without one an earner of 25 to 64; the printed table of the second is not applied",
    ),
    row(
        "us.payroll",
        "Social Security, Medicare and states’ payroll items",
        Computed,
        "capped for each person, with a prior employer’s wages",
    ),
    row(
        "us.states",
        "Income taxes of every state and the localities listed",
        Computed,
        "residents, work in one other state, credits and agreements between states",
    ),
    row(
        "us.equity",
        "RSU, NSO, ISO, ESPP, 83(b), 409A, QSBS and profits interests",
        Computed,
        "by event; a household’s year takes their amounts",
    ),
    CARE,
    LOW_INCOME,
    BUSINESS,
    FOREIGN,
];

pub(super) const CARE: Coverage = row(
    "us.care_credits",
    "Credits for care and education, and states’ own for children",
    NotCovered,
    "the tax is too high by what a household claims on Form 2441, Form 8863 or its state’s form",
);
pub(super) const LOW_INCOME: Coverage = row(
    "us.low_income_credits",
    "The saver’s credit (25B), and credits for low incomes of states other than a share of the federal earned income credit",
    NotCovered,
    "no rule: a household at this income may owe less, or be refunded more",
);
pub(super) const BUSINESS: Coverage = row(
    "us.qualified_business_income",
    "Deduction for qualified business income (199A)",
    NotCovered,
    "no rule: self-employed income below the threshold is taxed up to a fifth too high",
);
pub(super) const FOREIGN: Coverage = row(
    "us.foreign_tax_credit",
    "Foreign tax credit",
    NotCovered,
    "no rule: tax that another country kept of dividends or interest is not credited",
);
