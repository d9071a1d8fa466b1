//! The randomness of every path, named by counters instead of kept.
//!
//! A stream belongs to the seed, a kind of risk and a company's stable key; within it, a
//! number belongs to the path and the step. So a path stays the same when other companies,
//! steps or paths are added, and alternatives that share a company or the market share its
//! luck. Correlation is not drawn here: it is a loading in the program, to be changed
//! without drawing again.

use super::elementary::{normal_pair, uniform};
use super::error::SimError;
use super::philox::{Philox, company_hash, stream_key};
use super::{BLOCK, Row};

/// Steps whose numbers come out of one counter.
pub(crate) const GROUP: usize = 4;
const MOST_STEPS: usize = 600;
const MOST_PATHS: usize = 1 << 28;
const MOST_COMPANIES: usize = 256;

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawSpec {
    pub paths: usize,
    /// Years from the valuation date to the end of each step, ascending, the first above 0.
    pub times: Vec<f64>,
    pub companies: Vec<CompanyDraw>,
}

/// A company whose luck is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyDraw {
    /// Stable name; the same key has the same luck in every run with the same seed.
    pub key: String,
}

/// A kind of risk: one stream for each and, but for the market, for each company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u64)]
pub enum Stream {
    /// Normal; the one factor all companies may load on.
    Market = 1,
    /// Normal: what moves this company alone.
    Idiosyncratic = 2,
    /// Uniform: which event of the life of a private company comes in the step.
    Exit = 3,
    /// Uniform: whether the holder leaves this employer in the step.
    Leave = 4,
    /// Normal: the bonus of the step.
    Bonus = 5,
    /// Uniform: how many jumps the price makes in the step.
    JumpCount = 6,
    /// Normal: how large the jumps of the step are together.
    JumpSize = 7,
    /// Uniform: whether a private company holds a tender in the step.
    Tender = 8,
    /// Uniform, its first alone: whether the company takes vested equity back from a leaver.
    BuyBack = 9,
}

/// The randomness of a run. Cheap to clone: numbers are drawn where they are used.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    seed: u64,
    paths: usize,
    times: Vec<f64>,
    keys: Vec<String>,
    hashes: Vec<u64>,
}

/// The drivers of one path, by step.
#[derive(Debug, Clone, PartialEq)]
pub struct PathDraws {
    pub market: Vec<f64>,
    pub idiosyncratic: Vec<f64>,
    pub exit: Vec<f64>,
    pub leave: Vec<f64>,
    pub bonus: Vec<f64>,
}

/// Checks the specification and fixes the randomness of its paths.
pub fn draw(spec: &DrawSpec, seed: u64) -> Result<Draws, SimError> {
    if spec.paths == 0 || spec.times.is_empty() {
        return Err(SimError::Empty);
    }
    for (what, most, given) in [
        ("paths", MOST_PATHS, spec.paths),
        ("steps", MOST_STEPS, spec.times.len()),
        ("companies", MOST_COMPANIES, spec.companies.len()),
    ] {
        if given > most {
            return Err(SimError::TooMany { what, most, given });
        }
    }
    let ascending = spec
        .times
        .iter()
        .scan(0.0, |before, t| Some(*t > std::mem::replace(before, *t)))
        .all(|later| later);
    if !ascending || !spec.times.iter().all(|t| t.is_finite()) {
        return Err(SimError::Times);
    }
    let keys: Vec<String> = spec.companies.iter().map(|c| c.key.clone()).collect();
    for (i, key) in keys.iter().enumerate() {
        if keys[..i].contains(key) {
            return Err(SimError::SameKey(key.clone()));
        }
    }
    Ok(Draws {
        seed,
        paths: spec.paths,
        times: spec.times.clone(),
        hashes: keys.iter().map(|key| company_hash(key)).collect(),
        keys,
    })
}

impl Draws {
    pub fn seed(&self) -> u64 {
        self.seed
    }

    pub fn paths(&self) -> usize {
        self.paths
    }

    /// Years from the valuation date to the end of each step.
    pub fn times(&self) -> &[f64] {
        &self.times
    }

    pub fn steps(&self) -> usize {
        self.times.len()
    }

    /// Keys of the companies, in the order programs refer to them.
    pub fn companies(&self) -> &[String] {
        &self.keys
    }

    /// Length of each step in years.
    pub(crate) fn lengths(&self) -> Vec<f64> {
        let starts = std::iter::once(0.0).chain(self.times.iter().copied());
        self.times
            .iter()
            .zip(starts)
            .map(|(t, start)| t - start)
            .collect()
    }

    /// Key of a stream; the market has the same for every company.
    pub(crate) fn key(&self, stream: Stream, company: usize) -> u64 {
        let of = match stream {
            Stream::Market => 0,
            _ => self.hashes.get(company).copied().unwrap_or(0),
        };
        stream_key(self.seed, stream as u64, of)
    }

    /// The numbers of one stream for one path, by step; a path beyond the last is drawn too.
    pub fn stream(&self, stream: Stream, company: usize, path: usize) -> Vec<f64> {
        let philox = Philox::new(self.key(stream, company));
        let normal = matches!(
            stream,
            Stream::Market | Stream::Idiosyncratic | Stream::Bonus | Stream::JumpSize
        );
        (0..self.steps().div_ceil(GROUP))
            .flat_map(|group| {
                let w = philox.words(counter(path as u64, group as u64));
                if normal {
                    normals_of(w)
                } else {
                    w.map(uniform)
                }
            })
            .take(self.steps())
            .collect()
    }

    /// Everything that moves one path at one company.
    pub fn path(&self, company: usize, path: usize) -> PathDraws {
        PathDraws {
            market: self.stream(Stream::Market, company, path),
            idiosyncratic: self.stream(Stream::Idiosyncratic, company, path),
            exit: self.stream(Stream::Exit, company, path),
            leave: self.stream(Stream::Leave, company, path),
            bonus: self.stream(Stream::Bonus, company, path),
        }
    }
}

#[inline(always)]
fn counter(path: u64, group: u64) -> [u64; 4] {
    [path & 0xFFFF_FFFF, path >> 32, group, 0]
}

#[inline(always)]
fn normals_of(w: [u64; 4]) -> [f64; GROUP] {
    let (a, b) = normal_pair(w[0], w[1]);
    let (c, d) = normal_pair(w[2], w[3]);
    [a, b, c, d]
}

/// Normals of the block's paths from `first` on, for the steps of a group; of a group cut
/// short at two steps or fewer, the last two rows are left as they are.
///
/// Words first, normals after: two short loops keep more lanes in flight than a long one.
#[inline(always)]
pub(crate) fn normal_rows(key: u64, first: u64, group: u64, steps: usize, rows: &mut [Row; GROUP]) {
    let philox = Philox::new(key);
    let mut w = [[0u64; BLOCK]; GROUP];
    let [w0, w1, w2, w3] = &mut w;
    for lane in 0..BLOCK {
        [w0[lane], w1[lane], w2[lane], w3[lane]] =
            philox.words(counter(first + lane as u64, group));
    }
    let [r0, r1, r2, r3] = rows;
    for lane in 0..BLOCK {
        (r0[lane], r1[lane]) = normal_pair(w0[lane], w1[lane]);
    }
    if steps > 2 {
        for lane in 0..BLOCK {
            (r2[lane], r3[lane]) = normal_pair(w2[lane], w3[lane]);
        }
    }
}

/// Uniforms of the block's paths, for the four steps of a group.
#[inline(always)]
pub(crate) fn uniform_rows(key: u64, first: u64, group: u64, rows: &mut [Row; GROUP]) {
    let philox = Philox::new(key);
    let [r0, r1, r2, r3] = rows;
    for lane in 0..BLOCK {
        let [a, b, c, d] = philox.words(counter(first + lane as u64, group));
        r0[lane] = uniform(a);
        r1[lane] = uniform(b);
        r2[lane] = uniform(c);
        r3[lane] = uniform(d);
    }
}
