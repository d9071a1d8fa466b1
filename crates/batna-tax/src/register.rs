//! The one table of countries. A country is a module with a type that implements
//! [`Country`], and one line at the end of this file.

use batna_core::{Scalar, TraceSink};
use batna_params::Lookup;
use jiff::civil::Date;

use crate::assessment::Assessment;
use crate::carry::Carry;
use crate::error::TaxError;
use crate::household::{Filing, Household};
use crate::income::YearIncome;
use crate::place::{PlaceInfo, Situation};

/// The law of one country at a place and in a year.
pub(crate) trait Country: Sized {
    /// Its places, each with a code that begins with the country's.
    fn places() -> impl Iterator<Item = &'static PlaceInfo>;

    /// First day of the tax year that is called `year`: 1 January, 6 April and so on.
    fn first_day(year: i16) -> Option<Date> {
        Date::new(year, 1, 1).ok()
    }

    /// Currency of every amount.
    const CURRENCY: &'static str;

    /// Filing statuses its law knows.
    const FILINGS: &'static [Filing] = &Filing::ALL;

    /// Resolves every parameter once.
    fn at(situation: &Situation, filing: Filing, lookup: &Lookup<'_>) -> Result<Self, TaxError>;

    /// Adds the taxes of the year to `out` and sets the balances that go to the next.
    fn assess<S: Scalar, T: TraceSink>(
        &self,
        household: &Household,
        income: &YearIncome<S>,
        carry: &Carry<S>,
        out: &mut Assessment<S>,
        trace: &mut T,
    );

    /// Applies printed tax tables and whole-unit rounding where the place prints any.
    fn use_tables(&mut self) {}
}

macro_rules! register {
    ($($country:ident => $law:path),* $(,)?) => {
        /// A country with a law here.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CountryId { $($country),* }

        /// One country's resolved law.
        #[derive(Clone, Debug)]
        pub(crate) enum CountryLaw { $($country(Box<$law>)),* }

        pub(crate) fn places() -> impl Iterator<Item = (&'static PlaceInfo, CountryId)> {
            std::iter::empty()
                $(.chain(<$law as Country>::places().map(|info| (info, CountryId::$country))))*
        }

        impl CountryId {
            /// First day of the tax year that is called `year`.
            pub fn first_day(self, year: i16) -> Option<Date> {
                match self { $(CountryId::$country => <$law as Country>::first_day(year)),* }
            }

            /// Filing statuses its law knows.
            pub fn filings(self) -> &'static [Filing] {
                match self { $(CountryId::$country => <$law as Country>::FILINGS),* }
            }

            /// Code of the currency its amounts are in.
            pub fn currency(self) -> &'static str {
                match self { $(CountryId::$country => <$law as Country>::CURRENCY),* }
            }
        }

        impl CountryLaw {
            pub(crate) fn at(
                situation: &Situation,
                filing: Filing,
                lookup: &Lookup<'_>,
            ) -> Result<Self, TaxError> {
                Ok(match situation.residence.country() {
                    $(CountryId::$country => CountryLaw::$country(Box::new(
                        <$law as Country>::at(situation, filing, lookup)?,
                    ))),*
                })
            }

            pub(crate) fn assess<S: Scalar, T: TraceSink>(
                &self,
                household: &Household,
                income: &YearIncome<S>,
                carry: &Carry<S>,
                out: &mut Assessment<S>,
                trace: &mut T,
            ) {
                match self {
                    $(CountryLaw::$country(law) => {
                        Country::assess(law.as_ref(), household, income, carry, out, trace)
                    }),*
                }
            }

            pub(crate) fn use_tables(&mut self) {
                match self { $(CountryLaw::$country(law) => Country::use_tables(law.as_mut())),* }
            }
        }
    };
}

register! {
    Us => crate::us::UnitedStates,
    Uk => crate::uk::UnitedKingdom,
    Ca => crate::world::ca::Canada,
    De => crate::world::de::Germany,
    Fr => crate::world::fr::France,
    Nl => crate::world::nl::Netherlands,
    Ie => crate::world::ie::Ireland,
    Ch => crate::world::ch::Zurich,
    In => crate::world::india::India,
    Sg => crate::world::sg::Singapore,
    Il => crate::world::il::Israel,
    Au => crate::world::au::Australia,
}
