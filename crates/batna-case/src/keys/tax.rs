//! Keys of `[tax]`, in `me.toml` and in an offer: what a person has chosen or been given that
//! changes the tax of one country.
//!
//! Names are those of `batna tax --choice`, with `_` for `-`.

use super::{Kind, Table, optional};

pub static TAX: Table = Table {
    name: "tax",
    about: "What changes your tax in one country; each country reads its own. Said in an offer, it \
            goes before what me.toml says.",
    keys: &[
        optional(
            "student_loan",
            Kind::OneOf(&["plan1", "plan2", "plan4", "plan5"]),
            r#""plan2""#,
            "United Kingdom: the plan of a student loan you repay.",
        ),
        optional(
            "postgraduate_loan",
            Kind::Flag,
            "true",
            "United Kingdom: you repay a postgraduate loan, alone or besides.",
        ),
        optional(
            "employer_ni_passed_on",
            Kind::Flag,
            "true",
            "United Kingdom: you bear the employer's national insurance on shares and options.",
        ),
        optional(
            "badr",
            Kind::Flag,
            "true",
            "United Kingdom: long-term gains are within Business Asset Disposal Relief.",
        ),
        optional(
            "canada_options_qualify",
            Kind::Flag,
            "true",
            "Canada: the option spread is within the stock option deduction.",
        ),
        optional(
            "german_church",
            Kind::OneOf(&["8", "9"]),
            r#""9""#,
            "Germany: you belong to a church that levies tax; 8 per cent in Bavaria and Baden-Württemberg, else 9.",
        ),
        optional(
            "french_inbound",
            Kind::Flag,
            "true",
            "France: recruited from abroad, with the flat option of article 155 B.",
        ),
        optional(
            "dutch_ruling",
            Kind::Flag,
            "true",
            "Netherlands: the ruling for extraterritorial costs (the 30% ruling) is held.",
        ),
        optional(
            "irish_sarp",
            Kind::Count(2012, 2040),
            "2026",
            "Ireland: year of arrival under the Special Assignee Relief Programme.",
        ),
        optional(
            "israel_credit_points",
            Kind::Number(0.0, 20.0),
            "2.25",
            "Israel: your credit points, where not a resident's usual ones.",
        ),
        optional(
            "israel_102_capital",
            Kind::Flag,
            "true",
            "Israel: options are on the capital track of section 102, held to the end of the trustee's period.",
        ),
        optional(
            "india_old_regime",
            Kind::Flag,
            "true",
            "India: you opt for the old regime.",
        ),
        optional(
            "singapore_foreigner",
            Kind::Flag,
            "true",
            "Singapore: neither a citizen nor a permanent resident, so no CPF.",
        ),
    ],
};
