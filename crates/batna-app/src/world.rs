//! Where input and output enter: the case folder, the clock, the seed, the user's data folder.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

/// What a face was told about where to look and what to assume.
#[derive(Clone, Debug, Default)]
pub struct WorldOptions {
    /// The case folder; the current folder where absent.
    pub case: Option<PathBuf>,
    /// The user's data folder; `$XDG_DATA_HOME/batna` or `~/.local/share/batna` where absent.
    pub data: Option<PathBuf>,
    /// The day everything is seen from; the case's own `as_of`, else today, where absent.
    pub as_of: Option<Date>,
    /// Seed of the simulation.
    pub seed: Option<u64>,
    /// Simulated paths.
    pub paths: Option<u32>,
    /// Threads of the simulation; results do not depend on it.
    pub threads: Option<usize>,
}

/// The world outside, as one run of the program sees it.
#[derive(Clone, Debug)]
pub struct World {
    options: WorldOptions,
    case_root: PathBuf,
    data_root: Option<PathBuf>,
    as_of: Option<Date>,
    today: Date,
    seed: u64,
    paths: u32,
    threads: usize,
}

/// Seed where none is given. Any number would do; results are the same on every run.
const DEFAULT_SEED: u64 = 20_260_101;
/// Paths where none are given: errors of percentiles near one part in a thousand.
const DEFAULT_PATHS: u32 = 20_000;

impl World {
    /// Reads the clock and the environment once; files are read when asked for.
    pub fn new(options: WorldOptions) -> Self {
        let data_root = options.data.clone().or_else(default_data_root);
        World {
            case_root: options.case.clone().unwrap_or_else(|| PathBuf::from(".")),
            data_root,
            as_of: options.as_of,
            today: jiff::Zoned::now().date(),
            seed: options.seed.unwrap_or(DEFAULT_SEED),
            paths: options.paths.unwrap_or(DEFAULT_PATHS).max(1),
            threads: options.threads.unwrap_or_else(available_threads).max(1),
            options,
        }
    }

    /// What the face was told, to look at another case in the same way.
    pub fn options(&self) -> &WorldOptions {
        &self.options
    }

    pub fn case_root(&self) -> &Path {
        &self.case_root
    }

    /// The folder of imported data, where the platform has one.
    pub fn data_root(&self) -> Option<&Path> {
        self.data_root.as_deref()
    }

    /// The day asked for on the command line.
    pub fn requested_as_of(&self) -> Option<Date> {
        self.as_of
    }

    /// The day to use for a case that pins `pinned` or nothing.
    pub fn as_of(&self, pinned: Option<Date>) -> Date {
        self.as_of.or(pinned).unwrap_or(self.today)
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    pub fn paths(&self) -> u32 {
        self.paths
    }

    pub fn threads(&self) -> usize {
        self.threads
    }
}

fn available_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

fn default_data_root() -> Option<PathBuf> {
    let non_empty = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(folder) = non_empty("XDG_DATA_HOME") {
        return Some(PathBuf::from(folder).join("batna"));
    }
    non_empty("HOME").map(|home| PathBuf::from(home).join(".local/share/batna"))
}
