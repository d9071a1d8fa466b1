//! Short questions at the terminal, whose answers go into the case.
//!
//! First what the person would give up in pay for things that are not pay, by choices
//! between two jobs; then what the open offers leave open, the answer that changes most
//! first. Every answer is saved at once, comments kept; an empty line leaves it open.

use std::io::BufRead;

use batna_case::edit::{self, FileKind};
use batna_case::save::SavePlan;
use batna_case::titration::{Factor, Titration};
use batna_case::{Case, parse};
use batna_core::{Diagnostic, Money};
use rust_decimal::Decimal;

use crate::appraisal::AppraisalOptions;
use crate::negotiating::bounded_line;
use crate::unknowns::{RankedGap, ranked_gaps};
use crate::{Failure, OpenCase, Workbench, save};

/// Questions asked about one offer; the rest are worth less than the patience they cost.
const GAPS_PER_OFFER: usize = 5;

/// What the questioner says, in order.
#[derive(Clone, Debug)]
pub enum Said {
    /// A line of its own.
    Line(String),
    /// Something to answer on the same line.
    Question(String),
    /// Why an answer was not taken.
    Refused(Box<Diagnostic>),
}

impl Workbench {
    /// Asks until the questions or the input end; returns how many answers were saved.
    ///
    /// Errors: no case, or a file that cannot be read or saved.
    pub fn ask(
        &self,
        input: &mut dyn BufRead,
        say: &mut dyn FnMut(Said),
    ) -> Result<usize, Failure> {
        let mut talk = Talk { input, say };
        let opened = self.open()?.sound()?;
        let Some(mut saved) = self.ask_tradeoffs(&opened, &mut talk)? else {
            return Ok(0);
        };
        let opened = self.open()?.sound()?;
        let gaps: Vec<RankedGap> = {
            let appraisal = self.appraise(&opened, AppraisalOptions::default())?;
            opened
                .case
                .open_offers()
                .flat_map(|offer| {
                    ranked_gaps(&appraisal, &offer.id)
                        .into_iter()
                        .take(GAPS_PER_OFFER)
                })
                .collect()
        };
        for gap in &gaps {
            match self.ask_gap(gap, &mut talk)? {
                Answer::Saved => saved += 1,
                Answer::Open => {}
                Answer::Ended => break,
            }
        }
        Ok(saved)
    }

    /// None where the input ended.
    fn ask_tradeoffs(
        &self,
        opened: &OpenCase,
        talk: &mut Talk<'_>,
    ) -> Result<Option<usize>, Failure> {
        let known = &opened.case.profile.tradeoffs;
        let open = Factor::ALL.into_iter().filter(|factor| match factor {
            Factor::Title => known.title.is_none(),
            Factor::Growth => known.growth.is_none(),
            Factor::Balance => known.balance.is_none(),
            Factor::RemoteDay => known.remote_day.is_none(),
        });
        let mut saved = 0;
        let pay = usual_pay(&opened.case);
        for factor in open {
            let Some(pay) = pay else { break };
            let mut titration = Titration::new(factor, pay);
            while let Some((more, less)) = titration.choice() {
                talk.line("Two jobs, alike in everything else:");
                talk.line(&format!("  1  pays {more:#} a year"));
                talk.line(&format!(
                    "  2  pays {less:#} a year, with {}",
                    factor.label()
                ));
                match talk.ask("Which would you take? 1, 2, or Enter to leave it open: ")? {
                    None => return Ok(None),
                    Some(answer) if answer == "1" => titration.answer(false),
                    Some(answer) if answer == "2" => titration.answer(true),
                    Some(answer) if answer.is_empty() => break,
                    Some(_) => talk.line("1 or 2, please."),
                }
            }
            if let Some(price) = titration.price() {
                self.put("me.toml", factor.field(), &format!("\"{:?}\"", price.at))?;
                saved += 1;
                talk.line(&match price.at_most {
                    Some(most) => format!(
                        "{}: between {:#} and {most:#} a year; {:#} is noted in me.toml.\n",
                        factor.label(),
                        price.at_least,
                        price.at
                    ),
                    None => format!(
                        "{}: {:#} a year or more; that is noted in me.toml.\n",
                        factor.label(),
                        price.at
                    ),
                });
            }
        }
        Ok(Some(saved))
    }

    fn ask_gap(&self, gap: &RankedGap, talk: &mut Talk<'_>) -> Result<Answer, Failure> {
        let path = format!("offers/{}.toml", gap.offer);
        talk.line(&format!("{}: {}", gap.offer, gap.question));
        talk.line(&format!("  {}", gap.why));
        loop {
            let asked = match edit::example(FileKind::Offer, &gap.field) {
                Some(example) => format!("{}, such as {example} (Enter: not known): ", gap.field),
                None => format!("{} (Enter: not known): ", gap.field),
            };
            let Some(answer) = talk.ask(&asked)? else {
                return Ok(Answer::Ended);
            };
            if answer.is_empty() {
                return Ok(Answer::Open);
            }
            match self.put(&path, &gap.field, &answer) {
                Ok(()) => return Ok(Answer::Saved),
                // What the person wrote is no such value: say why, and ask again.
                Err(failure) => match failure.diagnostics.into_iter().next() {
                    Some(diagnostic) => (talk.say)(Said::Refused(Box::new(diagnostic))),
                    None => return Ok(Answer::Open),
                },
            }
        }
    }

    /// Saves one field of a case file, where the case still parses with it.
    fn put(&self, path: &str, field: &str, value: &str) -> Result<(), Failure> {
        let opened = self.open()?.sound()?;
        let before = opened.files.files.get(path).map(Vec::as_slice);
        let text = String::from_utf8_lossy(before.unwrap_or_default()).into_owned();
        let kind = FileKind::of(path)
            .ok_or_else(|| Failure::internal("a question about a file that is not of the case"))?;
        let text = edit::set(kind, &text, field, value)?;
        let mut files = opened.files.clone();
        files
            .files
            .insert(path.to_owned(), text.clone().into_bytes());
        let (_, diagnostics) = parse(&files);
        if diagnostics.iter().any(Diagnostic::is_error) {
            return Err(Failure::input(diagnostics));
        }
        save::save(self.world().case_root(), &SavePlan::new(path, before, text))?;
        Ok(())
    }
}

enum Answer {
    Saved,
    Open,
    Ended,
}

struct Talk<'a> {
    input: &'a mut dyn BufRead,
    say: &'a mut dyn FnMut(Said),
}

impl Talk<'_> {
    fn line(&mut self, text: &str) {
        (self.say)(Said::Line(text.to_owned()));
    }

    /// The answer without its white space; none at the end of the input.
    fn ask(&mut self, question: &str) -> Result<Option<String>, Failure> {
        (self.say)(Said::Question(question.to_owned()));
        Ok(bounded_line(self.input)?.map(|line| String::from_utf8_lossy(&line).trim().to_owned()))
    }
}

/// The pay that choices are made around: the highest base of the open offers, else the
/// current job's, in the person's currency, rounded to thousands.
fn usual_pay(case: &Case) -> Option<Money> {
    let currency = case.profile.currency;
    let base = case
        .open_offers()
        .filter_map(|offer| offer.base)
        .chain(case.profile.current_job.as_ref().and_then(|job| job.base))
        .filter(|base| base.currency() == currency && base.is_positive())
        .map(Money::amount)
        .max()?;
    let thousand = Decimal::from(1_000);
    Some(Money::new(
        ((base / thousand).round() * thousand).max(thousand),
        currency,
    ))
}
