//! A plan and its scripts as people read them.

use batna_plan::component::written;
use batna_plan::disclosure::{Checked, Duty};
use batna_plan::packages::{Proposal, Threshold};
use batna_plan::script::{ObjectionView, Script};
use batna_plan::{Component, CounterPlan, Knowledge};

use super::{chance, short, whole};
use crate::document::{Align, Document, Text};

/// Everything that `batna plan` says.
pub fn plan_document(plan: &CounterPlan, knowledge: &Knowledge) -> Document {
    let mut document = Document::new(
        format!("Plan for {}", plan.employer),
        format!(
            "Seen from {}. For your eyes: the accept-if, the walk-away and the model of the \
             employer are never said aloud.",
            plan.as_of
        ),
    );
    document.paragraph(Text::new().strong(plan.summary.clone()));
    // Not buried among notes: a ledger that says otherwise, a deadline that passed.
    for problem in &plan.problems {
        let remedy = problem.remedy.as_deref();
        document.paragraph(Text::new().strong("Mind: ").plain(format!(
            "{}{}.",
            problem.message,
            remedy.map_or(String::new(), |remedy| format!(": {remedy}"))
        )));
    }
    packages(&mut document, plan, knowledge);
    order(&mut document, plan, knowledge);
    if !plan.meso.packages.is_empty() {
        document.heading("Offer them a choice");
        document.paragraph("Packages worth the same to you and different to them:");
        document.list(
            plan.meso
                .packages
                .iter()
                .map(|one| {
                    let terms: Vec<String> = one
                        .package
                        .terms
                        .iter()
                        .filter(|(component, amount)| {
                            plan.on_the_table.amount(**component) != **amount
                        })
                        .map(|(component, amount)| term(*component, *amount, plan, knowledge))
                        .collect();
                    Text::from(format!(
                        "{}: {} more to you over the horizon, {} more to them",
                        terms.join(", "),
                        short(one.gain.ce, plan.currency),
                        short(one.cost.total(), plan.currency)
                    ))
                })
                .collect(),
        );
        if plan.meso.packages.iter().any(|one| {
            !one.package
                .differences(&plan.on_the_table)
                .iter()
                .all(|(c, _, _)| c.is_pay())
        }) {
            document.note(
                "What is not pay counts at what you said you would give up for it in pay a year.",
            );
        }
    }
    leverage(&mut document, plan);
    giving(&mut document, plan, knowledge);
    still_open(&mut document, plan);
    cautions(&mut document, plan);
    other_side(&mut document, plan, knowledge);
    figure_or_range(&mut document, plan);
    laws(&mut document, plan);
    let notes: Vec<Text> = plan
        .notes
        .iter()
        .map(|note| Text::from(note.clone()))
        .collect();
    if !notes.is_empty() {
        document.heading("Notes");
        document.list(notes);
    }
    document
}

pub(super) fn term(
    component: Component,
    amount: f64,
    plan: &CounterPlan,
    knowledge: &Knowledge,
) -> String {
    knowledge.term(component, amount, plan.currency)
}

/// Whether the opening asks for less of a component than would be enough alone: nobody gives
/// more than they were asked for.
pub(super) fn asked_for_less(plan: &CounterPlan, threshold: &Threshold) -> bool {
    plan.opening.as_ref().is_some_and(|opening| {
        let asked = opening
            .moves
            .iter()
            .any(|one| one.component == threshold.component);
        asked && opening.package.amount(threshold.component) < threshold.at_least
    })
}

/// Opening, target and accept-if beside what is on the table.
pub(crate) fn packages(document: &mut Document, plan: &CounterPlan, knowledge: &Knowledge) {
    document.heading("What to ask for");
    let amount = |proposal: &Option<Proposal>, component: Component| {
        proposal.as_ref().map_or(String::new(), |proposal| {
            let now = plan.on_the_table.amount(component);
            match proposal.package.get(component) {
                Some(amount) if amount != now => written(component, amount, plan.currency),
                _ => "as offered".to_owned(),
            }
        })
    };
    let mut components: Vec<Component> = plan
        .opening
        .iter()
        .chain(&plan.target)
        .flat_map(|proposal| proposal.moves.iter().map(|one| one.component))
        .collect();
    components.sort();
    components.dedup();
    let accept = plan.accept_if.for_owner();
    for threshold in &accept.alone {
        if !components.contains(&threshold.component)
            && plan.on_the_table.get(threshold.component).is_some()
        {
            components.push(threshold.component);
        }
    }
    if components.is_empty() {
        document.paragraph("There is nothing to ask for as things stand.");
        return;
    }
    let header = [
        "",
        "on the table",
        "open with",
        "aim for",
        "accept alone at",
    ]
    .map(str::to_owned)
    .to_vec();
    let rows = components
        .iter()
        .map(|component| {
            let alone = accept
                .alone
                .iter()
                .find(|threshold| threshold.component == *component)
                .map_or(String::new(), |threshold| {
                    if threshold.at_least <= plan.on_the_table.amount(*component) {
                        "as offered".to_owned()
                    } else if asked_for_less(plan, threshold) {
                        "not alone".to_owned()
                    } else {
                        written(*component, threshold.at_least, plan.currency)
                    }
                });
            vec![
                Text::from(knowledge.label(*component)),
                Text::from(
                    plan.on_the_table
                        .get(*component)
                        .map_or("none".to_owned(), |amount| {
                            written(*component, amount, plan.currency)
                        }),
                ),
                Text::from(amount(&plan.opening, *component)),
                Text::from(amount(&plan.target, *component)),
                Text::from(alone),
            ]
        })
        .collect();
    document.table(header, rows);
    let mut worth = Text::new();
    if let Some(opening) = &plan.opening {
        worth = worth.plain("The opening is worth ").figure(
            format!("{} more", whole(opening.gain.ce, plan.currency)),
            &opening.figure,
        );
    }
    if let Some(target) = &plan.target {
        worth = worth
            .plain(" than the offer over the horizon, the target ")
            .figure(whole(target.gain.ce, plan.currency), &target.figure);
    }
    if !worth.0.is_empty() {
        worth = worth.plain(if accept.gain > 0.0 {
            format!(
                "; accept from {} on, in any mix",
                whole(accept.gain, plan.currency)
            )
        } else {
            "; the offer as it stands is already acceptable to you".to_owned()
        });
        document.paragraph(worth.plain("."));
    }
    if let Some(price) = plan.prices.for_owner().first() {
        document.note(format!("To you, {}.", price.text));
    }
}

/// The order of asking.
pub(crate) fn order(document: &mut Document, plan: &CounterPlan, knowledge: &Knowledge) {
    if plan.order.is_empty() {
        return;
    }
    document.subheading("In this order");
    document.numbered(
        plan.order
            .iter()
            .map(|step| {
                Text::new()
                    .strong(term(step.component, step.to, plan, knowledge))
                    .plain(format!(
                        " ({} that they can; decides: {}): {}",
                        chance(step.chance),
                        step.decides,
                        step.reason
                    ))
            })
            .collect(),
    );
}

pub(crate) fn leverage(document: &mut Document, plan: &CounterPlan) {
    if plan.leverage.is_empty() {
        return;
    }
    document.heading("What speaks for you");
    document.list(
        plan.leverage
            .iter()
            .map(|one| Text::from(one.reason.clone()))
            .collect(),
    );
}

/// Dates, the risk of asking, and what to wait for before resigning.
pub(crate) fn dates(document: &mut Document, plan: &CounterPlan) {
    document.heading("Dates and cautions");
    let mut items = deadline_items(plan);
    items.push(Text::from(plan.withdrawal.says.clone()));
    items.push(
        Text::new()
            .strong(format!("{}: ", before(plan)))
            .plain(format!("{}.", plan.before_resigning.join("; "))),
    );
    document.list(items);
}

/// Within one employer nobody resigns.
fn before(plan: &CounterPlan) -> &'static str {
    if plan.internal {
        "Before it counts"
    } else {
        "Before resigning"
    }
}

/// One item a reason: offers and processes that share it stand together.
fn deadline_items(plan: &CounterPlan) -> Vec<Text> {
    let mut items: Vec<(Vec<String>, &str)> = Vec::new();
    for step in &plan.deadlines {
        let who = step.day.map_or(step.employer.clone(), |day| {
            let spoken = if step.spoken { ", spoken only" } else { "" };
            format!("{} ({day}{spoken})", step.employer)
        });
        match items.iter_mut().find(|(_, reason)| *reason == step.reason) {
            Some((known, _)) => known.push(who),
            None => items.push((vec![who], &step.reason)),
        }
    }
    items
        .into_iter()
        .map(|(who, reason)| {
            Text::new()
                .strong(who.join(", "))
                .plain(format!(": {reason}."))
        })
        .collect()
}

fn cautions(document: &mut Document, plan: &CounterPlan) {
    document.heading("Dates and cautions");
    let mut items = deadline_items(plan);
    items.push(Text::from(plan.withdrawal.says.clone()));
    items.push(Text::from(plan.rounds.says.clone()));
    document.list(items);
    let plain = |lines: &[String]| lines.iter().map(|line| Text::from(line.clone())).collect();
    document.subheading("When to stop");
    document.list(plain(&plan.stop));
    document.subheading(before(plan));
    document.list(plain(&plan.before_resigning));
}

/// The steps down from the opening, each for something.
fn giving(document: &mut Document, plan: &CounterPlan, knowledge: &Knowledge) {
    let steps = plan.concessions.for_owner();
    if steps.is_empty() {
        return;
    }
    document.heading("What to give, and for what");
    document.numbered(
        steps
            .iter()
            .map(|step| {
                Text::new()
                    .strong(format!(
                        "{} from {} to {}",
                        knowledge.label(step.give),
                        written(step.give, step.from, plan.currency),
                        written(step.give, step.to, plan.currency)
                    ))
                    .plain(format!(
                        ": costs you {}, saves them {}; {}",
                        short(step.costs_owner, plan.currency),
                        short(step.saves_employer, plan.currency),
                        step.in_return
                    ))
            })
            .collect(),
    );
}

/// What is left to talk of beside the asks, most of it free of the band.
fn still_open(document: &mut Document, plan: &CounterPlan) {
    let asked = |component: Component| plan.order.iter().any(|step| step.component == component);
    let open: Vec<Text> = plan
        .still_open
        .iter()
        .filter(|one| !asked(one.component))
        .map(|one| {
            let whole = if one.indivisible {
                ", whole or not at all"
            } else {
                ""
            };
            Text::new()
                .strong(one.label.clone())
                .plain(format!(" (decides: {}{whole}): {}", one.decides, one.note))
        })
        .collect();
    if !open.is_empty() {
        document.heading("What stays negotiable besides");
        document.list(open);
    }
}

/// How far the other side is thought to be able to go.
fn other_side(document: &mut Document, plan: &CounterPlan, knowledge: &Knowledge) {
    let limits = &plan.employer_model.for_owner().limits;
    let rows: Vec<Vec<Text>> = limits
        .iter()
        .filter(|(component, _)| plan.on_the_table.get(**component).is_some())
        .map(|(component, limit)| {
            // A guess is not known to the dollar.
            let amount = |value: f64| {
                let rough = if value >= 10_000.0 {
                    (value / 1_000.0).round() * 1_000.0
                } else {
                    value
                };
                written(*component, rough, plan.currency)
            };
            let grounds: Vec<String> = limit
                .grounds
                .iter()
                .map(|ground| format!("{} ({})", ground.what, ground.source))
                .collect();
            vec![
                Text::from(knowledge.label(*component)),
                Text::from(amount(limit.median)),
                Text::from(format!(
                    "{} to {}",
                    amount(limit.low80),
                    amount(limit.high80)
                )),
                Text::from(grounds.join("; ")),
            ]
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    document.heading("How far they can probably go");
    let header = ["", "even odds", "four in five", "by"].map(str::to_owned);
    document.table(header.to_vec(), rows);
}

/// Both schools of naming a figure, and the default.
fn figure_or_range(document: &mut Document, plan: &CounterPlan) {
    document.heading("One figure or a range");
    document.paragraph(plan.anchoring.why.clone());
    document.list(
        plan.anchoring
            .schools
            .iter()
            .map(|school| {
                let sources: Vec<&str> = school
                    .sources
                    .iter()
                    .map(|source| source.title.as_str())
                    .collect();
                Text::new().strong(school.when.clone()).plain(format!(
                    ": {} [{}]",
                    school.findings.join(" "),
                    sources.join("; ")
                ))
            })
            .collect(),
    );
}

/// What the law at the place of work makes them tell or bars them from asking.
fn laws(document: &mut Document, plan: &CounterPlan) {
    if plan.laws.is_empty() {
        return;
    }
    document.heading("The law where you would work");
    document.list(
        plan.laws
            .iter()
            .map(|law| {
                let duty = match law.duty {
                    Duty::RangeOnRequest | Duty::RangeInPosting => "the range is owed ",
                    Duty::HistoryBan => "",
                };
                let checked = match law.checked {
                    Checked::Statute => "",
                    Checked::Summary => " Known here from summaries: read it before quoting it.",
                    Checked::Unread => " Nobody has read it for this program: read it first.",
                };
                Text::new()
                    .strong(law.statute.clone())
                    .plain(format!(": {duty}{}.{checked}", law.when))
            })
            .collect(),
    );
}

/// Everything that `batna script` says of one script.
pub fn script_document(script: &Script) -> Document {
    let mut document = Document::new(
        script.label.clone(),
        format!("{} ({})", script.about, script.channel),
    );
    if let Some(subject) = script.outgoing.subject() {
        document.paragraph(Text::new().strong("Subject: ").plain(subject.text()));
    }
    document.quote(paragraphs(&script.outgoing.text()));
    if !script.gaps.is_empty() {
        document.heading("What could be said with more");
        document.list(
            script
                .gaps
                .iter()
                .map(|gap| Text::from(gap.clone()))
                .collect(),
        );
    }
    let mut evidence: Vec<String> = script
        .outgoing
        .lines()
        .iter()
        .flat_map(|line| line.evidence().iter().cloned())
        .collect();
    evidence.sort();
    evidence.dedup();
    if !evidence.is_empty() {
        document.note(format!("It rests on: {}.", evidence.join(", ")));
    }
    document
}

pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::to_owned).collect()
}

/// Objections with the answers the case supports.
pub fn objections_section(document: &mut Document, objections: &[ObjectionView]) {
    let rows = objections
        .iter()
        .map(|one| {
            vec![
                Text::from(one.label.clone()),
                Text::from(one.answer.text().replace("\n\n", " ")),
            ]
        })
        .collect();
    document.aligned_table(
        vec!["if they say".into(), "you say".into()],
        vec![Align::Left, Align::Left],
        rows,
    );
}
