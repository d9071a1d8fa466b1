//! A year's income by tax character, in the currency of the place.

use batna_core::Scalar;

use crate::error::{AmountProblem, TaxError};

/// Amounts of one tax year. All zero by default; amounts are gross of the pre-tax choices.
///
/// Wages, bonus, RSU and option amounts belong to one earner; the spouse has
/// `spouse_wages`. Gains may be negative (losses); everything else is not.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct YearIncome<S> {
    /// Base pay from the present employer.
    pub wages: S,
    /// Bonuses, signing payments and other cash wages.
    pub bonus: S,
    /// Value of shares at vest, or at release of double-trigger units.
    pub rsu: S,
    /// Value less strike at exercise of non-qualified options: wages.
    pub nso_spread: S,
    /// Value less strike at exercise of incentive options held past the year: no wages,
    /// but an adjustment of the alternative minimum tax.
    pub iso_spread: S,
    /// Ordinary income of a disqualifying disposition or an ESPP sale: income without
    /// payroll taxes.
    pub iso_disqualified: S,
    /// Wages from another employer earlier in the year, not part of `wages`.
    pub prior_employer_wages: S,
    pub spouse_wages: S,
    /// Net long-term gain (or loss), whole, before any exclusion.
    pub ltcg: S,
    /// Net short-term gain (or loss).
    pub stcg: S,
    pub qualified_dividends: S,
    /// Interest and dividends taxed at ordinary rates.
    pub interest: S,
    /// Ordinary income that is neither wages nor investment income.
    pub other_income: S,
    /// Net earnings from self-employment, such as a partner's share or guaranteed payments.
    pub self_employment: S,
    /// Part of `ltcg` that section 1202 excludes.
    pub qsbs_excluded: S,
    /// Part of `ltcg` that is section 1202 gain left taxable, at up to 28%.
    pub qsbs_taxed: S,
    /// How much less the year's long-term gain is for the alternative minimum tax, because
    /// the basis there is higher (Form 6251 line 2k, written positive).
    pub amt_basis_adjustment: S,

    /// Spread of incentive options that the alternative minimum tax took up in an earlier year
    /// and that a disqualifying disposition now makes ordinary income; positive.
    pub iso_reversed: S,

    /// Elective deferrals to a workplace pension, before tax.
    pub pretax_401k: S,
    /// Contributions to a health savings account by payroll.
    pub hsa: S,
    /// Commuter benefits by payroll.
    pub commuter: S,
    /// Premiums paid before tax through a cafeteria plan.
    pub section_125: S,

    /// Itemised deductions besides state income tax.
    pub property_tax: S,
    pub mortgage_interest: S,
    pub charity: S,
}

impl<S: Scalar> YearIncome<S> {
    /// What the present employer pays as wages, before pre-tax choices.
    pub fn employer_wages(&self) -> S {
        self.wages + self.bonus + self.rsu + self.nso_spread
    }

    /// The earner's wages from all employers.
    pub fn earner_wages(&self) -> S {
        self.employer_wages() + self.prior_employer_wages
    }

    /// Everything received, whether taxed or not; an ISO spread is not received.
    pub fn received(&self) -> S {
        self.earner_wages()
            + self.spouse_wages
            + self.iso_disqualified
            + self.ltcg
            + self.stcg
            + self.qualified_dividends
            + self.interest
            + self.other_income
            + self.self_employment
    }

    /// What pay is put aside before tax; it stays the person's.
    pub fn contributions(&self) -> S {
        self.pretax_401k + self.hsa + self.commuter + self.section_125
    }

    /// The same year in the other number form.
    pub fn convert<R: Scalar>(&self, each: impl Fn(S) -> R) -> YearIncome<R> {
        YearIncome {
            wages: each(self.wages),
            bonus: each(self.bonus),
            rsu: each(self.rsu),
            nso_spread: each(self.nso_spread),
            iso_spread: each(self.iso_spread),
            iso_disqualified: each(self.iso_disqualified),
            prior_employer_wages: each(self.prior_employer_wages),
            spouse_wages: each(self.spouse_wages),
            ltcg: each(self.ltcg),
            stcg: each(self.stcg),
            qualified_dividends: each(self.qualified_dividends),
            interest: each(self.interest),
            other_income: each(self.other_income),
            self_employment: each(self.self_employment),
            qsbs_excluded: each(self.qsbs_excluded),
            qsbs_taxed: each(self.qsbs_taxed),
            amt_basis_adjustment: each(self.amt_basis_adjustment),
            iso_reversed: each(self.iso_reversed),
            pretax_401k: each(self.pretax_401k),
            hsa: each(self.hsa),
            commuter: each(self.commuter),
            section_125: each(self.section_125),
            property_tax: each(self.property_tax),
            mortgage_interest: each(self.mortgage_interest),
            charity: each(self.charity),
        }
    }

    /// Both years' amounts together, field by field.
    pub fn plus(&self, other: &YearIncome<S>) -> YearIncome<S> {
        YearIncome {
            wages: self.wages + other.wages,
            bonus: self.bonus + other.bonus,
            rsu: self.rsu + other.rsu,
            nso_spread: self.nso_spread + other.nso_spread,
            iso_spread: self.iso_spread + other.iso_spread,
            iso_disqualified: self.iso_disqualified + other.iso_disqualified,
            prior_employer_wages: self.prior_employer_wages + other.prior_employer_wages,
            spouse_wages: self.spouse_wages + other.spouse_wages,
            ltcg: self.ltcg + other.ltcg,
            stcg: self.stcg + other.stcg,
            qualified_dividends: self.qualified_dividends + other.qualified_dividends,
            interest: self.interest + other.interest,
            other_income: self.other_income + other.other_income,
            self_employment: self.self_employment + other.self_employment,
            qsbs_excluded: self.qsbs_excluded + other.qsbs_excluded,
            qsbs_taxed: self.qsbs_taxed + other.qsbs_taxed,
            amt_basis_adjustment: self.amt_basis_adjustment + other.amt_basis_adjustment,
            iso_reversed: self.iso_reversed + other.iso_reversed,
            pretax_401k: self.pretax_401k + other.pretax_401k,
            hsa: self.hsa + other.hsa,
            commuter: self.commuter + other.commuter,
            section_125: self.section_125 + other.section_125,
            property_tax: self.property_tax + other.property_tax,
            mortgage_interest: self.mortgage_interest + other.mortgage_interest,
            charity: self.charity + other.charity,
        }
    }

    /// The fields by name, gains last.
    pub fn fields(&self) -> [(&'static str, S); 25] {
        [
            ("wages", self.wages),
            ("bonus", self.bonus),
            ("rsu", self.rsu),
            ("nso_spread", self.nso_spread),
            ("iso_spread", self.iso_spread),
            ("iso_disqualified", self.iso_disqualified),
            ("prior_employer_wages", self.prior_employer_wages),
            ("spouse_wages", self.spouse_wages),
            ("qualified_dividends", self.qualified_dividends),
            ("interest", self.interest),
            ("other_income", self.other_income),
            ("self_employment", self.self_employment),
            ("iso_reversed", self.iso_reversed),
            ("qsbs_excluded", self.qsbs_excluded),
            ("qsbs_taxed", self.qsbs_taxed),
            ("pretax_401k", self.pretax_401k),
            ("hsa", self.hsa),
            ("commuter", self.commuter),
            ("section_125", self.section_125),
            ("property_tax", self.property_tax),
            ("mortgage_interest", self.mortgage_interest),
            ("charity", self.charity),
            ("amt_basis_adjustment", self.amt_basis_adjustment),
            ("ltcg", self.ltcg),
            ("stcg", self.stcg),
        ]
    }

    /// Errors: `Amount` for a negative figure that cannot be one, for one beyond 10^13 and
    /// for what is not a number.
    pub fn check(&self) -> Result<(), TaxError> {
        let limit = S::from_decimal(batna_core::money::LARGEST_AMOUNT);
        for (field, amount) in self.fields() {
            let may_be_negative = matches!(field, "ltcg" | "stcg" | "amt_basis_adjustment");
            // Written so that what does not compare (NaN) is a problem too.
            let problem = if amount.partial_cmp(&S::ZERO).is_none() {
                AmountProblem::NotANumber
            } else if amount < S::ZERO && !may_be_negative {
                AmountProblem::Negative
            } else if amount > limit || -amount > limit {
                AmountProblem::TooLarge
            } else {
                continue;
            };
            return Err(TaxError::Amount { field, problem });
        }
        Ok(())
    }
}

/// A kind of income that varies while the rest of the year stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    Wages,
    Bonus,
    Rsu,
    NsoSpread,
    IsoSpread,
    IsoDisqualified,
    Ltcg,
    Stcg,
    OtherIncome,
    SelfEmployment,
}

impl Axis {
    pub const ALL: [Axis; 10] = [
        Axis::Wages,
        Axis::Bonus,
        Axis::Rsu,
        Axis::NsoSpread,
        Axis::IsoSpread,
        Axis::IsoDisqualified,
        Axis::Ltcg,
        Axis::Stcg,
        Axis::OtherIncome,
        Axis::SelfEmployment,
    ];

    /// The year with this kind of income increased by `amount`.
    pub fn add<S: Scalar>(self, income: &YearIncome<S>, amount: S) -> YearIncome<S> {
        let mut income = *income;
        let field = match self {
            Axis::Wages => &mut income.wages,
            Axis::Bonus => &mut income.bonus,
            Axis::Rsu => &mut income.rsu,
            Axis::NsoSpread => &mut income.nso_spread,
            Axis::IsoSpread => &mut income.iso_spread,
            Axis::IsoDisqualified => &mut income.iso_disqualified,
            Axis::Ltcg => &mut income.ltcg,
            Axis::Stcg => &mut income.stcg,
            Axis::OtherIncome => &mut income.other_income,
            Axis::SelfEmployment => &mut income.self_employment,
        };
        *field += amount;
        income
    }
}
