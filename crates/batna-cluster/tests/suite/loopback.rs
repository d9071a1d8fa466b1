//! A scheduler and two executors on this machine: the same answers, and one of them lost.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use batna_cluster::source::Source;
use batna_core::Measure;
use batna_market::band::USUAL;
use batna_market::observation::{Observations, Selection};

use crate::fixture;
use crate::same::bands_of;

/// What the answer may take once an executor is lost.
const LIMIT: Duration = Duration::from_secs(15);
const PATIENCE: Duration = Duration::from_secs(120);

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Whether so much else runs that times say nothing of the program: three waiting for each
/// processor.
fn loaded() -> bool {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: f64 = load
        .split(' ')
        .next()
        .and_then(|l| l.parse().ok())
        .unwrap_or(0.0);
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    load > 3.0 * processors as f64
}

/// A process of the cluster, ended with the test.
struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    fn start(folder: &Path, name: &str, arguments: &[&str]) -> Process {
        let log = folder.join(format!("{name}.log"));
        let child = Command::new(env!("CARGO_BIN_EXE_batna-cluster"))
            .args(arguments)
            .arg("--verbose")
            .stdout(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        Process { child, log }
    }

    fn told(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn times(&self, words: &str) -> usize {
        self.told().matches(words).count()
    }

    fn wait_for(&self, what: &str, there: impl Fn(&Process) -> bool) {
        let start = Instant::now();
        while !there(self) {
            assert!(
                start.elapsed() < PATIENCE,
                "{what} did not happen:\n{}",
                self.told()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Cluster {
    address: String,
    executors: Vec<Process>,
    scheduler: Process,
    _folder: tempfile::TempDir,
}

fn cluster() -> Cluster {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let address = format!("127.0.0.1:{port}");
    let scheduler = Process::start(
        folder.path(),
        "scheduler",
        &["scheduler", "--port", &port.to_string()],
    );
    let start = Instant::now();
    while std::net::TcpStream::connect(&address).is_err() {
        assert!(start.elapsed() < PATIENCE, "{}", scheduler.told());
        std::thread::sleep(Duration::from_millis(20));
    }
    let executors: Vec<Process> = (0..2)
        .map(|index| {
            let work = folder.path().join(format!("work-{index}"));
            fs::create_dir(&work).unwrap();
            Process::start(
                folder.path(),
                &format!("executor-{index}"),
                &[
                    "executor",
                    "--scheduler",
                    &address,
                    "--port",
                    &free_port().to_string(),
                    "--task-port",
                    &free_port().to_string(),
                    "--cores",
                    "1",
                    "--work-dir",
                    work.to_str().unwrap(),
                ],
            )
        })
        .collect();
    for executor in &executors {
        executor.wait_for("starting", |e| e.times("Executor registration succeed") > 0);
    }
    Cluster {
        address,
        executors,
        scheduler,
        _folder: folder,
    }
}

#[test]
fn a_scheduler_without_executors_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    fixture::write_large(folder.path(), 1, 100);
    let port = free_port();
    let address = format!("127.0.0.1:{port}");
    let _scheduler = Process::start(
        folder.path(),
        "scheduler",
        &["scheduler", "--port", &port.to_string()],
    );
    let start = Instant::now();
    while std::net::TcpStream::connect(&address).is_err() {
        assert!(start.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(20));
    }
    let part = folder.path().join("part-000.parquet");
    let refused = Source::remote(fixture::runtime(), &address, 4, &fixture::place(&part));
    let problems = refused.err().unwrap().0;
    assert_eq!(problems[0].code, "cluster::no-executor");
}

#[test]
fn two_executors_answer_as_the_store_does() {
    let store = fixture::store();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pay.parquet");
    fixture::export(&store, &Selection::all(), &file);
    let cluster = cluster();
    let source = Source::remote(
        fixture::runtime(),
        &cluster.address,
        8,
        &fixture::place(&file),
    )
    .unwrap();
    for measure in [Measure::Base, Measure::Equity] {
        assert_eq!(bands_of(&source, measure), bands_of(&store, measure));
    }
    let us = Selection::all().with(batna_market::observation::Dimension::Country, "US");
    let (mut expected, mut found) = (Vec::new(), Vec::new());
    for (rows, taken) in [(true, &mut expected), (false, &mut found)] {
        let mut each = |row| {
            taken.push(row);
            true
        };
        if rows {
            store.rows(&us, &mut each).unwrap();
        } else {
            source.rows(&us, &mut each).unwrap();
        }
    }
    assert!(!found.is_empty());
    assert_eq!(found, expected);
}

#[test]
fn an_executor_lost_midway_costs_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    fixture::write_large(folder.path(), 24, 15_000);
    let data = fixture::place(folder.path());
    let here = Source::local(fixture::runtime(), &data).unwrap();
    let expected = here
        .cells(&Selection::all(), Measure::Base, &USUAL)
        .unwrap();
    assert_eq!(expected.values().map(|c| c.rows).sum::<u64>(), 24 * 15_000);

    let mut cluster = cluster();
    let address = cluster.address.clone();
    let query = std::thread::spawn(move || {
        let source = Source::remote(fixture::runtime(), &address, 24, &data).unwrap();
        source
            .cells(&Selection::all(), Measure::Base, &USUAL)
            .unwrap()
    });
    let victim = &mut cluster.executors[1];
    // Part of its work is done and waits to be fetched, part is under way.
    victim.wait_for("work", |e| {
        e.times("Finished task") > 0 && e.times("Execute task") > e.times("Finished task")
    });
    victim.child.kill().unwrap();
    victim.child.wait().unwrap();
    let lost = Instant::now();
    assert!(!query.is_finished(), "the query was over before the loss");
    let found = query.join().unwrap();
    let took = lost.elapsed();
    let loaded = loaded();
    println!(
        "answered {:.1} s after the loss{}",
        took.as_secs_f64(),
        if loaded {
            ", which is not judged: the machine does other work"
        } else {
            ""
        }
    );
    assert_eq!(found, expected);
    assert!(
        took < LIMIT || loaded,
        "answered {took:?} after the loss\n{}",
        cluster.scheduler.told()
    );
    // The other one goes on working for the next question.
    let source = Source::remote(
        fixture::runtime(),
        &cluster.address,
        24,
        &fixture::place(folder.path()),
    )
    .unwrap();
    let again = source
        .cells(&Selection::all(), Measure::Base, &USUAL)
        .unwrap();
    assert_eq!(again, expected);
}
