//! The case as a face opens it: parsed, with every problem, seen from a day.

use batna_case::{Case, CaseFiles, Offer, currency_of, parse};
use batna_core::{Diagnostic, Severity};
use jiff::civil::Date;
use serde::Serialize;

use crate::{Failure, Workbench, case_folder};

/// A case that could be read, with what is wrong in it.
#[derive(Clone, Debug)]
pub struct OpenCase {
    pub case: Case,
    /// The texts it was read from.
    pub files: CaseFiles,
    pub diagnostics: Vec<Diagnostic>,
    pub as_of: Date,
}

impl OpenCase {
    /// Errors: the problems, where any is an error; results would rest on holes.
    pub fn sound(self) -> Result<OpenCase, Failure> {
        if self.diagnostics.iter().any(Diagnostic::is_error) {
            Err(Failure::input(self.diagnostics))
        } else {
            Ok(self)
        }
    }
}

/// What `batna check` prints.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
pub struct CheckReport {
    pub schema: &'static str,
    #[schemars(with = "String")]
    pub as_of: Date,
    /// No errors; warnings and advice may be there.
    pub ok: bool,
    pub offers: usize,
    pub errors: usize,
    pub warnings: usize,
    pub diagnostics: Vec<Diagnostic>,
}

impl Workbench {
    /// Pay in a currency other than that of the place's tax: taxed at a day's rate as an
    /// employee's, or not at all where no rate is known.
    fn paid_in_another_currency(
        &self,
        case: &Case,
        offer: &Offer,
        as_of: Date,
    ) -> Option<Diagnostic> {
        let place = offer.place.as_deref().or(case.profile.place.as_deref())?;
        let law = currency_of(place)?;
        let paid = offer.base?.currency();
        if paid == law {
            return None;
        }
        let (employer, code) = (&offer.employer, "case::other-currency");
        let told = match self.exchange(paid, law, as_of) {
            Some(found) => Diagnostic::warning(
                code,
                format!(
                    "{employer} pays in {paid}, and {place} taxes in {law}: counted at {} {law}, the \
                     rate of {}, as an employee's pay",
                    found.shown(),
                    found.quoted_on
                ),
            )
            .remedy(format!(
                "Ask whether they employ you in {place}: what a contractor owes there is not covered. \
                 For another rate, write the pay in {law}."
            )),
            None => Diagnostic::warning(
                code,
                format!(
                    "{employer} pays in {paid}, and {place} taxes in {law}: no rate between them is \
                     known"
                ),
            )
            .remedy(format!(
                "Write its pay in {law}, at a rate you trust; as it is, nothing can be said after tax."
            )),
        };
        Some(
            match case.places.get(&format!("offers.{}.base", offer.id)) {
                Some(location) => told.at(location.clone()),
                None => told,
            },
        )
    }

    /// Reads the case folder.
    ///
    /// Errors: there is no case (an empty folder, no `me.toml`).
    pub fn open(&self) -> Result<OpenCase, Failure> {
        let files = case_folder::read(self.world().case_root());
        let (case, diagnostics) = parse(&files);
        match case {
            Some(case) => {
                let as_of = self.world().as_of(case.as_of);
                Ok(OpenCase {
                    case,
                    files,
                    diagnostics,
                    as_of,
                })
            }
            None => Err(Failure::input(diagnostics)),
        }
    }

    /// Every problem of the case, and what the day makes of its dates.
    pub fn check(&self) -> CheckReport {
        self.checked(self.open().as_ref())
    }

    /// The same of a case that was read before, or of why it could not be.
    pub(crate) fn checked(&self, opened: Result<&OpenCase, &Failure>) -> CheckReport {
        let (mut diagnostics, as_of, offers) = match opened {
            Ok(opened) => {
                let mut diagnostics = opened.diagnostics.clone();
                diagnostics.extend(batna_case::due(&opened.case, opened.as_of));
                diagnostics.extend(opened.case.open_offers().filter_map(|offer| {
                    self.paid_in_another_currency(&opened.case, offer, opened.as_of)
                }));
                (diagnostics, opened.as_of, opened.case.offers.len())
            }
            Err(failure) => (failure.diagnostics.clone(), self.world().as_of(None), 0),
        };
        diagnostics.sort_by_key(|diagnostic| std::cmp::Reverse(diagnostic.severity));
        let count = |severity| {
            diagnostics
                .iter()
                .filter(|diagnostic| diagnostic.severity == severity)
                .count()
        };
        let errors = count(Severity::Error);
        CheckReport {
            schema: "batna/check/1",
            as_of,
            ok: errors == 0,
            offers,
            errors,
            warnings: count(Severity::Warning),
            diagnostics,
        }
    }

    /// The bytes of a file that the case lists and does not parse, such as a letter.
    ///
    /// Errors: no such file in the case, a link that leaves it, more than `largest` bytes.
    pub fn read_listed(&self, name: &str, largest: u64) -> Result<Vec<u8>, Failure> {
        let root = self.world().case_root();
        let refuse = |message: &str| -> Failure {
            Diagnostic::error("case::unreadable-file", message)
                .at(batna_core::Location::file(name))
                .remedy("Check that the file is in the case, a plain file, and not too large.")
                .into()
        };
        let files = case_folder::read(root);
        let bytes = case_folder::read_listed(root, &files, name)
            .map_err(|_| refuse("the file cannot be read"))?;
        if bytes.len() as u64 > largest {
            return Err(refuse("the file is too large"));
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    /// The case names the currency of a place without knowing its law; both must agree.
    #[test]
    fn the_case_and_the_law_pay_in_one_currency() {
        let mut seen = 0;
        for place in batna_tax::Place::all() {
            let code = place.code();
            let currency = batna_case::currency_of(code).map(|currency| currency.code());
            assert_eq!(currency, Some(place.country().currency()), "{code}");
            seen += 1;
        }
        assert!(seen > 60, "{seen} places");
    }
}
