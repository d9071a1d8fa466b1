//! Laws and their compiled curves, kept while alternatives are valued again and again.
//!
//! A package that moves base or signing meets the same law with the same deductions; only
//! a change of household, deductions or place compiles anew.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use batna_core::Piecewise;
use batna_params::{Params, Projection};
use batna_tax::{Axis, Carry, Filing, Household, Law, Place, TaxError, YearIncome};
use rust_decimal::Decimal;

use crate::curve::TaxCurve;
use crate::sim::MinimumCredit;

/// What a law depends on besides the parameters: the projection, written out, is one part.
type LawKey = (String, String, i16, Filing);

/// What a curve depends on, written out.
type CurveKey = (String, String, i16, String);

/// Curves kept at most; a long session of packages begins anew past it.
const MOST_CURVES: usize = 4_096;

/// Laws and curves that outlive one set of alternatives; all of one set of parameters.
#[derive(Debug, Default)]
pub struct KeptCurves {
    laws: Mutex<BTreeMap<LawKey, Arc<Law>>>,
    curves: Mutex<BTreeMap<CurveKey, TaxCurve>>,
    gains: Mutex<BTreeMap<CurveKey, Arc<Piecewise>>>,
    credits: Mutex<BTreeMap<CurveKey, Vec<MinimumCredit>>>,
}

/// Kept laws and curves, with what new ones are compiled from.
#[derive(Debug)]
pub struct CurveStore<'a> {
    params: &'a Params,
    projection: Projection,
    kept: Arc<KeptCurves>,
}

impl<'a> CurveStore<'a> {
    /// `kept` may hold what an earlier store of the same parameters compiled.
    pub fn new(params: &'a Params, projection: Projection, kept: Arc<KeptCurves>) -> Self {
        CurveStore {
            params,
            projection,
            kept,
        }
    }

    /// The law of a place and year.
    ///
    /// Errors: what the law refuses.
    pub fn law(&self, place: Place, year: i16, filing: Filing) -> Result<Arc<Law>, TaxError> {
        let projection = format!("{:?}", self.projection);
        let key = (projection, place.code().to_owned(), year, filing);
        let mut laws = lock(&self.kept.laws);
        if let Some(law) = laws.get(&key) {
            return Ok(Arc::clone(law));
        }
        let law = Arc::new(Law::at(self.params, place, year, filing, self.projection)?);
        laws.insert(key, Arc::clone(&law));
        Ok(law)
    }

    /// The curve of a household's year.
    ///
    /// Errors: what the law refuses.
    pub fn get(
        &self,
        law: &Law,
        household: &Household,
        base: &YearIncome<Decimal>,
        without: &YearIncome<Decimal>,
        pay: Axis,
    ) -> Result<TaxCurve, TaxError> {
        let (of_base, of_rest) = (base.fields(), without.fields());
        let income = format!("{household:?} {of_base:?} {of_rest:?} {pay:?}");
        kept(&self.kept.curves, self.key(law, income), || {
            TaxCurve::compile(law, household, base, without, pay)
        })
    }

    /// The tax on a gain or spread up to `highest` on top of a household's income.
    ///
    /// Errors: what the law refuses.
    pub fn on_top(
        &self,
        law: &Law,
        household: &Household,
        income: &YearIncome<f64>,
        axis: Axis,
        highest: f64,
    ) -> Result<Arc<Piecewise>, TaxError> {
        let key = format!("{household:?} {:?} {axis:?} {highest}", income.fields());
        kept(&self.kept.gains, self.key(law, key), || {
            law.compile(household, income, &Carry::default(), axis, 0.0, highest)
                .map(Arc::new)
        })
    }

    /// The minimum tax credits on top of a household's income, for spreads up to `highest`.
    ///
    /// Errors: what the law refuses.
    pub fn minimum_credits(
        &self,
        law: &Law,
        household: &Household,
        income: &YearIncome<f64>,
        highest: f64,
    ) -> Result<Vec<MinimumCredit>, TaxError> {
        let key = format!("{household:?} {:?} {highest}", income.fields());
        kept(&self.kept.credits, self.key(law, key), || {
            let compiled = law.deferred_minimums(household, income, highest)?;
            let each = compiled.into_iter().map(|credit| MinimumCredit {
                made: credit.made,
                room: credit.room,
                regular: credit.regular,
            });
            Ok(each.collect())
        })
    }

    fn key(&self, law: &Law, rest: String) -> CurveKey {
        let projection = format!("{:?}", self.projection);
        (projection, law.place().code().to_owned(), law.year(), rest)
    }
}

/// What is known by the key, or what is made now and kept. Two threads may make the same.
fn kept<T: Clone>(
    known: &Mutex<BTreeMap<CurveKey, T>>,
    key: CurveKey,
    make: impl FnOnce() -> Result<T, TaxError>,
) -> Result<T, TaxError> {
    let found = lock(known).get(&key).cloned();
    if let Some(found) = found {
        return Ok(found);
    }
    let made = make()?;
    let mut known = lock(known);
    if known.len() >= MOST_CURVES {
        known.clear();
    }
    known.insert(key, made.clone());
    Ok(made)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
