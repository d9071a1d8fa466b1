//! Collects everything that may be said to one employer, and why the rest may not.

use batna_case::evidence::{Facts, IntentionFacts, Minted, OfferFacts};
use batna_case::model::{Achievement, Case, CommitmentKind, OfferStatus};
use batna_core::{Band, EvidenceKind, Measure};
use jiff::civil::Date;
use serde::Serialize;

use super::ask::Ask;
use super::statement::{Claim, Fact, Statement, plain_words};
use crate::component::{Component, Package, to_money};
use crate::disclosure::{Duty, Law};
use crate::offered;
use crate::strategy::make_whole::LeavingCost;

/// What statements are gathered from.
#[derive(Clone, Copy)]
pub struct Gather<'a> {
    pub case: &'a Case,
    /// Id of the offer whose employer is addressed, or of a running process.
    pub offer: &'a str,
    /// Evidence minted by the case from confirmed records.
    pub minted: &'a [Minted],
    pub market: &'a [Band],
    /// Laws at the place of work on the day.
    pub laws: &'a [&'a Law],
    pub leaving: &'a [LeavingCost],
    pub as_of: Date,
}

/// Something that may not be said, and why.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Refusal {
    /// Id of the evidence or record.
    pub about: String,
    pub why: String,
}

/// Everything that may be said to one employer.
#[derive(Clone, Debug)]
pub struct Support {
    addressee: String,
    as_of: Date,
    statements: Vec<Statement>,
    refusals: Vec<Refusal>,
    /// Names of other employers that must not be told.
    confidential_names: Vec<String>,
    /// Employers with an offer or a process on record, the addressed one among them.
    known_employers: Vec<String>,
    /// Amounts of other offers that may be told.
    amounts_elsewhere: Vec<f64>,
}

impl Support {
    /// Makes the statements that the evidence supports.
    ///
    /// Evidence of another kind than the record shows, of a record that is not in the
    /// case, or of an offer that has lapsed makes none, and is listed in `refusals`.
    pub fn gather(from: Gather<'_>) -> Support {
        let mut support = Support {
            addressee: from.offer.to_owned(),
            as_of: from.as_of,
            statements: Vec::new(),
            refusals: Vec::new(),
            confidential_names: confidential_names(&from),
            known_employers: Vec::new(),
            amounts_elsewhere: Vec::new(),
        };
        for minted in from.minted {
            support.know(&from, minted);
            match Support::made_of(&from, minted) {
                Ok(Some(statement)) => support.statements.push(statement),
                Ok(None) => {}
                Err(why) => support.refuse(minted.id(), why),
            }
        }
        support.exclusive_once(&from);
        support.market(&from);
        support.laws(&from);
        support.leaving(&from);
        support.last_word();
        support.best_first(&from);
        support
    }

    /// Whose offers and processes are on record, and what the offers hold.
    fn know(&mut self, from: &Gather<'_>, minted: &Minted) {
        match minted.facts() {
            Facts::Offer(facts) => {
                self.known_employers.push(facts.employer.clone());
                if facts.offer != from.offer && !minted.is_confidential() {
                    let record = from.case.offer(&facts.offer);
                    let package = record.and_then(offered::package_of);
                    let amounts = package.into_iter().flat_map(|package| package.terms);
                    self.amounts_elsewhere
                        .extend(amounts.map(|(_, amount)| amount));
                }
            }
            Facts::Process(facts) => {
                let processes = from.case.profile.processes.iter();
                self.known_employers.extend(
                    processes
                        .filter(|process| process.id == facts.process)
                        .map(|process| process.employer.clone()),
                );
            }
            _ => {}
        }
    }

    fn refuse(&mut self, about: &str, why: impl Into<String>) {
        self.refusals.push(Refusal {
            about: about.to_owned(),
            why: why.into(),
        });
    }

    fn made_of(from: &Gather<'_>, minted: &Minted) -> Result<Option<Statement>, String> {
        let evidence = minted.evidence();
        match minted.facts() {
            Facts::Offer(facts) => offer_statement(from, minted, facts),
            Facts::Process(facts) => {
                // To themselves they are no other process.
                if facts.process == from.offer {
                    return Ok(None);
                }
                if facts.expected_by.is_some_and(|day| day < from.as_of) {
                    return Err("the process was to end before today; bring it up to date".into());
                }
                Ok(Some(
                    Statement::new(Claim::RunningProcess, &evidence.id)
                        .with(
                            "stage",
                            facts
                                .stage
                                .as_deref()
                                .and_then(plain_words)
                                .map(Fact::Words),
                        )
                        .with("expected", facts.expected_by.map(Fact::Date)),
                ))
            }
            Facts::Achievement(facts) => {
                let Some(what) = plain_words(&facts.what) else {
                    return Err(
                        "cannot stand inside a sentence: put it in one line of words, without \
                         a second sentence or an amount of money"
                            .into(),
                    );
                };
                let metric = facts.metric.as_deref().and_then(plain_words);
                Ok(Some(
                    Statement::new(Claim::Achievement, &evidence.id)
                        .with("what", Some(Fact::Words(what)))
                        .with("metric", metric.map(Fact::Words)),
                ))
            }
            Facts::CurrentJob(facts) => {
                // Pay is left out on purpose: naming it anchors the answer to it.
                let notice = from
                    .case
                    .profile
                    .current_job
                    .as_ref()
                    .filter(|job| job.employer == facts.employer)
                    .and_then(|job| job.notice_weeks);
                Ok(Some(
                    Statement::new(Claim::CurrentJob, &evidence.id)
                        .with("notice", notice.map(Fact::Number)),
                ))
            }
            Facts::Statement(facts) => {
                if facts.offer.as_deref() != Some(from.offer) {
                    return Ok(None);
                }
                let claim = if facts.written {
                    Claim::EmployerWrote
                } else {
                    Claim::EmployerSaid
                };
                let terms =
                    crate::heard::positions::package_of_terms(&facts.terms, currency_of(from));
                Ok((!terms.terms.is_empty()).then(|| {
                    Statement::new(claim, &evidence.id)
                        .with("terms", Some(Fact::Package(terms)))
                        .with("date", evidence.date.map(Fact::Date))
                }))
            }
            Facts::Intention(facts) => intention(from, minted, facts),
            Facts::PostedRange(facts) => Ok((facts.offer == from.offer).then(|| {
                Statement::new(Claim::PostedRange, &evidence.id)
                    .with("low", Some(Fact::Money(facts.low)))
                    .with("high", Some(Fact::Money(facts.high)))
            })),
        }
    }

    /// "First choice" and a commitment to sign live with one employer (invariant 9).
    fn exclusive_once(&mut self, from: &Gather<'_>) {
        for (kind, claim) in [
            (CommitmentKind::FirstChoice, Claim::FirstChoice),
            (CommitmentKind::SignsAt, Claim::Commitment),
        ] {
            let elsewhere = from
                .case
                .profile
                .commitments
                .iter()
                .any(|other| other.kind == kind && other.offer != from.offer);
            let taken = from
                .case
                .offers
                .iter()
                .any(|offer| offer.id != from.offer && offer.status == OfferStatus::Accepted);
            if elsewhere || taken {
                let before = self.statements.len();
                self.statements
                    .retain(|statement| statement.claim() != claim);
                if self.statements.len() < before {
                    self.refuse(
                        claim.id(),
                        "it is recorded for another employer too; it can be true of one only",
                    );
                }
            }
        }
    }

    fn market(&mut self, from: &Gather<'_>) {
        let offered = from.case.offer(from.offer).and_then(|offer| offer.base);
        for band in from.market {
            let id = format!(
                "market.{}.{}",
                measure_id(band.measure),
                slug(&band.subject)
            );
            // Quoted, a market below what is offered would argue for the employer.
            let above = |base: &batna_core::Money| {
                band.measure == Measure::Base
                    && base.currency() == band.currency
                    && band.p75.is_some_and(|upper| base.to_f64() >= upper)
            };
            if offered.as_ref().is_some_and(above) {
                self.refuse(
                    &id,
                    "the base offered stands above the middle half of this market",
                );
                continue;
            }
            match market_band(band, &id) {
                Ok(statement) => self.statements.push(statement),
                Err(why) => self.refuse(&id, why),
            }
        }
    }

    fn laws(&mut self, from: &Gather<'_>) {
        for law in from.laws {
            let claim = match law.duty {
                Duty::RangeOnRequest => Claim::Law,
                Duty::RangeInPosting => Claim::PostingLaw,
                Duty::HistoryBan => Claim::HistoryBan,
            };
            self.statements.push(
                Statement::new(claim, format!("law.{}", law.id))
                    .with("name", Some(Fact::Words(law.name.clone())))
                    .with("place", Some(Fact::Words(law.place_name.clone())))
                    .with("citation", Some(Fact::Words(law.statute.clone()))),
            );
        }
    }

    fn leaving(&mut self, from: &Gather<'_>) {
        let confirmed = from
            .minted
            .iter()
            .find(|minted| minted.kind() == EvidenceKind::CurrentJob);
        let known: Vec<&LeavingCost> = from
            .leaving
            .iter()
            .filter(|cost| cost.amount.is_some_and(|amount| amount.is_positive()))
            .collect();
        let Some(confirmed) = confirmed else {
            if !known.is_empty() {
                self.refuse(
                    "me.current_job",
                    "what leaving costs rests on no confirmed record",
                );
            }
            return;
        };
        let total = known.iter().filter_map(|cost| cost.amount).try_fold(
            None,
            |sum: Option<batna_core::Money>, amount| match sum {
                None => Ok(Some(amount)),
                Some(sum) => sum.try_add(amount).map(Some),
            },
        );
        match total {
            Ok(Some(total)) => {
                let items = known.iter().map(|cost| cost.item.id().to_owned()).collect();
                let mut statement = Statement::new(Claim::LeavingCost, confirmed.id())
                    .with("items", Some(Fact::List(items)))
                    .with("total", Some(Fact::Money(total.rounded())));
                for cost in known {
                    statement = statement.backed_by(&cost.figure);
                }
                self.statements.push(statement);
            }
            Ok(None) => {}
            Err(error) => self.refuse("me.current_job", error.to_string()),
        }
    }

    /// Of what the employer stated, only their latest word is quoted back to them.
    fn last_word(&mut self) {
        let stated = |statement: &Statement| match (statement.claim(), statement.fact("date")) {
            (Claim::EmployerSaid | Claim::EmployerWrote, Some(Fact::Date(date))) => Some(*date),
            _ => None,
        };
        let latest = self.statements.iter().filter_map(stated).max();
        self.statements
            .retain(|statement| stated(statement).is_none_or(|date| Some(date) == latest));
    }

    /// The statement that carries most comes first within its kind.
    fn best_first(&mut self, from: &Gather<'_>) {
        let case = from.case;
        let role = case.offer(from.offer).and_then(|offer| offer.role.clone());
        let fits = |statement: &Statement| {
            let Some(achievement) = statement.evidence().first().and_then(|id| {
                case.profile
                    .achievements
                    .iter()
                    .find(|achievement| achievement.id == last_segment(id))
            }) else {
                return 0;
            };
            achievement_fit(achievement, role.as_deref(), &case.profile.skills)
        };
        // A stable sort: among equals the order of the records stays.
        self.statements
            .sort_by_key(|statement| match statement.claim() {
                Claim::Achievement => (Claim::Achievement, -fits(statement)),
                Claim::MarketBand => {
                    let base =
                        matches!(statement.fact("measure"), Some(Fact::Words(w)) if w == "base");
                    (Claim::MarketBand, if base { -1 } else { 0 })
                }
                claim => (claim, 0),
            });
    }

    /// Adds what is asked for: the ask, other ways to meet it, and one that leaves base
    /// as it is.
    pub fn asking(
        mut self,
        ask: Option<&Ask>,
        alternatives: &[Ask],
        outside_band: Option<&Ask>,
    ) -> Support {
        if let Some(ask) = ask {
            self.market_for(ask.package());
        }
        let all = ask
            .map(|ask| (Claim::Ask, ask))
            .into_iter()
            .chain(alternatives.iter().map(|ask| (Claim::AskAlternative, ask)))
            .chain(outside_band.map(|ask| (Claim::AskOutsideBand, ask)));
        for (claim, ask) in all {
            self.statements.push(
                Statement::new(claim, ask.origin())
                    .with("package", Some(Fact::Package(ask.package().clone()))),
            );
        }
        self
    }

    /// The point of the market that the ask is set against: its middle where the ask for base
    /// stays below it, where its upper quarter begins otherwise.
    fn market_for(&mut self, asked: &Package) {
        let Some(base) = asked.get(Component::Base) else {
            return;
        };
        for statement in &mut self.statements {
            let is_base = matches!(statement.fact("measure"), Some(Fact::Words(w)) if w == "base");
            if statement.claim() != Claim::MarketBand || !is_base {
                continue;
            }
            let amount = |field: &str| match statement.fact(field) {
                Some(Fact::Money(money)) if money.currency() == asked.currency => Some(*money),
                _ => None,
            };
            let (middle, upper) = (amount("mid"), amount("high"));
            let (field, point) = match middle.filter(|middle| base <= middle.to_f64()) {
                Some(middle) => ("middle", Some(middle)),
                None => ("upper", upper),
            };
            *statement = statement.clone().with(field, point.map(Fact::Money));
        }
    }

    /// Adds a day that is asked for or named for logistics.
    pub fn requesting(mut self, date: Date) -> Support {
        self.statements.push(
            Statement::new(Claim::Request, format!("plan.{}.request", self.addressee))
                .with("date", Some(Fact::Date(date))),
        );
        self
    }

    /// The day the evidence was gathered on.
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// Id of the offer whose employer is addressed.
    pub fn addressee(&self) -> &str {
        &self.addressee
    }

    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    pub fn all(&self, claim: Claim) -> impl Iterator<Item = &Statement> {
        self.statements
            .iter()
            .filter(move |statement| statement.claim() == claim)
    }

    pub fn has(&self, claim: Claim) -> bool {
        self.all(claim).next().is_some()
    }

    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    pub(crate) fn known_employers(&self) -> &[String] {
        &self.known_employers
    }

    pub(crate) fn amounts_elsewhere(&self) -> &[f64] {
        &self.amounts_elsewhere
    }

    pub(crate) fn confidential_names(&self) -> &[String] {
        &self.confidential_names
    }
}

fn offer_statement(
    from: &Gather<'_>,
    minted: &Minted,
    facts: &OfferFacts,
) -> Result<Option<Statement>, String> {
    let written = minted.kind() == EvidenceKind::WrittenOffer;
    if facts.offer != from.offer {
        let claim = if written {
            Claim::CompetingWritten
        } else {
            Claim::CompetingVerbal
        };
        let standing = from
            .case
            .offer(&facts.offer)
            .and_then(|offer| offer.deadline);
        if standing
            .or(facts.deadline)
            .is_some_and(|day| day < from.as_of)
        {
            return Err("the other offer's deadline has passed".into());
        }
        let statement = Statement::new(claim, minted.id());
        // A lower base elsewhere would speak against the ask.
        let higher = facts.base.filter(|theirs| {
            let here = from.case.offer(from.offer).and_then(|offer| offer.base);
            here.is_none_or(|here| {
                here.currency() != theirs.currency() || theirs.to_f64() > here.to_f64()
            })
        });
        if minted.is_confidential() {
            // That it exists may be said; whose it is and what it holds may not.
            return Ok(Some(statement));
        }
        return Ok(Some(
            statement
                .with("employer", plain_words(&facts.employer).map(Fact::Words))
                .with("base", facts.base.map(Fact::Money))
                .with("higher", higher.map(Fact::Money))
                .with("deadline", facts.deadline.map(Fact::Date)),
        ));
    }
    let claim = if written {
        Claim::ThisWritten
    } else {
        Claim::ThisVerbal
    };
    let mut statement = Statement::new(claim, minted.id())
        .with("employer", plain_words(&facts.employer).map(Fact::Words))
        .with(
            "role",
            facts.role.as_deref().and_then(plain_words).map(Fact::Words),
        )
        .with("base", facts.base.map(Fact::Money))
        .with("deadline", facts.deadline.map(Fact::Date));
    // The record's other terms, where it is the record that the evidence was minted from.
    if let Some(offer) = from.case.offer(&facts.offer)
        && (offer.base == facts.base || facts.letter.contains_key("base"))
        && offer.employer == facts.employer
    {
        // Of terms changed in words alone the letter's stand.
        let package = offered::package_of(offer).map(|mut package| {
            for (field, value) in &facts.letter {
                crate::heard::put_back(&mut package, field, value);
            }
            package
        });
        let part = |component: Option<Component>| {
            let package = package.as_ref()?;
            let component = component?;
            let mut only = Package::new(package.currency);
            only.set(component, package.get(component)?);
            Some(Fact::Package(only))
        };
        let equity = part(package.as_ref().and_then(Package::equity));
        statement = statement
            .with("signing", part(Some(Component::Signing)))
            .with("bonus", part(Some(Component::BonusTarget)))
            .with("equity", equity)
            .with(
                "level",
                offer
                    .level
                    .as_deref()
                    .and_then(plain_words)
                    .map(Fact::Words),
            )
            .with("start", offer.start.map(Fact::Date))
            // Accepting "the letter as it stands" would give up what was said since.
            .with(
                "terms",
                package
                    .filter(|_| facts.letter.keys().all(|field| field == "deadline"))
                    .map(Fact::Package),
            );
    }
    Ok(Some(statement))
}

/// Employers that must not be named: of offers and processes that are confidential, or
/// whose evidence says so.
fn confidential_names(from: &Gather<'_>) -> Vec<String> {
    let mut names: Vec<String> = from
        .case
        .offers
        .iter()
        .filter(|offer| offer.confidential && offer.id != from.offer)
        .map(|offer| offer.employer.clone())
        .chain(
            from.case
                .profile
                .processes
                .iter()
                .filter(|process| process.confidential)
                .map(|process| process.employer.clone()),
        )
        .collect();
    for minted in from.minted.iter().filter(|minted| minted.is_confidential()) {
        if let Facts::Offer(facts) = minted.facts()
            && facts.offer != from.offer
        {
            names.push(facts.employer.clone());
        }
    }
    names.sort();
    names.dedup();
    names.retain(|name| !name.trim().is_empty());
    names
}

/// A preference or commitment that the person confirmed, to the employer it is for.
fn intention(
    from: &Gather<'_>,
    minted: &Minted,
    facts: &IntentionFacts,
) -> Result<Option<Statement>, String> {
    if facts.offer != from.offer {
        return Ok(None);
    }
    let statement = |claim| Statement::new(claim, minted.id());
    match facts.commitment {
        CommitmentKind::FirstChoice => Ok(Some(statement(Claim::FirstChoice))),
        CommitmentKind::Interested => Ok(Some(statement(Claim::Interested))),
        CommitmentKind::SignsAt => {
            let listening = crate::heard::Listening {
                current: None,
                currency: currency_of(from),
                as_of: from.as_of,
            };
            let heard = crate::heard::read(facts.terms.as_deref().unwrap_or_default(), listening);
            let mut terms = Package::new(currency_of(from));
            for change in &heard.changes {
                terms.set(change.component, change.to);
            }
            if terms.terms.is_empty() || !heard.unread.is_empty() {
                return Err(
                    "its terms cannot be read in full; write them as in `base at 230000 USD`"
                        .into(),
                );
            }
            Ok(Some(
                statement(Claim::Commitment)
                    .with("terms", Some(Fact::Package(terms)))
                    .with("by", facts.by.map(Fact::Date)),
            ))
        }
    }
}

fn currency_of(from: &Gather<'_>) -> batna_core::Currency {
    from.case
        .offer(from.offer)
        .and_then(|offer| offer.base.map(batna_core::Money::currency))
        .unwrap_or(from.case.profile.currency)
}

fn market_band(band: &Band, id: &str) -> Result<Statement, String> {
    if !band.grade.supports_a_market_claim() {
        return Err("an assertion without a sample is no evidence of the market".into());
    }
    let Some(source) = band
        .sources
        .iter()
        .find_map(|source| plain_words(&source.title))
    else {
        return Err("the band names no source that can be quoted".into());
    };
    let Some(subject) = plain_words(&band.subject) else {
        return Err("the band's subject cannot stand inside a sentence".into());
    };
    let capped = |value: Option<f64>| {
        value
            .filter(|value| !band.is_top_coded(*value))
            .map(|value| Fact::Money(to_money(value, band.currency)))
    };
    if band.points().len() < 2 {
        return Err("fewer than two percentiles are known".into());
    }
    Ok(Statement::new(Claim::MarketBand, id)
        .with("subject", Some(Fact::Words(subject)))
        .with(
            "measure",
            Some(Fact::Words(measure_id(band.measure).into())),
        )
        .with("low", capped(band.p25))
        .with("mid", capped(band.p50))
        .with("high", capped(band.p75))
        .with("source", Some(Fact::Words(source)))
        .with("date", Some(Fact::Date(band.as_of))))
}

/// How many of an achievement's skills the role or the person's list of skills names.
fn achievement_fit(achievement: &Achievement, role: Option<&str>, skills: &[String]) -> i64 {
    let role = role.unwrap_or_default().to_lowercase();
    let named = achievement
        .skills
        .iter()
        .filter(|skill| {
            role.contains(&skill.to_lowercase())
                || skills.iter().any(|known| known.eq_ignore_ascii_case(skill))
        })
        .count();
    // What can be shown outweighs what is merely apt.
    let shown = i64::from(achievement.evidence.is_some()) + i64::from(achievement.metric.is_some());
    i64::try_from(named).unwrap_or(0) + 2 * shown
}

pub(crate) fn measure_id(measure: Measure) -> &'static str {
    match measure {
        Measure::Base => "base",
        Measure::Bonus => "bonus",
        Measure::Equity => "equity",
        Measure::Total => "total",
    }
}

fn last_segment(id: &str) -> &str {
    id.rsplit('.').next().unwrap_or(id)
}

/// Lower case, words joined by hyphens.
pub(crate) fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}
