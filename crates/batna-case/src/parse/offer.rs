//! An offer's file into an offer, and the tables that the current job shares with it.

use batna_core::{Currency, Money};
use toml::de::DeTable;

use super::company::{self, company};
use super::grants::grants;
use crate::catalogue;
use crate::keys::OFFER;
use crate::model::{
    Benefits, Bonus, Clawback, Company, CompanyKind, ContractTerms, Fit, Grant, Offer, OfferStatus,
    OneTimePayment, PaidWhen, Refresher, Stipend,
};
use crate::notation::{amount, grant, payment};
use crate::place::{currency_of, derive_place};
use crate::read::{Found, Long, Reader, Source, Trouble};

pub(super) fn read(
    source: &Source<'_>,
    found: &Found,
    table: &DeTable<'_>,
    id: &str,
    currency: Currency,
) -> Offer {
    let whole = 0..source.text.lines().next().map_or(0, str::len);
    let open = |found, currency| {
        let path = format!("offers.{id}");
        Reader::new(source, found, table, whole.clone(), &OFFER, path, currency)
    };
    // Bare numbers and `$` are read in the currency of the offer's own place, where it has one.
    let quiet = Found::default();
    let own = {
        let first = open(&quiet, currency);
        let location = first.text("location");
        place(&first, location.as_deref()).and_then(|place| currency_of(&place))
    };
    let reader = open(found, own.unwrap_or(currency));
    let employer = reader.text("employer");
    if employer.is_none() {
        let message = format!("the offer names no employer; `{id}` stands in for it");
        reader.tell_at(
            "employer",
            Trouble::new(&catalogue::MISSING_EMPLOYER, message),
        );
    }
    let mut offer = Offer::new(id, employer.unwrap_or_else(|| id.to_owned()));
    offer.status = match reader.choice("status") {
        Some("written") => OfferStatus::Written,
        Some("accepted") => OfferStatus::Accepted,
        Some("declined") => OfferStatus::Declined,
        Some("expired") => OfferStatus::Expired,
        Some(_) => OfferStatus::Verbal,
        None => {
            if !reader.has("status") {
                let message = "the offer does not say how far it is; it is taken as verbal";
                reader.tell_at("status", Trouble::new(&catalogue::MISSING_STATUS, message));
            }
            OfferStatus::Verbal
        }
    };
    offer.company = reader
        .table("company")
        .map(|table| company(&table))
        .unwrap_or_default();
    offer.confidential = reader.flag("confidential").unwrap_or(false);
    offer.unconfirmed = reader.flag("unconfirmed").unwrap_or(false);
    offer.role = reader.text("role");
    offer.level = reader.text("level");
    offer.title = reader.text("title");
    offer.location = reader.text("location");
    offer.place = place(&reader, offer.location.as_deref());
    offer.remote_days = reader.number("remote_days");
    offer.received = reader.date("received");
    offer.deadline = reader.date("deadline");
    offer.start = reader.date("start");
    offer.base = base(&reader);
    offer.base_growth = reader.rate("base_growth", -50, 100);
    offer.posted_range = reader.notation("posted_range", amount::range);
    offer.bonus = bonus(&reader);
    for kind in ["signing", "retention", "relocation", "milestone"] {
        offer.one_time.extend(payments(&reader, kind));
    }
    offer.stipends = stipends(&reader);
    offer.grants = grants(&reader);
    offer.refresher = refresher(&reader);
    offer.benefits = reader
        .table("benefits")
        .map(|table| benefits(&table))
        .unwrap_or_default();
    offer.terms = reader
        .table("terms")
        .map(|table| terms(&table))
        .unwrap_or_default();
    offer.visa = reader.text("visa");
    offer.captable = reader.text("captable");
    offer.company.kind = company::implied(&offer.company, &offer.grants, offer.captable.is_some());
    offer.notes = reader.text("notes");
    if let Some(table) = reader.table("fit") {
        offer.fit = Fit {
            title: table.number("title"),
            growth: table.number("growth"),
            balance: table.number("balance"),
        };
    }
    offer.tax = super::tax::choices(&reader);
    dates_in_order(&reader, &mut offer);
    let known = offer.base.is_some()
        || offer.bonus.target.is_some()
        || !offer.grants.is_empty()
        || !offer.one_time.is_empty();
    if !known {
        let message = "neither base nor bonus nor equity is known";
        reader.tell_at("base", Trouble::new(&catalogue::NO_FIGURES, message));
    }
    equity_without_terms(&reader, &offer);
    offer
}

/// Tells of grants that no figure holds, because what they are worth cannot be said without more.
fn equity_without_terms(reader: &Reader<'_, '_>, offer: &Offer) {
    if !matches!(offer.status, OfferStatus::Verbal | OfferStatus::Written) {
        return;
    }
    let key = if reader.has("grant") {
        "grant"
    } else {
        "grants"
    };
    for grant in &offer.grants {
        let missing = terms_without_which_nothing(&offer.company, grant);
        if missing.is_empty() {
            continue;
        }
        let message = format!(
            "{} of {} count in no figure but the headline: {} not said",
            grant.kind.label(),
            offer.employer,
            missing.join(" and ")
        );
        reader.tell_at(key, Trouble::new(&catalogue::EQUITY_NOT_VALUED, message));
    }
}

/// What has to be known before a grant has any value; prices and counts apart, which several
/// keys can say.
fn terms_without_which_nothing(company: &Company, grant: &Grant) -> Vec<&'static str> {
    let option = grant.kind.is_option();
    let mut missing = Vec::new();
    match company.kind {
        CompanyKind::Private if company.stage.is_none() => missing.push("the company's stage"),
        CompanyKind::Unknown if option => missing.push("the company's stage, or that it is public"),
        _ => {}
    }
    if option && grant.strike.is_none() {
        missing.push("the strike");
    }
    missing
}

fn dates_in_order(reader: &Reader<'_, '_>, offer: &mut Offer) {
    if let (Some(received), Some(deadline)) = (offer.received, offer.deadline)
        && deadline < received
    {
        let message = format!("the deadline {deadline} lies before the receipt {received}");
        reader.tell_at(
            "deadline",
            Trouble::new(&catalogue::DEADLINE_BEFORE_RECEIPT, message),
        );
        offer.deadline = None;
    }
    if let (Some(received), Some(start)) = (offer.received, offer.start)
        && start < received
    {
        let message = format!("the start {start} lies before the receipt {received}");
        reader.tell_at(
            "start",
            Trouble::new(&catalogue::START_BEFORE_RECEIPT, message),
        );
    }
}

/// The place as given, or as it follows from the location.
pub(super) fn place(reader: &Reader<'_, '_>, location: Option<&str>) -> Option<String> {
    if let Some(place) = reader.text("place") {
        return Some(place.to_lowercase());
    }
    let location = location?;
    let derived = derive_place(location);
    // `Remote` says no place, and so no wrong one: the profile's holds.
    if derived.is_none() && !location.trim().eq_ignore_ascii_case("remote") {
        let shown: String = location.chars().take(60).collect();
        let message = format!("no tax place is known for `{shown}`");
        reader.tell_at("location", Trouble::new(&catalogue::UNKNOWN_PLACE, message));
    }
    derived.map(|derived| derived.code)
}

/// Base a year; zero stands as stated, implausible figures are told of.
pub(super) fn base(reader: &Reader<'_, '_>) -> Option<Money> {
    let base = reader.money("base")?;
    if base.is_zero() {
        let message = "the base is zero: all pay is variable or equity";
        reader.tell_at("base", Trouble::new(&catalogue::ZERO_BASE, message));
    } else {
        let (least, most) = plausible_base(base.currency());
        let value = base.to_f64();
        if value < least || value > most {
            let message = format!("a base of {base} a year is unusual");
            let mut trouble = Trouble::new(&catalogue::IMPLAUSIBLE_BASE, message);
            let thousands = value * 1_000.0;
            if (least..=most).contains(&thousands) {
                // `92.000 EUR`, as much of Europe writes thousands.
                let currency = base.currency();
                trouble = trouble.remedy(format!(
                    "Write \"{thousands:.0} {currency}\" if that is meant: a point is read as the decimal point."
                ));
            }
            reader.tell_at("base", trouble);
        }
    }
    Some(base)
}

/// Bounds of a year's pay that nobody need look at twice, by the rough size of the unit.
fn plausible_base(currency: Currency) -> (f64, f64) {
    match currency.code() {
        "IDR" | "VND" | "KRW" | "COP" | "CLP" => (1_000_000.0, 1e11),
        "JPY" | "INR" | "HUF" | "ISK" | "PKR" | "KES" | "NGN" | "RUB" | "RSD" | "ARS" => {
            (100_000.0, 1e9)
        }
        _ => (5_000.0, 10_000_000.0),
    }
}

pub(super) fn bonus(reader: &Reader<'_, '_>) -> Bonus {
    let Some(item) = reader.long("bonus").into_iter().next() else {
        return Bonus::default();
    };
    match item {
        Long::Line(text, span) => payment::bonus(&text)
            .map_err(|trouble| reader.tell(trouble, span))
            .unwrap_or_default(),
        Long::Table(table) => {
            let payout = table.notation("payout", payment::payout);
            Bonus {
                target: table.notation("target", payment::target),
                payout_low: payout.map(|(low, _)| low),
                payout_high: payout.map(|(_, high)| high),
                guaranteed: table.money("guaranteed"),
                deferred_share: table.rate("deferred_share", 0, 100),
                deferred_months: table.duration("deferred_for").map(|d| d.whole_months()),
                paid_month: table
                    .count("paid_month")
                    .and_then(|month| i8::try_from(month).ok()),
            }
        }
    }
}

pub(super) fn payments(reader: &Reader<'_, '_>, kind: &str) -> Vec<OneTimePayment> {
    reader
        .long(kind)
        .into_iter()
        .filter_map(|item| match item {
            Long::Line(text, span) => payment::payment(kind, &text)
                .map_err(|trouble| reader.tell(trouble, span))
                .ok()
                .flatten(),
            Long::Table(table) => {
                let gross = table.flag("clawback_gross");
                let clawback =
                    table
                        .notation("clawback", payment::clawback)
                        .flatten()
                        .map(|clawback| Clawback {
                            gross: gross.unwrap_or(clawback.gross),
                            ..clawback
                        });
                let payment = OneTimePayment {
                    kind: kind.to_owned(),
                    amount: table.money("amount")?,
                    paid: table
                        .notation("paid", payment::paid)
                        .unwrap_or(PaidWhen::AtStart),
                    clawback,
                    grossed_up: table.flag("grossed_up").unwrap_or(false),
                    condition: table.text("condition"),
                };
                Some(payment)
            }
        })
        .collect()
}

pub(super) fn stipends(reader: &Reader<'_, '_>) -> Vec<Stipend> {
    reader
        .long("stipend")
        .into_iter()
        .filter_map(|item| match item {
            Long::Line(text, span) => {
                let amount = amount::yearly(&text)
                    .map_err(|trouble| reader.tell(trouble, span))
                    .ok()?;
                Some(Stipend {
                    what: "stipend".to_owned(),
                    amount,
                    taxed: true,
                })
            }
            Long::Table(table) => Some(Stipend {
                what: table.text("what").unwrap_or_else(|| "stipend".to_owned()),
                amount: table.yearly("amount")?,
                taxed: table.flag("taxed").unwrap_or(true),
            }),
        })
        .collect()
}

pub(super) fn refresher(reader: &Reader<'_, '_>) -> Option<Refresher> {
    match reader.long("refresher").into_iter().next()? {
        Long::Line(text, span) => reader.noted(payment::refresher(&text), &span),
        Long::Table(table) => {
            let share = table.rate("share", 0, 500);
            let amount = table.money("amount");
            if share.is_none() && amount.is_none() {
                let message = "the refresher says neither its share nor its amount";
                table.tell_at("share", Trouble::new(&catalogue::NOT_A_REFRESHER, message));
                return None;
            }
            let vesting = table.notation("vesting", grant::vesting);
            Some(Refresher {
                share,
                amount,
                every_months: table
                    .duration("every")
                    .map_or(12, |d| d.whole_months().max(1)),
                vesting: vesting
                    .map_or_else(payment::usual_refresher_vesting, |noted| noted.value.shape),
                promised: table.flag("promised").unwrap_or(false),
            })
        }
    }
}

pub(super) fn benefits(table: &Reader<'_, '_>) -> Benefits {
    Benefits {
        health_premium: table.yearly("health_premium"),
        retirement_match: table.rate("retirement_match", 0, 100),
        retirement_match_cap: table.money("retirement_match_cap"),
        learning_budget: table.yearly("learning_budget"),
        paid_leave_days: table.number("paid_leave_days"),
        hsa_employer: table.yearly("hsa_employer"),
        severance_months: table.duration("severance").map(|d| d.months()),
    }
}

pub(super) fn terms(table: &Reader<'_, '_>) -> ContractTerms {
    ContractTerms {
        non_compete_months: table.duration("non_compete").map(|d| d.months()),
        garden_leave_months: table.duration("garden_leave").map(|d| d.months()),
        ip_assignment: table.text("ip_assignment"),
        side_projects: table.text("side_projects"),
        arbitration: table.flag("arbitration"),
        stay_or_pay: table.text("stay_or_pay"),
        contingencies: table.texts("contingencies"),
        other: table.texts("other"),
    }
}
