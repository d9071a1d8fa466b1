//! Keys of `me.toml`.

use super::offer::{BENEFITS, BONUS, COMPANY, GRANT, PAYMENT, REFRESHER, STIPEND, TERMS};
use super::tax::TAX;
use super::{Kind, Notation, Table, live, optional};

/// The person.
pub static ME: Table = Table {
    name: "me",
    about: "You: role, place, household, current job, needs and what you can show. \
            Everything stays in this folder. Leave out what you do not know.",
    keys: &[
        live("role", Kind::Text, r#""ml-engineer""#, "Role family: ml-engineer, ai-engineer, research-engineer, research-scientist, data-scientist, data-engineer, software-engineer."),
        live("level", Kind::Text, r#""senior""#, "Level: junior, mid, senior, staff, principal."),
        live("years", Kind::Number(0.0, 70.0), "6", "Years of experience in the field."),
        live("location", Kind::Text, r#""San Francisco, CA""#, "Where you live and would work, as people write it. The tax place follows from it."),
        live("currency", Kind::Text, r#""USD""#, "Currency in which results are shown; that of your place where left out."),
        live("filing", Kind::OneOf(FILINGS), r#""single""#, "Filing status (United States): single, joint, separate, head, surviving_spouse.").also(&["filing_status"]),
        optional("as_of", Kind::Date, "2026-06-15", "See the case from this day, always. Without it, from today."),
        optional("place", Kind::Text, r#""us-ca""#, "Tax place code, where the location does not say it: us-ca, us-ny-nyc, uk-england."),
        optional("visa", Kind::Text, r#""H-1B, valid until 2027-09""#, "Visa status, in your words."),
        optional("skills", Kind::Texts, r#"["rag", "mlops"]"#, "Skills to claim a premium for, each with something to show for it."),
        optional("domains", Kind::Texts, r#"["healthcare"]"#, "Fields of business you know."),
        optional("household", Kind::Table(&HOUSEHOLD), "", "Who else there is, and what they earn. It changes the tax."),
        optional("pretax", Kind::Table(&PRETAX), "", "What you put aside before tax, a year."),
        optional("tax", Kind::Table(&TAX), "", "What you have chosen or been given that changes your tax in one country."),
        optional("needs", Kind::Table(&NEEDS), "", "What must be met. The floor warns where it is not."),
        optional("preferences", Kind::Table(&PREFERENCES), "", "How you see time and risk."),
        optional("tradeoffs", Kind::Table(&TRADEOFFS), "", "What you would give up in pay a year for things that are not pay."),
        optional("achievement", Kind::Tables(&ACHIEVEMENT), "", "Something you achieved and can show; once for each. Scripts quote these and nothing else.").also(&["achievements"]),
        optional("process", Kind::Tables(&PROCESS), "", "An application still running, without an offer; once for each.").also(&["processes"]),
        optional("commitment", Kind::Tables(&COMMITMENT), "", "What you are ready to say of your own intentions, and to whom; once for each.").also(&["commitments"]),
        optional("current_job", Kind::Table(&JOB), "", "The job you have. Leaving it costs what is lost, and staying is an alternative.").also(&["job"]),
    ],
};

pub const FILINGS: &[&str] = &["single", "joint", "separate", "head", "surviving_spouse"];

static HOUSEHOLD: Table = Table {
    name: "household",
    about: "The household.",
    keys: &[
        optional(
            "spouse_wages",
            Kind::Money,
            r#""95000 USD""#,
            "Your spouse's wages a year.",
        )
        .also(&["spouse_income", "spouse_salary"]),
        optional(
            "dependents",
            Kind::Count(0, 30),
            "0",
            "Children under 17 who depend on you.",
        )
        .also(&["dependants", "children", "kids"]),
        optional(
            "other_dependents",
            Kind::Count(0, 30),
            "0",
            "Others who depend on you, such as older children and parents.",
        )
        .also(&["other_dependants"]),
        optional(
            "other_income",
            Kind::Money,
            r#""0 USD""#,
            "Interest, rents and the like a year.",
        ),
        optional(
            "property_tax",
            Kind::Money,
            r#""12000 USD""#,
            "Property tax a year, for itemised deductions (United States).",
        ),
        optional(
            "mortgage_interest",
            Kind::Money,
            r#""24000 USD""#,
            "Deductible mortgage interest a year (United States).",
        ),
        optional(
            "charity",
            Kind::Money,
            r#""5000 USD""#,
            "Gifts to charity a year (United States).",
        ),
        optional(
            "wages_this_year",
            Kind::Money,
            r#""90000 USD""#,
            "Wages already earned this calendar year. They fill the lower tax brackets.",
        ),
    ],
};

static PRETAX: Table = Table {
    name: "pretax",
    about: "Deferrals before tax, a year.",
    keys: &[
        optional(
            "retirement",
            Kind::Money,
            r#""10000 USD""#,
            "Into a workplace retirement plan: a 401(k), or salary sacrificed for a pension.",
        ),
        optional(
            "hsa",
            Kind::Money,
            r#""0 USD""#,
            "Into a health savings account.",
        ),
        optional("commuter", Kind::Money, r#""0 USD""#, "Commuter benefits."),
    ],
};

static NEEDS: Table = Table {
    name: "needs",
    about: "What must be met.",
    keys: &[
        optional(
            "monthly",
            Kind::Money,
            r#""7000 USD""#,
            "Spending a month that must be met, after tax.",
        )
        .also(&[
            "monthly_need",
            "monthly_needs",
            "expenses",
            "monthly_expenses",
        ]),
        optional(
            "savings",
            Kind::Money,
            r#""60000 USD""#,
            "Savings that could carry a gap.",
        ),
    ],
};

static PREFERENCES: Table = Table {
    name: "preferences",
    about: "How the person sees time and risk.",
    keys: &[
        optional(
            "horizon_years",
            Kind::Count(1, 10),
            "4",
            "Years to value from the start date.",
        )
        .also(&["horizon"]),
        optional(
            "risk",
            Kind::Notation(Notation::Risk),
            r#""moderate""#,
            "Tolerance for risk: low, moderate, high; or a coefficient of relative risk aversion, 0 (neutral) to 20.",
        )
        .also(&["risk_tolerance"]),
        optional(
            "leave_chance",
            Kind::Rate,
            r#""15%""#,
            "Chance that you would leave in a given year.",
        ),
        optional(
            "search_months",
            Kind::Number(0.0, 60.0),
            "4",
            "Months of search if you turned everything down.",
        ),
    ],
};

static TRADEOFFS: Table = Table {
    name: "tradeoffs",
    about: "What would be given up in pay a year.",
    keys: &[
        optional(
            "title",
            Kind::Money,
            r#""10000 USD""#,
            "For one level or title up.",
        ),
        optional(
            "growth",
            Kind::Money,
            r#""15000 USD""#,
            "For clearly better growth.",
        ),
        optional(
            "balance",
            Kind::Money,
            r#""10000 USD""#,
            "For clearly better balance.",
        ),
        optional(
            "remote_day",
            Kind::Money,
            r#""3000 USD""#,
            "For one more remote day a week.",
        ),
    ],
};

static ACHIEVEMENT: Table = Table {
    name: "achievement",
    about: "Something achieved that can be shown.",
    keys: &[
        optional(
            "id",
            Kind::Text,
            r#""serving-cost""#,
            "A short name; made from `what` where left out.",
        ),
        live(
            "what",
            Kind::Text,
            r#""rebuilt the ranking service""#,
            "What you did.",
        )
        .also(&["text", "description"]),
        live(
            "metric",
            Kind::Text,
            r#""serving cost down 40%""#,
            "The number it moved.",
        ),
        live(
            "evidence",
            Kind::Text,
            r#""internal design review, 2025""#,
            "Where it can be seen: a link, a report, a reference.",
        ),
        optional("skills", Kind::Texts, r#"["mlops"]"#, "Skills it shows."),
        optional("date", Kind::Date, "2025-11-01", "When."),
        optional(
            "unconfirmed",
            Kind::Flag,
            "false",
            "true: noted by an assistant, not yet confirmed by you.",
        ),
    ],
};

static PROCESS: Table = Table {
    name: "process",
    about: "An application still running.",
    keys: &[
        live("employer", Kind::Text, r#""Initech""#, "Where."),
        optional("role", Kind::Text, r#""ml-engineer""#, "Role family."),
        optional(
            "stage",
            Kind::Text,
            r#""onsite""#,
            "How far: screen, onsite, final, or your words.",
        ),
        optional(
            "chance",
            Kind::Rate,
            r#""40%""#,
            "Your estimate of the chance that an offer comes.",
        ),
        optional(
            "expected_by",
            Kind::Date,
            "2026-07-20",
            "When it might come.",
        ),
        optional(
            "expected_total",
            Kind::MoneyRange,
            r#""250000 - 300000 USD""#,
            "Total a year that it might be.",
        ),
        optional(
            "confidential",
            Kind::Flag,
            "false",
            "true: the employer is not to be named to others.",
        ),
        optional(
            "unconfirmed",
            Kind::Flag,
            "false",
            "true: noted by an assistant, not yet confirmed by you.",
        ),
    ],
};

static COMMITMENT: Table = Table {
    name: "commitment",
    about: "A preference or promise, ready to be stated to one employer.",
    keys: &[
        live(
            "offer",
            Kind::Text,
            r#""example""#,
            "The offer's file name without .toml.",
        ),
        live(
            "kind",
            Kind::OneOf(&["first-choice", "signs-at", "interested"]),
            r#""interested""#,
            "first-choice and signs-at can be said to one employer only; interested to several.",
        ),
        optional(
            "terms",
            Kind::Text,
            r#""base at 230000 USD""#,
            "What it depends on.",
        ),
        optional(
            "by",
            Kind::Date,
            "2026-07-08",
            "The day by which you would do it.",
        ),
        optional(
            "unconfirmed",
            Kind::Flag,
            "false",
            "true: noted by an assistant, not yet confirmed by you.",
        ),
    ],
};

static JOB: Table = Table {
    name: "current_job",
    about: "The job one has.",
    keys: &[
        live("employer", Kind::Text, r#""Globex""#, "Who you work for."),
        live("base", Kind::Money, r#""185000 USD""#, "Base salary a year.").also(&["base_salary", "salary"]),
        optional("title", Kind::Text, r#""ML Engineer""#, "Your title."),
        optional("level", Kind::Text, r#""senior""#, "Your level."),
        optional("location", Kind::Text, r#""San Francisco, CA""#, "Where; yours from above where left out."),
        optional("place", Kind::Text, r#""us-ca""#, "Tax place code, where the location does not say it."),
        optional("since", Kind::Date, "2023-03-06", "First day in the job.").also(&["start"]),
        optional("base_growth", Kind::Rate, r#""3%""#, "Usual yearly rise."),
        optional("remote_days", Kind::Number(0.0, 5.0), "3", "Days a week away from the office."),
        optional("notice", Kind::Duration, r#""2 weeks""#, "Notice to give.").also(&["notice_period"]),
        optional("accrued_bonus", Kind::Money, r#""12000 USD""#, "Bonus earned so far this year, lost on leaving before it is paid."),
        optional("accrued_bonus_paid", Kind::Date, "2027-03-15", "The day it would be paid."),
        optional("clawbacks_owed", Kind::Notation(Notation::Amounts), r#"["0 USD"]"#, "Repayments that leaving now would trigger.").also(&["clawback_owed"]),
        optional("unvested_retirement", Kind::Money, r#""0 USD""#, "Employer retirement money that is not yet vested."),
        optional("retention", Kind::Long(Notation::Payment, &PAYMENT), r#""20000 USD on 2026-12-15""#, "A payment for staying that is still to come.").also(&["retention_bonus"]),
        optional("signing", Kind::Long(Notation::Payment, &PAYMENT), r#""25000 USD on 2025-03-06, 2y clawback""#, "A signing bonus still under claw-back.").also(&["signing_bonus"]).hidden(),
        optional("relocation", Kind::Long(Notation::Payment, &PAYMENT), r#""10000 USD on 2025-03-06, 2y clawback""#, "Relocation money still under claw-back.").hidden(),
        optional("stipend", Kind::Long(Notation::Stipend, &STIPEND), r#""100 USD a month""#, "A regular allowance.").also(&["stipends"]),
        optional("bonus", Kind::Long(Notation::Bonus, &BONUS), r#""15%""#, "Target bonus."),
        optional("company", Kind::Table(&COMPANY), "", "What is known of the company."),
        optional("grant", Kind::Long(Notation::Grant, &GRANT), r#""120000 USD RSU, 4y quarterly""#, "A grant you hold in one line; or [[current_job.grants]] with all terms, or with what is still unvested by date.").also(&["equity"])
        .hidden(),
        optional("grants", Kind::Tables(&GRANT), "", "A grant you hold, with all its terms, or with the dates of what is still unvested."),
        optional("refresher", Kind::Long(Notation::Refresher, &REFRESHER), r#""25% yearly""#, "New grants that are usual here."),
        optional("benefits", Kind::Table(&BENEFITS), "", "Benefits you have."),
        optional("terms", Kind::Table(&TERMS), "", "Terms that bind you now."),
    ],
};
