//! Laws and their compiled curves, kept while alternatives are valued again and again.
//!
//! A package that moves base or signing meets the same law with the same deductions; only
//! a change of household, deductions or place compiles anew.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use batna_params::{Params, Projection};
use batna_tax::{Filing, Household, Law, Place, TaxError, YearIncome};
use rust_decimal::Decimal;

use crate::curve::TaxCurve;

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
    ) -> Result<TaxCurve, TaxError> {
        let key = (
            format!("{:?}", self.projection),
            law.place().code().to_owned(),
            law.year(),
            format!("{household:?} {:?} {:?}", base.fields(), without.fields()),
        );
        let known = lock(&self.kept.curves).get(&key).cloned();
        if let Some(curve) = known {
            return Ok(curve);
        }
        let curve = TaxCurve::compile(law, household, base, without)?;
        let mut curves = lock(&self.kept.curves);
        if curves.len() >= MOST_CURVES {
            curves.clear();
        }
        curves.insert(key, curve.clone());
        Ok(curve)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
