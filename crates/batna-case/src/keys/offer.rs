//! Keys of `offers/<name>.toml`, and the tables that the current job shares with it.

use super::tax::TAX;
use super::{Kind, Notation, Table, live, optional};

/// An offer.
pub static OFFER: Table = Table {
    name: "offer",
    about: "One job offer. Five lines are enough: employer, base, grant, deadline, status. \
            What is left out is shown as a gap, with the question to ask.",
    keys: &[
        live("employer", Kind::Text, r#""Acme AI""#, "Who makes the offer."),
        live("status", Kind::OneOf(STATUSES), r#""written""#,
            "How far it is: verbal, written, accepted, declined or expired. A script calls a verbal offer only that."),
        live("base", Kind::Money, r#""205000 USD""#, "Base salary a year, with its currency.")
            .also(&["base_salary", "salary"]),
        live("grant", Kind::Long(Notation::Grant, &GRANT), r#""180000 USD RSU, 4y monthly, 1y cliff""#,
            "Equity in one line, as the letter says it: an amount, a number of options with their strike, or a percentage. \
             More than one grant, or all the terms: see [[grants]] below.")
            .also(&["equity", "equity_grant", "stock_grant"]),
        live("deadline", Kind::Date, "2026-07-10", "Last day to answer.")
            .also(&["expires", "answer_by"]),
        optional("received", Kind::Date, "2026-06-26", "The day the offer came."),
        optional("start", Kind::Date, "2026-08-17", "First day of work. Year one runs twelve months from here.")
            .also(&["start_date"]),
        optional("role", Kind::Text, r#""ml-engineer""#, "Role family; yours from me.toml where left out."),
        optional("level", Kind::Text, r#""senior""#, "Level: junior, mid, senior, staff, principal, or the employer's own."),
        optional("title", Kind::Text, r#""Senior ML Engineer""#, "Title in the letter."),
        optional("location", Kind::Text, r#""San Francisco, CA""#, "Where the work is done, as people write it."),
        optional("place", Kind::Text, r#""us-ca""#, "Tax place code, where the location does not say it: us-ca, us-ny-nyc, uk-england."),
        optional("remote_days", Kind::Number(0.0, 5.0), "2", "Days a week that need not be at the office, 0 to 5."),
        optional("base_growth", Kind::Rate, r#""3%""#, "Yearly rise of base that is written or usual there. None is assumed."),
        optional("posted_range", Kind::MoneyRange, r#""180000 - 235000 USD""#, "Base range that the employer posted for this role."),
        optional("signing", Kind::Long(Notation::Payment, &PAYMENT), r#""30000 USD, 1y clawback""#,
            "Signing bonus, with how long it is owed back when leaving. All its terms can be said as under [milestone] below.")
            .also(&["signing_bonus", "sign_on", "sign_on_bonus"]),
        optional("retention", Kind::Long(Notation::Payment, &PAYMENT), r#""20000 USD after 12 months""#, "Retention bonus: paid for still being there.")
            .also(&["retention_bonus"]),
        optional("relocation", Kind::Long(Notation::Payment, &PAYMENT), r#""15000 USD, grossed up, 1y clawback""#,
            "Relocation money. It is taxed like pay unless grossed up."),
        optional("milestone", Kind::Long(Notation::Payment, &PAYMENT), r#""25000 USD after 18 months""#, "Milestone bonus; say in the long form what it depends on.")
            .also(&["milestones"]),
        optional("stipend", Kind::Long(Notation::Stipend, &STIPEND), r#""200 USD a month""#, "A regular allowance, a year unless it says a month.")
            .also(&["stipends"]),
        optional("captable", Kind::Text, r#""acme""#, "Name of the file under captables/ that describes this company."),
        optional("confidential", Kind::Flag, "false", "true: the terms may not be told to others, and no script will."),
        optional("unconfirmed", Kind::Flag, "false", "true: proposed by a letter or an assistant. Nothing is asserted from it until you remove this.").hidden(),
        optional("visa", Kind::Text, r#""sponsors H-1B, files in the first month""#, "What is said about visa and sponsorship."),
        optional("notes", Kind::Text, r#""team of six, on call one week in five""#, "Anything else; read by nobody but you."),
        optional("bonus", Kind::Long(Notation::Bonus, &BONUS), r#""15%""#, "Target bonus: a share of base or an amount a year.")
            .also(&["target_bonus", "annual_bonus"]),
        optional("company", Kind::Table(&COMPANY), "", "What is known of the company. It decides how its equity is modelled."),
        optional("grants", Kind::Tables(&GRANT), "", "A grant with all its terms, beside or instead of the one-line `grant`; once for each grant."),
        optional("refresher", Kind::Long(Notation::Refresher, &REFRESHER), r#""25% yearly""#, "New grants in later years. Never counted as guaranteed unless promised."),
        optional("benefits", Kind::Table(&BENEFITS), "", "Benefits with a money value."),
        optional("terms", Kind::Table(&TERMS), "", "Terms that bind."),
        optional("tax", Kind::Table(&TAX), "", "What changes your tax in this offer's country, before what me.toml says."),
        optional("fit", Kind::Table(&FIT), "", "What is not pay, against your current job: -2 much worse, 0 the same, 2 much better. Valued by your [tradeoffs], apart from money."),
    ],
};

pub const STATUSES: &[&str] = &["verbal", "written", "accepted", "declined", "expired"];
pub const KINDS: &[&str] = &[
    "rsu",
    "rsa",
    "iso",
    "nso",
    "profit-units",
    "profits-interest",
    "phantom",
    "espp",
    "options",
    "unknown",
];
/// [`crate::model::Scheme`] by key.
pub const SCHEMES: &[&str] = &[
    "emi",
    "csop",
    "bspce",
    "keep",
    "102-capital",
    "ess-startup",
    "ccpc",
];
pub const TAKEN_BACK_AT: &[&str] = &["none", "fair", "cost", "nothing"];
pub const STAGES: &[&str] = &[
    "seed", "series-a", "series-b", "series-c", "series-d", "late", "public",
];

/// What is known of a company.
pub static COMPANY: Table = Table {
    name: "company",
    about: "What is known of a company.",
    keys: &[
        optional(
            "kind",
            Kind::OneOf(&["public", "private", "unknown"]),
            r#""private""#,
            "public (its shares can be sold) or private.",
        ),
        optional(
            "stage",
            Kind::OneOf(STAGES),
            r#""series-b""#,
            "Last round: seed, series-a to series-d, late, public. Sets the base rates of exits.",
        ),
        optional(
            "headcount",
            Kind::Count(1, 10_000_000),
            "140",
            "People who work there.",
        ),
        optional(
            "share_price",
            Kind::Money,
            r#""8.40 USD""#,
            "Share price today, or what the last round paid for a preferred share.",
        ),
        optional(
            "valuation",
            Kind::Money,
            r#""900M USD""#,
            "Value of the whole company at its last round or on the market.",
        ),
        optional(
            "volatility",
            Kind::Rate,
            r#""60%""#,
            "Volatility of the share a year, where you know better than the sourced default.",
        ),
        optional(
            "growth",
            Kind::Rate,
            r#""10%""#,
            "Expected growth of the company's value a year; a scenario, not a fact.",
        ),
        optional(
            "preferences",
            Kind::Notation(Notation::Preferences),
            r#""1x non-participating""#,
            "What preferred shares are paid before common: the multiple of what was invested, and whether they take part in the rest (\"2x participating\", \"1x participating to 3x\"). A cap table says more and goes before it.",
        ),
        optional(
            "invested",
            Kind::Money,
            r#""120M USD""#,
            "Invested in all preferred shares together, over every round: what their preferences are reckoned on. A cap table goes before it.",
        ),
        optional(
            "jumps",
            Kind::Table(&JUMPS),
            "",
            "Sudden moves of a listed share beside its volatility.",
        ),
        optional(
            "outlook",
            Kind::Table(&OUTLOOK),
            "",
            "What you expect to become of a private company at its present stage, where you know better than the base rates.",
        ),
        optional(
            "tenders",
            Kind::Table(&TENDERS),
            "",
            "Tender offers, where a private company holds them: cash for vested equity before an exit.",
        ),
    ],
};

/// Tender offers of a private company.
pub static OUTLOOK: Table = Table {
    name: "outlook",
    about: "Your own chances for a private company at its present stage, instead of the base rates; \
            what you leave out keeps its proportion. `batna explain` shows what is used.",
    keys: &[
        optional(
            "next_round",
            Kind::Rate,
            r#""50%""#,
            "Chance that the next thing to happen is a further round.",
        ),
        optional(
            "fails",
            Kind::Rate,
            r#""20%""#,
            "Chance that it is failure, or a standstill that leaves common shares nothing.",
        ),
        optional(
            "listed",
            Kind::Rate,
            r#""50%""#,
            "Share of exits that are listings; the others are sales.",
        ),
        optional(
            "every",
            Kind::Duration,
            r#""3y""#,
            "Usual time to the next of these.",
        ),
        optional(
            "dilution",
            Kind::Rate,
            r#""10%""#,
            "Part of the company that a further round takes.",
        ),
        optional(
            "lockup",
            Kind::Duration,
            r#""6 months""#,
            "How long after a listing shares may not be sold; 180 days where left out.",
        )
        .also(&["lock_up"]),
        optional(
            "dismissed",
            Kind::Rate,
            r#""20%""#,
            "Chance of being dismissed when the company is sold, on which double-trigger acceleration counts.",
        ),
    ],
};

pub static JUMPS: Table = Table {
    name: "jumps",
    about: "Sudden moves of a listed share beside its volatility, such as on results. None are counted where this is \
            left out.",
    keys: &[
        optional(
            "every",
            Kind::Duration,
            r#""1y""#,
            "How often one comes, on the average.",
        ),
        optional(
            "size",
            Kind::Rate,
            r#""-15%""#,
            "What one usually does to the price.",
        ),
        optional(
            "spread",
            Kind::Rate,
            r#""10%""#,
            "How far sizes lie apart: their standard deviation, in logarithms.",
        ),
    ],
};

pub static TENDERS: Table = Table {
    name: "tenders",
    about: "Tender offers that a private company holds. None are counted where this is left out.",
    keys: &[
        optional(
            "every",
            Kind::Duration,
            r#""1y""#,
            "How often one is held as a rule: every two years is taken as an even chance each year.",
        )
        .also(&["frequency"]),
        optional(
            "chance",
            Kind::Rate,
            r#""80%""#,
            "Chance of one in a year, instead of `every`.",
        )
        .hidden(),
        optional(
            "sells",
            Kind::Rate,
            r#""20%""#,
            "Most of what you hold vested that may be sold at one.",
        ),
        optional(
            "limit",
            Kind::Money,
            r#""2M USD""#,
            "Most that one person may sell for at one.",
        ),
        optional(
            "price",
            Kind::Rate,
            r#""100%""#,
            "What is paid, as a part of the last preferred price.",
        ),
        optional(
            "leavers",
            Kind::Flag,
            "true",
            "true: those who have left may sell too.",
        ),
        optional(
            "leaver_limit",
            Kind::Money,
            r#""1M USD""#,
            "Most that they may sell for, where it differs.",
        ),
        optional(
            "after",
            Kind::Duration,
            r#""2y""#,
            "How long one must have been there to sell.",
        ),
        optional(
            "units",
            Kind::Flag,
            "true",
            "false: units that wait for a listing or sale are not taken, only shares and vested options.",
        ),
    ],
};

/// A grant with all its terms.
pub static GRANT: Table = Table {
    name: "grant",
    about: "An equity grant.",
    keys: &[
        optional("id", Kind::Text, r#""new-hire""#, "A name of its own."),
        optional("kind", Kind::OneOf(KINDS), r#""options""#, "rsu, rsa, iso, nso, profit-units, profits-interest, phantom, espp, or options where the letter says no more.").also(&["type"]),
        optional("scheme", Kind::OneOf(SCHEMES), r#""emi""#, "The plan that options are granted under, where it has a tax of its own: emi or csop (United Kingdom), bspce (France), keep (Ireland), 102-capital (Israel), ess-startup (Australia), ccpc (Canada)."),
        optional("size", Kind::Notation(Notation::GrantSize), r#""12000""#, "How much: an amount over the whole schedule, a number of shares, or a percentage of the company."),
        optional("amount", Kind::Money, r#""180000 USD""#, "Size as an amount over the whole schedule.").also(&["value", "dollars"]).hidden(),
        optional("shares", Kind::Shares, "12000", "Size as a number of shares, options or units.").also(&["units", "options"]).hidden(),
        optional("percent", Kind::Rate, r#""0.05%""#, "Size as a share of the fully diluted company.").hidden(),
        optional("strike", Kind::Money, r#""2.10 USD""#, "Exercise price of an option; for a profits interest its threshold per unit.").also(&["exercise_price"]),
        optional("fair_value", Kind::Money, r#""2.10 USD""#, "Fair market value of the common share by the last 409A.").also(&["409a", "fmv"]),
        optional("preferred_price", Kind::Money, r#""8.40 USD""#, "What the last round paid for a preferred share."),
        optional("fully_diluted", Kind::Shares, r#""80M""#, "Fully diluted shares of the company.").also(&["fully_diluted_shares"]),
        optional("granted", Kind::Date, "2026-08-17", "Day of the grant.").also(&["grant_date"]),
        optional("vesting", Kind::Notation(Notation::Vesting), r#""4y monthly, 1y cliff""#, "When it vests: even parts with a cliff, or the share of each year as 5/15/40/40, monthly, quarterly or yearly. By date instead: tranches = [{ date = 2026-11-15, shares = 120 }]."),
        optional("vesting_start", Kind::Date, "2026-08-17", "Vesting counts from here; from the start date where left out."),
        optional("tranches", Kind::Tables(&TRANCHE), "", "Dated tranches, instead of `vesting`.").also(&["unvested", "tranche"]).hidden(),
        optional("conversion_price", Kind::Money, r#""8.40 USD""#, "Price at which an amount is turned into shares."),
        optional("conversion_date", Kind::Date, "2026-08-17", "Day whose price is used for it."),
        optional("averaging_days", Kind::Count(1, 400), "30", "Trading days averaged before that day."),
        optional("acceleration", Kind::OneOf(&["none", "single", "double"]), r#""double""#, "single: vests on a sale; double: on a sale followed by dismissal."),
        optional("exercise_window", Kind::Duration, r#""90 days""#, "How long after leaving vested options may be exercised.").also(&["post_termination_exercise"]),
        optional("early_exercise", Kind::Flag, "false", "true: unvested options may be exercised (a day to file an 83(b) election follows)."),
        optional("liquidity_required", Kind::Flag, "false", "true: shares are delivered only at a listing or sale (double-trigger RSUs).").also(&["double_trigger"]),
        optional("liquidity_expires", Kind::Duration, r#""7y""#, "How long after the grant it lapses without a listing or sale."),
        optional("liquidity_employed", Kind::Flag, "false", "true: what has vested by time lapses too when you leave before the listing or sale."),
        optional("discount", Kind::Rate, r#""15%""#, "What a stock purchase plan (espp) takes off the price; its `size` is then what you put in a year."),
        optional("cap", Kind::Money, r#""500000 USD""#, "Most the whole grant may pay (capped profit units)."),
        optional("repurchase", Kind::Text, r#""company may buy back vested shares at fair value""#, "Whether vested shares can be bought back or forfeited on leaving."),
        optional("repurchase_at", Kind::OneOf(TAKEN_BACK_AT), r#""fair""#, "What the company pays for vested equity that it may take back from a leaver: fair (its value then), cost (what you paid), nothing (forfeiture), or none where it has no such right."),
        optional("repurchase_chance", Kind::Rate, r#""10%""#, "Chance that this is done when you leave: low where it needs a cause."),
        optional("exercised", Kind::Shares, "0", "Options of this grant that you already exercised."),
    ],
};

/// A dated part of a grant.
pub static TRANCHE: Table = Table {
    name: "tranche",
    about: "A dated part of a grant.",
    keys: &[
        live("date", Kind::Date, "2026-11-15", "The day it vests."),
        live("shares", Kind::Shares, "120", "Shares that vest.").also(&["units"]),
        optional(
            "amount",
            Kind::Money,
            r#""20000 USD""#,
            "Money that vests, where the letter counts in money.",
        )
        .also(&["value"])
        .hidden(),
    ],
};

/// The bonus in its long form.
pub static BONUS: Table = Table {
    name: "bonus",
    about: "The yearly bonus.",
    keys: &[
        optional(
            "target",
            Kind::Notation(Notation::Bonus),
            r#""15%""#,
            "Target: a share of base or an amount a year.",
        ),
        optional(
            "payout",
            Kind::Notation(Notation::Payout),
            r#""80% - 120%""#,
            "What was paid in past years, as a share of target.",
        ),
        optional(
            "guaranteed",
            Kind::Money,
            r#""15000 USD""#,
            "Guaranteed in the first year, in writing.",
        ),
        optional(
            "deferred_share",
            Kind::Rate,
            r#""40%""#,
            "Part of it that is paid later.",
        ),
        optional("deferred_for", Kind::Duration, r#""1y""#, "How much later."),
        optional(
            "paid_month",
            Kind::Count(1, 12),
            "3",
            "Month of the year it is paid in; March where left out.",
        ),
    ],
};

/// A payment made once, in its long form.
pub static PAYMENT: Table = Table {
    name: "payment",
    about: "A payment made once.",
    keys: &[
        live(
            "amount",
            Kind::Money,
            r#""30000 USD""#,
            "How much, before tax.",
        ),
        optional(
            "paid",
            Kind::Notation(Notation::Paid),
            r#""start""#,
            "When: start, a while after the start, or a date.",
        ),
        optional(
            "clawback",
            Kind::Notation(Notation::Clawback),
            r#""1y prorated""#,
            "How long it is owed back on leaving; full amount unless prorated.",
        ),
        optional(
            "clawback_gross",
            Kind::Flag,
            "true",
            "true: the amount before tax is owed back. Assumed where the letter is silent.",
        ),
        optional(
            "grossed_up",
            Kind::Flag,
            "false",
            "true: the employer pays the tax on it too.",
        ),
        optional(
            "condition",
            Kind::Text,
            r#""model in production by year end""#,
            "What else it depends on.",
        ),
    ],
};

/// An allowance in its long form.
pub static STIPEND: Table = Table {
    name: "stipend",
    about: "A regular allowance.",
    keys: &[
        live("what", Kind::Text, r#""home office""#, "What it is for."),
        live(
            "amount",
            Kind::Notation(Notation::Stipend),
            r#""100 USD a month""#,
            "How much a year, or a month.",
        ),
        optional(
            "taxed",
            Kind::Flag,
            "true",
            "Whether it is taxed like pay. Assumed so.",
        ),
    ],
};

/// Refreshers in their long form.
pub static REFRESHER: Table = Table {
    name: "refresher",
    about: "New grants in later years.",
    keys: &[
        optional(
            "share",
            Kind::Rate,
            r#""25%""#,
            "Each new grant as a share of the first.",
        ),
        optional(
            "amount",
            Kind::Money,
            r#""60000 USD""#,
            "Each new grant as an amount; instead of `share`.",
        )
        .hidden(),
        optional(
            "every",
            Kind::Duration,
            r#""1y""#,
            "Time between new grants; the first comes after as long.",
        ),
        optional(
            "vesting",
            Kind::Notation(Notation::Vesting),
            r#""4y quarterly""#,
            "How each new grant vests.",
        ),
        optional(
            "promised",
            Kind::Flag,
            "false",
            "true: promised in writing.",
        ),
    ],
};

/// Benefits with a money value.
pub static BENEFITS: Table = Table {
    name: "benefits",
    about: "Benefits with a money value.",
    keys: &[
        optional(
            "health_premium",
            Kind::Notation(Notation::Stipend),
            r#""2400 USD""#,
            "What you would pay for health insurance a year (or say a month).",
        ),
        optional(
            "retirement_match",
            Kind::Rate,
            r#""4%""#,
            "Share of pay that the employer adds to retirement saving.",
        )
        .also(&["401k_match", "pension_match"]),
        optional(
            "retirement_match_cap",
            Kind::Money,
            r#""10000 USD""#,
            "Most that the match comes to a year.",
        ),
        optional(
            "learning_budget",
            Kind::Notation(Notation::Stipend),
            r#""3000 USD""#,
            "Learning and conference budget a year.",
        ),
        optional(
            "paid_leave_days",
            Kind::Number(0.0, 366.0),
            "25",
            "Days of paid leave a year.",
        )
        .also(&["pto_days", "pto", "vacation_days", "holiday_days"]),
        optional(
            "hsa_employer",
            Kind::Notation(Notation::Stipend),
            r#""1000 USD""#,
            "Employer's contribution to a health savings account a year.",
        ),
        optional(
            "severance",
            Kind::Duration,
            r#""3 months""#,
            "Severance that is promised, as months of base.",
        ),
    ],
};

/// Terms that bind.
pub static TERMS: Table = Table {
    name: "terms",
    about: "Terms that bind.",
    keys: &[
        optional(
            "non_compete",
            Kind::Duration,
            r#""0 months""#,
            "How long you may not work for a competitor after leaving.",
        ),
        optional(
            "garden_leave",
            Kind::Duration,
            r#""0 months""#,
            "How much of that is paid.",
        ),
        optional(
            "ip_assignment",
            Kind::Text,
            r#""inventions in the field of the business""#,
            "What inventions the employer owns.",
        ),
        optional(
            "side_projects",
            Kind::Text,
            r#""with written consent""#,
            "What is said about side projects and open source.",
        ),
        optional(
            "arbitration",
            Kind::Flag,
            "false",
            "Whether disputes go to arbitration.",
        ),
        optional(
            "stay_or_pay",
            Kind::Text,
            r#""training cost owed back within a year""#,
            "Money owed on leaving, apart from the claw-backs above.",
        ),
        optional(
            "contingencies",
            Kind::Texts,
            r#"["background check"]"#,
            "What the offer depends on.",
        ),
        optional(
            "other",
            Kind::Texts,
            r#"[]"#,
            "Other terms worth remembering, in a phrase each.",
        ),
    ],
};

/// What is not pay.
pub static FIT: Table = Table {
    name: "fit",
    about: "What is not pay, against the current job.",
    keys: &[
        optional(
            "title",
            Kind::Number(-2.0, 2.0),
            "1",
            "Levels or titles up.",
        ),
        optional(
            "growth",
            Kind::Number(-2.0, 2.0),
            "1",
            "Growth: what you would learn and become.",
        ),
        optional(
            "balance",
            Kind::Number(-2.0, 2.0),
            "0",
            "Balance of work and life.",
        ),
    ],
};
