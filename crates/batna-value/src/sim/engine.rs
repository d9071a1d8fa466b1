//! Which vector lanes and how many threads run a simulation; neither changes a result.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

/// Vector width. Every width runs the same source, so the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lanes {
    /// Whatever the build's target has; fused multiply-add in software where it has none.
    Portable,
    /// Four lanes: AVX2 and FMA.
    Avx2,
    /// Eight lanes: AVX-512 F, DQ, VL, BW.
    Avx512,
}

impl Lanes {
    /// The widest this machine has.
    pub fn detect() -> Lanes {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("fma")
            {
                return Lanes::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Lanes::Avx2;
            }
        }
        Lanes::Portable
    }

    /// Every width this machine can run, narrowest first.
    pub fn available() -> Vec<Lanes> {
        let widest = Lanes::detect();
        [Lanes::Portable, Lanes::Avx2, Lanes::Avx512]
            .into_iter()
            .filter(|lanes| *lanes <= widest)
            .collect()
    }
}

/// How to run: never what comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Engine {
    pub threads: NonZeroUsize,
    /// Wider than the machine has is narrowed to what it has.
    pub lanes: Lanes,
}

impl Engine {
    /// All cores, widest lanes.
    pub fn detect() -> Self {
        Engine {
            threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            lanes: Lanes::detect(),
        }
    }

    pub fn with_threads(self, threads: usize) -> Self {
        Engine {
            threads: NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN),
            ..self
        }
    }

    pub fn with_lanes(self, lanes: Lanes) -> Self {
        Engine {
            lanes: lanes.min(Lanes::detect()),
            ..self
        }
    }

    pub(crate) fn lanes(&self) -> Lanes {
        self.lanes.min(Lanes::detect())
    }

    /// Hands pieces of work to the threads, each with room of its own that it keeps from
    /// piece to piece.
    pub(crate) fn share<T: Send, R>(
        self,
        pieces: Vec<T>,
        room: impl Fn() -> R + Sync,
        work: impl Fn(&mut R, T) + Sync,
    ) {
        let threads = self.threads.get().min(pieces.len()).max(1);
        let queue = Mutex::new(pieces.into_iter());
        let run = || {
            let mut room = room();
            loop {
                // A poisoned queue still hands out whole pieces.
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(piece) = next else { break };
                work(&mut room, piece);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(run);
            }
            run();
        });
    }
}

/// Defines `$name(lanes, args…)`, which runs `$body(args…)` compiled for those lanes.
///
/// `$body` and all it calls must be `#[inline(always)]`, so that each copy is compiled with
/// its own features.
macro_rules! dispatched {
    ($(#[$meta:meta])* $vis:vis fn $name:ident / $body:path, ($($arg:ident : $ty:ty),* $(,)?)) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments)]
        $vis fn $name(lanes: $crate::sim::Lanes, $($arg: $ty),*) {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            #[allow(clippy::too_many_arguments)]
            fn avx2($($arg: $ty),*) {
                $body($($arg),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx2,fma")]
            #[allow(clippy::too_many_arguments)]
            fn avx512($($arg: $ty),*) {
                $body($($arg),*)
            }
            match lanes.min($crate::sim::Lanes::detect()) {
                // SAFETY: `Lanes::detect` found these features on this machine.
                #[cfg(target_arch = "x86_64")]
                $crate::sim::Lanes::Avx512 => unsafe { avx512($($arg),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                $crate::sim::Lanes::Avx2 => unsafe { avx2($($arg),*) },
                _ => $body($($arg),*),
            }
        }
    };
}
pub(crate) use dispatched;
