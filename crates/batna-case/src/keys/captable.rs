//! Keys of `captables/<name>.toml`, for forms. What they mean together is read by the room of
//! equity; `docs/captable.md` tells it whole.

use super::{Key, Kind, Table, live, optional};

/// A company's capital.
pub static CAPTABLE: Table = Table {
    name: "captable",
    about: "Who holds what of a company, and in which order an exit is paid out.",
    keys: &[
        live("name", Kind::Text, r#""Acme AI""#, "The company."),
        live(
            "currency",
            Kind::Text,
            r#""USD""#,
            "The one currency of every amount here.",
        ),
        optional(
            "as_of",
            Kind::Date,
            "2026-01-01",
            "Interest and dividends accrue to this day.",
        ),
        optional(
            "pool_unissued",
            Kind::Shares,
            r#""600,000""#,
            "Shares set aside for grants and not granted. They take nothing at an exit.",
        ),
        optional(
            "class",
            Kind::Tables(&CLASS),
            "",
            "A class of shares. Common stock has no price; a price makes it preferred.",
        ),
        optional(
            "option",
            Kind::Tables(&OPTION),
            "",
            "Options, warrants or RSUs, unvested ones too.",
        ),
        optional(
            "safe",
            Kind::Tables(&SAFE),
            "",
            "A SAFE: money that becomes shares in the next priced round.",
        ),
        optional("note", Kind::Tables(&NOTE), "", "A convertible note."),
        optional(
            "debt",
            Kind::Tables(&DEBT),
            "",
            "Debt: paid after fees and before everything else.",
        ),
        optional(
            "fee",
            Kind::Tables(&DEDUCTION),
            "",
            "A fee of the exit, such as a banker's.",
        ),
        optional(
            "carve_out",
            Kind::Tables(&DEDUCTION),
            "",
            "A part for employees, of what fees and debt leave.",
        ),
        optional(
            "holding",
            Kind::Tables(&HOLDING),
            "",
            "Part of a class by its holder; the rest is shown as others.",
        ),
    ],
};

static CLASS: Table = Table {
    name: "class",
    about: "A class of shares.",
    keys: &[
        live(
            "id",
            Kind::Text,
            r#""series-a""#,
            "Its name, by which other entries call it.",
        ),
        live("shares", Kind::Shares, r#""2,500,000""#, "Shares issued."),
        optional(
            "price",
            Kind::Money,
            r#""1.60 USD""#,
            "Original issue price. Makes the class preferred.",
        ),
        optional(
            "multiple",
            Kind::Text,
            r#""1x""#,
            "Of the price, paid first.",
        ),
        optional(
            "seniority",
            Kind::Count(0, 1_000),
            "1",
            "Higher is paid first, equal together.",
        ),
        optional(
            "senior_to",
            Kind::Texts,
            r#"["series-seed"]"#,
            "Classes that are paid after it, instead of a number.",
        ),
        optional(
            "participation",
            Kind::Text,
            r#""none""#,
            "none, full, or a total cap such as 2x that counts the preference.",
        ),
        optional(
            "conversion",
            Kind::Text,
            r#""1.25""#,
            "Common shares for each share.",
        ),
        optional(
            "conversion_price",
            Kind::Money,
            r#""1.28 USD""#,
            "The price over this is the conversion, instead of a number.",
        ),
        optional(
            "converts_to",
            Kind::Text,
            r#""common""#,
            "The class it converts to, where it is not the common.",
        ),
        optional("dividend", Kind::Table(&DIVIDEND), "", "Its dividend."),
        optional(
            "anti_dilution",
            Kind::OneOf(&["none", "broad", "narrow", "ratchet"]),
            r#""broad""#,
            "What a cheaper later round does to its conversion.",
        ),
        optional(
            "converts_at_listing",
            Kind::Flag,
            "true",
            "Whether a listing turns it into common stock.",
        ),
    ],
};

static DIVIDEND: Table = Table {
    name: "dividend",
    about: "A class's dividend.",
    keys: &[
        optional("rate", Kind::Rate, r#""8%""#, "Of the price, a year."),
        optional(
            "cumulative",
            Kind::Flag,
            "true",
            "It adds up while it is not paid.",
        ),
        optional("compounds", Kind::Flag, "false", "It bears itself."),
        optional("since", Kind::Date, "2024-01-31", "The day it began."),
    ],
};

static OPTION: Table = Table {
    name: "option",
    about: "Rights to shares.",
    keys: &[
        live("id", Kind::Text, r#""options""#, "Its name."),
        live("shares", Kind::Shares, r#""900,000""#, "Shares under it."),
        live(
            "strike",
            Kind::Money,
            r#""0.20 USD""#,
            "What exercising a share costs; nothing for an RSU.",
        ),
        optional(
            "kind",
            Kind::OneOf(&["option", "warrant", "rsu"]),
            r#""option""#,
            "An option where nothing is said.",
        ),
        optional(
            "class",
            Kind::Text,
            r#""series-a""#,
            "The class it is for, where that is not the common.",
        ),
        optional("holder", Kind::Text, r#""employees""#, "Who holds it."),
    ],
};

// What SAFEs and notes have in common.
const fn cap(example: &'static str) -> Key {
    optional(
        "cap",
        Kind::Money,
        example,
        "The highest valuation at which it converts.",
    )
}
const DISCOUNT: Key = optional(
    "discount",
    Kind::Rate,
    r#""20%""#,
    "Off the price of the round.",
);
const SENIORITY: Key = optional(
    "seniority",
    Kind::Count(0, 1_000),
    "1",
    "Before it converts: higher is paid first.",
);

static SAFE: Table = Table {
    name: "safe",
    about: "A SAFE.",
    keys: &[
        live("id", Kind::Text, r#""angel""#, "Its name."),
        live(
            "amount",
            Kind::Money,
            r#""500000 USD""#,
            "What was paid in.",
        ),
        cap(r#""10M USD""#),
        DISCOUNT,
        optional(
            "form",
            Kind::OneOf(&["post-money", "pre-money"]),
            r#""post-money""#,
            "Whether its cap counts the money of all SAFEs.",
        ),
        optional(
            "mfn",
            Kind::Flag,
            "false",
            "It takes the best terms of later SAFEs.",
        ),
        optional("issued", Kind::Date, "2025-03-01", "The day it was signed."),
        SENIORITY,
        optional("holder", Kind::Text, r#""angel""#, "Who holds it."),
    ],
};

static NOTE: Table = Table {
    name: "note",
    about: "A convertible note.",
    keys: &[
        live("id", Kind::Text, r#""bridge""#, "Its name."),
        live("amount", Kind::Money, r#""400000 USD""#, "Its principal."),
        cap(r#""9M USD""#),
        DISCOUNT,
        optional("rate", Kind::Rate, r#""6%""#, "Simple interest a year."),
        optional(
            "multiple",
            Kind::Text,
            r#""1.5x""#,
            "Of the principal, at a sale.",
        ),
        optional("issued", Kind::Date, "2025-01-01", "The day it was signed."),
        SENIORITY,
        optional("holder", Kind::Text, r#""angel""#, "Who holds it."),
    ],
};

static DEBT: Table = Table {
    name: "debt",
    about: "Debt.",
    keys: &[
        live("id", Kind::Text, r#""term-loan""#, "Its name."),
        live("amount", Kind::Money, r#""6M USD""#, "What is owed."),
    ],
};

static DEDUCTION: Table = Table {
    name: "deduction",
    about: "A part taken off an exit.",
    keys: &[
        live("id", Kind::Text, r#""bankers""#, "Its name."),
        optional("percent", Kind::Rate, r#""2%""#, "A share of it."),
        optional("amount", Kind::Money, r#""100000 USD""#, "A fixed part."),
        optional(
            "above",
            Kind::Money,
            r#""50M USD""#,
            "Only what exceeds this counts.",
        ),
        optional(
            "cap",
            Kind::Money,
            r#""1.5M USD""#,
            "The most that is taken.",
        ),
    ],
};

static HOLDING: Table = Table {
    name: "holding",
    about: "Part of a class.",
    keys: &[
        live("holder", Kind::Text, r#""founders""#, "Who holds it."),
        live("class", Kind::Text, r#""common""#, "The class."),
        live("shares", Kind::Shares, r#""7,000,000""#, "How many."),
    ],
};
