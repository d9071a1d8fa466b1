//! Cells held in memory at their finest, from which every coarser question is answered.
//!
//! One question to a source, however far away, then any number of bands: the cells of a
//! rollup merge by addition, so a band made from it is the band the source itself would
//! give. Leaves out rows.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use batna_core::{Currency, Measure};

use crate::observation::{
    Cell, CellKey, Dimension, Observation, Observations, Selection, Snapshot, SourceClass,
};
use crate::siblings::Siblings;

/// What is asked for is not among the cells that were fetched.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the cells at hand are those of {held}; {asked} was asked for")]
pub struct NotHeld {
    pub held: String,
    pub asked: String,
}

/// Cells by the values of the dimensions that a question fixes.
type Table = BTreeMap<Vec<String>, BTreeMap<CellKey, Cell>>;

/// A wider cell, of one class and currency, and what its cells differ by.
type Wider = (Selection, Dimension, SourceClass, Currency);

/// The cells of a selection by some dimensions, as one source gave them.
pub struct Rollup {
    selection: Selection,
    measure: Measure,
    by: Vec<Dimension>,
    cells: BTreeMap<CellKey, Cell>,
    snapshots: Vec<Snapshot>,
    /// Siblings that thin cells of one wider cell share.
    siblings: RefCell<BTreeMap<Wider, Rc<Siblings>>>,
    /// Coarser tables by the dimensions that are fixed and those told apart, made when asked for.
    tables: RefCell<BTreeMap<[Vec<Dimension>; 2], Rc<Table>>>,
}

impl Rollup {
    /// Fetches the cells of `selection` by `by`, finest first.
    pub fn of<S: Observations>(
        source: &S,
        selection: Selection,
        measure: Measure,
        by: &[Dimension],
    ) -> Result<Rollup, S::Error> {
        let mut by: Vec<Dimension> = by.to_vec();
        by.sort_unstable();
        by.dedup();
        by.retain(|dimension| selection.get(*dimension).is_none());
        Ok(Rollup {
            cells: source.cells(&selection, measure, &by)?,
            snapshots: source.snapshots()?,
            selection,
            measure,
            by,
            siblings: RefCell::default(),
            tables: RefCell::default(),
        })
    }

    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// Every combination of values that rows bear, each dimension having one.
    pub fn selections(&self) -> Vec<Selection> {
        let mut values: Vec<&Vec<String>> = self
            .cells
            .keys()
            .map(|key| &key.by)
            .filter(|by| by.iter().all(|value| !value.is_empty()))
            .collect();
        values.sort_unstable();
        values.dedup();
        values
            .into_iter()
            .map(|values| {
                let mut selection = self.selection.clone();
                selection
                    .with
                    .extend(self.by.iter().copied().zip(values.iter().cloned()));
                selection
            })
            .collect()
    }

    /// The cells by the values of `fixed`, each by those of `by`.
    fn table(&self, fixed: &[Dimension], by: &[Dimension]) -> Option<Rc<Table>> {
        let known = [fixed.to_vec(), by.to_vec()];
        if let Some(table) = self.tables.borrow().get(&known) {
            return Some(Rc::clone(table));
        }
        let places = |dimensions: &[Dimension]| -> Option<Vec<usize>> {
            dimensions
                .iter()
                .map(|d| self.by.iter().position(|held| held == d))
                .collect()
        };
        let (fixed, by) = (places(fixed)?, places(by)?);
        let pick = |key: &CellKey, places: &[usize]| -> Vec<String> {
            places
                .iter()
                .filter_map(|&place| key.by.get(place).cloned())
                .collect()
        };
        let mut table = Table::new();
        for (key, cell) in &self.cells {
            let coarse = CellKey {
                by: pick(key, &by),
                ..key.clone()
            };
            table
                .entry(pick(key, &fixed))
                .or_default()
                .entry(coarse)
                .or_default()
                .merge(cell);
        }
        let table = Rc::new(table);
        self.tables.borrow_mut().insert(known, Rc::clone(&table));
        Some(table)
    }
}

impl Observations for Rollup {
    type Error = NotHeld;

    fn cells(
        &self,
        selection: &Selection,
        measure: Measure,
        by: &[Dimension],
    ) -> Result<BTreeMap<CellKey, Cell>, NotHeld> {
        let held = &self.selection;
        let refused = || NotHeld {
            held: format!("{} of {held:?} by {:?}", self.measure.label(), self.by),
            asked: format!("{} of {selection:?} by {by:?}", measure.label()),
        };
        let within = held
            .with
            .iter()
            .all(|(dimension, value)| selection.get(*dimension) == Some(value))
            && held.class.is_none_or(|c| selection.class == Some(c))
            && (held.source.is_none() || held.source == selection.source)
            && held
                .from_year
                .is_none_or(|y| selection.from_year.is_some_and(|s| s >= y))
            && held
                .through_year
                .is_none_or(|y| selection.through_year.is_some_and(|s| s <= y));
        if measure != self.measure || !within {
            return Err(refused());
        }
        let (fixed, values): (Vec<Dimension>, Vec<String>) = selection
            .with
            .iter()
            .filter(|(dimension, _)| held.get(**dimension).is_none())
            .map(|(dimension, value)| (*dimension, value.clone()))
            .unzip();
        let table = self.table(&fixed, by).ok_or_else(refused)?;
        let Some(cells) = table.get(&values) else {
            return Ok(BTreeMap::new());
        };
        let wanted = |key: &CellKey| {
            selection.class.is_none_or(|class| class == key.class)
                && selection.source.as_ref().is_none_or(|s| *s == key.source)
                && selection.from_year.is_none_or(|year| key.year >= year)
                && selection.through_year.is_none_or(|year| key.year <= year)
        };
        Ok(cells
            .iter()
            .filter(|(key, _)| wanted(key))
            .map(|(key, cell)| (key.clone(), cell.clone()))
            .collect())
    }

    fn siblings(
        &self,
        selection: &Selection,
        measure: Measure,
        dimension: Dimension,
        class: SourceClass,
        currency: Currency,
    ) -> Result<Rc<Siblings>, NotHeld> {
        let wider = (selection.clone(), dimension, class, currency);
        if measure == self.measure
            && let Some(known) = self.siblings.borrow().get(&wider)
        {
            return Ok(Rc::clone(known));
        }
        let cells = self.cells(selection, measure, &[dimension])?;
        let found = Rc::new(Siblings::of(&cells, class, currency));
        let mut known = self.siblings.borrow_mut();
        known.insert(wider, Rc::clone(&found));
        Ok(found)
    }

    fn rows(
        &self,
        _selection: &Selection,
        _each: &mut dyn FnMut(Observation) -> bool,
    ) -> Result<(), NotHeld> {
        Err(NotHeld {
            held: "cells".to_owned(),
            asked: "rows".to_owned(),
        })
    }

    fn snapshots(&self) -> Result<Vec<Snapshot>, NotHeld> {
        Ok(self.snapshots.clone())
    }
}
