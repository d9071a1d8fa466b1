//! How fast the simulation is: path-steps a second by lanes, its generator's own limit, and
//! whole applications with taxes. Prints one JSON object a line; `bench/sim/run.py` sets it
//! beside other libraries.
//!
//! `-- quick` leaves the applications out.
//!
//! Times are the best and the median of repetitions, on the core for one thread (so that other
//! work on the machine does not count, though it still takes cache and frequency), by the wall
//! clock for two.

// A bench measures time; the rule against clocks is for what computes results.
#![allow(clippy::disallowed_methods)]

use std::hint::black_box;
use std::time::Instant;

use batna_value::sim::{
    Engine, Lanes, Outcomes, Program, PublicCompany, apply_with, beats, draw, final_values_into,
    mean_values, philox, value_paths,
};

#[path = "sim/offers.rs"]
mod offers;

/// Seconds this thread has run on a core.
#[cfg(target_os = "linux")]
fn on_core() -> f64 {
    #[repr(C)]
    struct Timespec {
        seconds: i64,
        nanoseconds: i64,
    }
    unsafe extern "C" {
        fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
    }
    const CLOCK_THREAD_CPUTIME_ID: i32 = 3;
    let mut time = Timespec {
        seconds: 0,
        nanoseconds: 0,
    };
    // SAFETY: the C library's own function, with the layout 64-bit Linux gives `timespec`.
    unsafe { clock_gettime(CLOCK_THREAD_CPUTIME_ID, &mut time) };
    time.seconds as f64 + time.nanoseconds as f64 * 1e-9
}

/// Best and median seconds: on the core for one thread, by the wall clock for more.
fn timed(repetitions: usize, threads: usize, mut run: impl FnMut()) -> (f64, f64) {
    run();
    let start = Instant::now();
    let now = || match threads {
        #[cfg(target_os = "linux")]
        1 => on_core(),
        _ => start.elapsed().as_secs_f64(),
    };
    let mut seconds: Vec<f64> = (0..repetitions)
        .map(|_| {
            let before = now();
            run();
            now() - before
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    (seconds[0], seconds[seconds.len() / 2])
}

fn report(what: &str, lanes: Lanes, threads: usize, work: f64, unit: &str, times: (f64, f64)) {
    let (best, median) = times;
    println!(
        r#"{{"library":"batna","what":"{what}","lanes":"{lanes:?}","threads":{threads},"best_s":{best:.6},"median_s":{median:.6},"best_rate":{:.4e},"median_rate":{:.4e},"unit":"{unit}"}}"#,
        work / best,
        work / median,
    );
}

#[cfg(target_arch = "x86_64")]
mod words {
    use super::philox;

    #[inline(always)]
    fn body(count: u64) -> u64 {
        let philox = philox::Philox::new(7);
        let mut sums = [0u64; 64];
        for block in 0..count / 64 {
            for (lane, sum) in sums.iter_mut().enumerate() {
                let [a, b, c, d] = philox.words([block * 64 + lane as u64, 0, 0, 0]);
                *sum ^= a ^ b ^ c ^ d;
            }
        }
        sums.iter().fold(0, |a, b| a ^ b)
    }
    #[target_feature(enable = "avx2,fma")]
    pub fn avx2(count: u64) -> u64 {
        body(count)
    }
    #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")]
    pub fn avx512(count: u64) -> u64 {
        body(count)
    }
}

fn main() {
    let paths: usize = 1_000_000;
    let steps = 10;
    let model = PublicCompany {
        drift: 0.05,
        volatility: 0.4,
        loading: 0.0,
        jumps: None,
    };
    let spec = offers::spec(paths, steps);
    let Ok(draws) = draw(&spec, 42) else { return };
    let Ok(long) = draw(&offers::spec(20_000, 600), 42) else {
        return;
    };
    let path_steps = (paths * steps) as f64;
    let mut out = vec![0.0; paths];

    for lanes in Lanes::available().into_iter().rev() {
        let repetitions = if lanes == Lanes::Portable { 3 } else { 15 };
        let engine = Engine::detect().with_lanes(lanes).with_threads(1);
        #[cfg(target_arch = "x86_64")]
        {
            let count = 1 << 22;
            // SAFETY: the lanes are among those this machine has.
            let times = match lanes {
                Lanes::Avx512 => Some(timed(repetitions, 1, || {
                    black_box(unsafe { words::avx512(black_box(count)) });
                })),
                Lanes::Avx2 => Some(timed(repetitions, 1, || {
                    black_box(unsafe { words::avx2(black_box(count)) });
                })),
                Lanes::Portable => None,
            };
            if let Some(times) = times {
                report(
                    "philox4x32-10",
                    lanes,
                    1,
                    count as f64 * 16.0,
                    "byte/s",
                    times,
                );
            }
        }
        if lanes == Lanes::Portable {
            let Ok(few) = draw(&offers::spec(20_000, steps), 42) else {
                return;
            };
            let t = timed(3, 1, || {
                drop(black_box(final_values_into(
                    &few, 0, &model, engine, &mut out,
                )))
            });
            report(
                "terminal",
                lanes,
                1,
                20_000.0 * steps as f64,
                "path-step/s",
                t,
            );
            continue;
        }
        let t = timed(repetitions, 1, || {
            drop(black_box(final_values_into(
                &long, 0, &model, engine, &mut out,
            )))
        });
        report(
            "normals (600 steps, terminal)",
            lanes,
            1,
            20_000.0 * 600.0,
            "normal/s",
            t,
        );
        for threads in [1, 2] {
            let engine = engine.with_threads(threads);
            let t = timed(repetitions, threads, || {
                drop(black_box(final_values_into(
                    &draws, 0, &model, engine, &mut out,
                )))
            });
            report("terminal", lanes, threads, path_steps, "path-step/s", t);
            let t = timed(repetitions, threads, || {
                drop(black_box(mean_values(&draws, 0, &model, engine)))
            });
            report(
                "exponential each step",
                lanes,
                threads,
                path_steps,
                "path-step/s",
                t,
            );
            let t = timed(repetitions, threads, || {
                drop(black_box(value_paths(&draws, 0, &model, engine)))
            });
            report(
                "every step stored",
                lanes,
                threads,
                path_steps,
                "path-step/s",
                t,
            );
        }
    }

    if std::env::args().any(|a| a == "quick") {
        return;
    }
    for (count, name) in [(100_000, "100k"), (1_000_000, "1M")] {
        let Ok(draws) = draw(&offers::spec(count, 10), 42) else {
            return;
        };
        let (public, private) = (offers::public_offer(10), offers::private_offer(10));
        let lab = offers::with_tenders(10);
        for threads in [1, 2] {
            let engine = Engine::detect().with_threads(threads);
            let work = (count * 10 * 2) as f64;
            let run = |private: &Program| {
                let a = apply_with(&draws, &public, engine);
                let b = apply_with(&draws, private, engine);
                (a, b)
            };
            let t = timed(9, threads, || drop(black_box(run(&private))));
            report(
                &format!("two offers with taxes, {name}: apply"),
                engine.lanes,
                threads,
                work,
                "path-year/s",
                t,
            );
            if threads == 2 {
                let t = timed(9, threads, || drop(black_box(run(&lab))));
                report(
                    &format!("two offers with taxes, one with tenders, {name}: apply"),
                    engine.lanes,
                    threads,
                    work,
                    "path-year/s",
                    t,
                );
                let t = timed(5, threads, || {
                    if let (Ok(a), Ok(b)) = run(&private) {
                        black_box((a.summary(), b.summary(), beats(a.worths(), b.worths()).ok()));
                        let ce = |o: &Outcomes| o.certainty_equivalent(2e5, 2.0, 1e3).ok();
                        black_box((ce(&a), ce(&b)));
                    }
                });
                report(
                    &format!("two offers with taxes, {name}: apply, percentiles, CE, P(A beats B)"),
                    engine.lanes,
                    threads,
                    work,
                    "path-year/s",
                    t,
                );
                let t = timed(5, threads, || {
                    if let (Ok(a), Ok(b)) = run(&private) {
                        black_box((a.summary(), b.summary(), beats(a.worths(), b.worths()).ok()));
                        black_box((
                            a.spreads(),
                            b.spreads(),
                            a.fan(),
                            b.fan(),
                            a.histogram(60),
                            b.histogram(60),
                        ));
                    }
                });
                report(
                    &format!("two offers with taxes, {name}: all summaries and charts"),
                    engine.lanes,
                    threads,
                    work,
                    "path-year/s",
                    t,
                );
            }
        }
    }
}
