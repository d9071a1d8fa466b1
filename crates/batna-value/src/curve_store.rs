//! Laws and their compiled curves, kept while alternatives are valued again and again.
//!
//! A package that moves base or signing meets the same law with the same deductions; only
//! a change of household, deductions or place compiles anew.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use batna_params::{Params, Projection};
use batna_tax::{Filing, Household, Law, Place, TaxError, YearIncome};
use rust_decimal::Decimal;

use crate::curve::TaxCurve;

/// What a curve depends on, written out.
type CurveKey = (String, i16, String);

/// Kept laws and curves.
#[derive(Debug)]
pub struct CurveStore<'a> {
    params: &'a Params,
    projection: Projection,
    laws: Mutex<BTreeMap<(String, i16, Filing), Arc<Law>>>,
    curves: Mutex<BTreeMap<CurveKey, TaxCurve>>,
}

impl<'a> CurveStore<'a> {
    pub fn new(params: &'a Params, projection: Projection) -> Self {
        CurveStore {
            params,
            projection,
            laws: Mutex::default(),
            curves: Mutex::default(),
        }
    }

    /// The law of a place and year.
    ///
    /// Errors: what the law refuses.
    pub fn law(&self, place: Place, year: i16, filing: Filing) -> Result<Arc<Law>, TaxError> {
        let key = (place.code().to_owned(), year, filing);
        let mut laws = self.laws.lock().unwrap_or_else(PoisonError::into_inner);
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
            law.place().code().to_owned(),
            law.year(),
            format!("{household:?} {:?} {:?}", base.fields(), without.fields()),
        );
        let known = self
            .curves
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        if let Some(curve) = known {
            return Ok(curve);
        }
        let curve = TaxCurve::compile(law, household, base, without)?;
        self.curves
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, curve.clone());
        Ok(curve)
    }
}
