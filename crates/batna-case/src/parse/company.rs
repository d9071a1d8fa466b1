//! What is said of a company, and whether it is public or private where that is not said and yet
//! follows.

use batna_core::Rate;

use crate::catalogue;
use crate::model::{
    Company, CompanyKind, Grant, GrantKind, Jumps, Outlook, Scheme, Stage, Tenders,
};
use crate::notation::preferences;
use crate::read::{Reader, Trouble};

/// The kind that stage, cap table or the terms of its equity imply; unknown where none does.
pub(super) fn implied(company: &Company, grants: &[Grant], captable: bool) -> CompanyKind {
    match company.stage {
        _ if company.kind != CompanyKind::Unknown => company.kind,
        Some(Stage::Public) => CompanyKind::Public,
        Some(_) => CompanyKind::Private,
        None if captable || grants.iter().any(is_of_a_private_company) => CompanyKind::Private,
        None => CompanyKind::Unknown,
    }
}

/// Whether a grant has terms that only the equity of a company without a market has.
fn is_of_a_private_company(grant: &Grant) -> bool {
    grant.fair_value.is_some()
        || grant.preferred_price.is_some()
        || grant
            .liquidity
            .as_ref()
            .is_some_and(|liquidity| liquidity.required)
        || matches!(
            grant.kind,
            GrantKind::ProfitUnits | GrantKind::ProfitsInterest
        )
        // These plans are for small, young or unlisted companies by their law.
        || matches!(
            grant.scheme,
            Some(
                Scheme::Emi | Scheme::Bspce | Scheme::Keep | Scheme::EssStartup | Scheme::Ccpc
            )
        )
}

pub(super) fn company(table: &Reader<'_, '_>) -> Company {
    Company {
        kind: match table.choice("kind") {
            Some("public") => CompanyKind::Public,
            Some("private") => CompanyKind::Private,
            _ => CompanyKind::Unknown,
        },
        stage: table.choice("stage").and_then(|stage| {
            Some(match stage {
                "seed" => Stage::Seed,
                "series-a" => Stage::SeriesA,
                "series-b" => Stage::SeriesB,
                "series-c" => Stage::SeriesC,
                "series-d" => Stage::SeriesD,
                "late" => Stage::Late,
                "public" => Stage::Public,
                _ => return None,
            })
        }),
        headcount: table.count("headcount"),
        share_price: table.money("share_price"),
        valuation: table.money("valuation"),
        volatility: table.rate("volatility", 0, 500),
        growth: table.rate("growth", -100, 500),
        preferences: table.notation("preferences", preferences::preferences),
        invested: table.money("invested"),
        tenders: table.table("tenders").map(|table| tenders(&table)),
        outlook: table
            .table("outlook")
            .map(|table| outlook(&table))
            .unwrap_or_default(),
        jumps: table.table("jumps").and_then(|table| jumps(&table)),
    }
}

/// None unless it is known how often they come and what they do.
fn jumps(table: &Reader<'_, '_>) -> Option<Jumps> {
    let every = table.duration("every").map(|every| every.months());
    let (size, spread) = (table.rate("size", -95, 500), table.rate("spread", 0, 100));
    let (Some(every_months), Some(size)) = (every.filter(|months| *months >= 1.0), size) else {
        let message =
            "jumps are counted where both `every`, a month at least, and `size` are stated";
        table.tell_at("every", Trouble::new(&catalogue::NOT_JUMPS, message));
        return None;
    };
    Some(Jumps {
        every_months,
        size,
        spread: spread.unwrap_or(Rate::ZERO),
    })
}

fn outlook(table: &Reader<'_, '_>) -> Outlook {
    let mut outlook = Outlook {
        next_round: table.rate("next_round", 0, 100),
        fails: table.rate("fails", 0, 100),
        listed: table.rate("listed", 0, 100),
        every_months: table
            .duration("every")
            .map(|every| every.months())
            .filter(|months| *months > 0.0),
        dilution: table.rate("dilution", 0, 90),
        lockup_months: table.duration("lockup").map(|lockup| lockup.months()),
        dismissed: table.rate("dismissed", 0, 100),
    };
    if let (Some(round), Some(fails)) = (outlook.next_round, outlook.fails)
        && round.fraction() + fails.fraction() > rust_decimal::Decimal::ONE
    {
        let message =
            format!("a further round ({round}) and failure ({fails}) are more than certain");
        table.tell_at(
            "fails",
            Trouble::new(&catalogue::CHANCES_ABOVE_ONE, message),
        );
        outlook.fails = None;
        outlook.next_round = None;
    }
    outlook
}

fn tenders(table: &Reader<'_, '_>) -> Tenders {
    let every = table.duration("every").map(|every| every.months());
    let chance = table.rate("chance", 0, 100);
    if every.is_some() && chance.is_some() {
        let message = "`every` and `chance` both say how often there is a tender";
        table.tell_at("chance", Trouble::new(&catalogue::SAID_TWICE, message));
    }
    Tenders {
        chance,
        every_months: every,
        sells: table.rate("sells", 0, 100),
        limit: table.money("limit"),
        price: table.rate("price", 0, 500),
        leavers: table.flag("leavers"),
        leaver_limit: table.money("leaver_limit"),
        after_months: table.duration("after").map(|after| after.months()),
        units: table.flag("units"),
    }
}
