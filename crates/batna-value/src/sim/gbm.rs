//! Paths of one public company on their own: for charts, and to be measured against others.

use super::draws::{Draws, GROUP, Stream, normal_rows};
use super::elementary::exp;
use super::engine::{Engine, dispatched};
use super::error::{SimError, indexed};
use super::kernel::{bounded, move_prices, normals};
use super::lower::{Motion, Move, motion};
use super::program::PublicCompany;
use super::{BLOCK, Row};

const PIECE: usize = BLOCK * 32;

dispatched! {
    fn final_block / final_block_body, (motion: &Motion, market: Option<u64>, first: u64, out: &mut Row)
}

/// Adds up log moves; one exponential at the end.
#[inline(always)]
fn final_block_body(motion: &Motion, market: Option<u64>, first: u64, out: &mut Row) {
    let mut own = [[0.0; BLOCK]; GROUP];
    let mut common = [[0.0; BLOCK]; GROUP];
    let mut log = [0.0; BLOCK];
    for (group, steps) in motion.by_step.chunks(GROUP).enumerate() {
        normal_rows(motion.key, first, group as u64, steps.len(), &mut own);
        if let Some(key) = market {
            normal_rows(key, first, group as u64, steps.len(), &mut common);
        }
        match (steps, market) {
            ([a, b, c, d], None) => {
                // Four steps at once: the log price stays in a register.
                for lane in 0..BLOCK {
                    let moved = a.own.mul_add(own[0][lane], log[lane] + a.shift);
                    let moved = b.own.mul_add(own[1][lane], moved + b.shift);
                    let moved = c.own.mul_add(own[2][lane], moved + c.shift);
                    log[lane] = d.own.mul_add(own[3][lane], moved + d.shift);
                }
            }
            _ => {
                for (step, (own, common)) in steps.iter().zip(own.iter().zip(&common)) {
                    move_logs(step, market.is_some(), common, own, &mut log);
                }
            }
        }
    }
    for lane in 0..BLOCK {
        out[lane] = exp(bounded(log[lane]));
    }
}

/// One step of every log price; without a market its factor is 0 and need not be added.
#[inline(always)]
fn move_logs(step: &Move, market: bool, common: &Row, own: &Row, log: &mut Row) {
    if market {
        for lane in 0..BLOCK {
            let moved = step.market.mul_add(common[lane], log[lane] + step.shift);
            log[lane] = step.own.mul_add(own[lane], moved);
        }
    } else {
        for lane in 0..BLOCK {
            log[lane] = step.own.mul_add(own[lane], log[lane] + step.shift);
        }
    }
}

dispatched! {
    fn mean_block / mean_block_body, (motion: &Motion, market: Option<u64>, first: u64, out: &mut Row)
}

/// Adds up values: an exponential in every step, nothing stored by step.
#[inline(always)]
fn mean_block_body(motion: &Motion, market: Option<u64>, first: u64, out: &mut Row) {
    let mut own = [[0.0; BLOCK]; GROUP];
    let mut common = [[0.0; BLOCK]; GROUP];
    let mut log = [0.0; BLOCK];
    let mut sum = [0.0; BLOCK];
    for (group, steps) in motion.by_step.chunks(GROUP).enumerate() {
        normal_rows(motion.key, first, group as u64, steps.len(), &mut own);
        if let Some(key) = market {
            normal_rows(key, first, group as u64, steps.len(), &mut common);
        }
        for (step, (own, common)) in steps.iter().zip(own.iter().zip(&common)) {
            move_logs(step, market.is_some(), common, own, &mut log);
            for lane in 0..BLOCK {
                sum[lane] += exp(bounded(log[lane]));
            }
        }
    }
    let scale = 1.0 / motion.by_step.len() as f64;
    for lane in 0..BLOCK {
        out[lane] = sum[lane] * scale;
    }
}

dispatched! {
    fn path_block / path_block_body, (motion: &Motion, market: Option<u64>, first: u64, common: &mut [Row], own: &mut [Row], out: &mut [Row])
}

#[inline(always)]
fn path_block_body(
    motion: &Motion,
    market: Option<u64>,
    first: u64,
    common: &mut [Row],
    own: &mut [Row],
    out: &mut [Row],
) {
    if let Some(key) = market {
        normals(key, first, out.len(), common);
    }
    normals(motion.key, first, out.len(), own);
    move_prices(motion, first, common, own, out);
}

fn prepared(
    draws: &Draws,
    company: usize,
    model: &PublicCompany,
) -> Result<(Motion, Option<u64>), SimError> {
    indexed("the company", company, draws.companies().len())?;
    let motion = motion(model, draws, company, &draws.lengths())?;
    let market = (model.loading != 0.0).then(|| draws.key(Stream::Market, 0));
    Ok((motion, market))
}

/// Value after the last step relative to today's, by path.
pub fn final_values(
    draws: &Draws,
    company: usize,
    model: &PublicCompany,
    engine: Engine,
) -> Result<Vec<f64>, SimError> {
    let mut values = vec![0.0; draws.paths()];
    final_values_into(draws, company, model, engine, &mut values)?;
    Ok(values)
}

/// [`final_values`] of the first paths, as many as `out` has room for.
pub fn final_values_into(
    draws: &Draws,
    company: usize,
    model: &PublicCompany,
    engine: Engine,
    out: &mut [f64],
) -> Result<(), SimError> {
    if model.jumps.is_some() {
        let paths = value_paths(draws, company, model, engine)?;
        for (out, value) in out.iter_mut().zip(paths.last().into_iter().flatten()) {
            *out = *value;
        }
        return Ok(());
    }
    let (motion, market) = prepared(draws, company, model)?;
    let lanes = engine.lanes();
    let paths = out.len().min(draws.paths());
    by_block(&mut out[..paths], engine, |first, row| {
        final_block(lanes, &motion, market, first, row);
    });
    Ok(())
}

/// Mean over the steps of the value relative to today's, by path: what units that vest evenly
/// are worth.
pub fn mean_values(
    draws: &Draws,
    company: usize,
    model: &PublicCompany,
    engine: Engine,
) -> Result<Vec<f64>, SimError> {
    if model.jumps.is_some() {
        let paths = value_paths(draws, company, model, engine)?;
        let scale = 1.0 / paths.len() as f64;
        let mean = |i| paths.iter().map(|step| step[i]).sum::<f64>() * scale;
        return Ok((0..draws.paths()).map(mean).collect());
    }
    let (motion, market) = prepared(draws, company, model)?;
    let lanes = engine.lanes();
    let mut values = vec![0.0; draws.paths()];
    by_block(&mut values, engine, |first, row| {
        mean_block(lanes, &motion, market, first, row);
    });
    Ok(values)
}

/// One number for each path, block by block.
fn by_block(values: &mut [f64], engine: Engine, fill: impl Fn(u64, &mut Row) + Sync) {
    let pieces = values.chunks_mut(PIECE).enumerate().collect();
    let room = || [0.0; BLOCK];
    engine.share(pieces, room, |out, (i, piece): (usize, &mut [f64])| {
        for (block, values) in piece.chunks_mut(BLOCK).enumerate() {
            fill((i * PIECE + block * BLOCK) as u64, out);
            values.copy_from_slice(&out[..values.len()]);
        }
    });
}

/// Value after each step relative to today's: `[step][path]`.
pub fn value_paths(
    draws: &Draws,
    company: usize,
    model: &PublicCompany,
    engine: Engine,
) -> Result<Vec<Vec<f64>>, SimError> {
    let (motion, market) = prepared(draws, company, model)?;
    let steps = draws.steps();
    let padded = steps.div_ceil(GROUP) * GROUP;
    let mut values: Vec<Vec<f64>> = (0..steps).map(|_| vec![0.0; draws.paths()]).collect();
    let lanes = engine.lanes();
    let pieces = draws.paths().div_ceil(PIECE);
    let mut by_step: Vec<_> = values.iter_mut().map(|v| v.chunks_mut(PIECE)).collect();
    let work: Vec<(usize, Vec<&mut [f64]>)> = (0..pieces)
        .map(|i| (i, by_step.iter_mut().filter_map(Iterator::next).collect()))
        .collect();
    let room = || {
        let rows = |count| vec![[0.0; BLOCK]; count];
        (rows(padded), rows(padded), rows(steps))
    };
    engine.share(work, room, |(common, own, out), (i, mut piece)| {
        let paths = piece.first().map_or(0, |p| p.len());
        for start in (0..paths).step_by(BLOCK) {
            let first = (i * PIECE + start) as u64;
            path_block(lanes, &motion, market, first, common, own, out);
            let end = (start + BLOCK).min(paths);
            for (values, row) in piece.iter_mut().zip(&*out) {
                values[start..end].copy_from_slice(&row[..end - start]);
            }
        }
    });
    Ok(values)
}
