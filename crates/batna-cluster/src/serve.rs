//! The scheduler and the executors of a cluster, with times that suit short questions.
//!
//! They speak without a password and run what they are sent: loopback unless told
//! otherwise, and then a network whose machines are all trusted.

use std::net::IpAddr;
use std::sync::Arc;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use batna_core::Diagnostic;

use crate::failure::Failure;
use crate::gather;
use crate::session;

/// An executor that was not heard of for so long is lost, and its tasks go to others.
const LOST_AFTER_SECONDS: u64 = 5;
/// How often executors make themselves heard, and how often that is looked at.
const LOOK_SECONDS: u64 = 1;
/// Tasks are pushed: executors that fetch them are heard of only between tasks, or every
/// five seconds, and a busy one would pass for lost.
const POLICY: TaskSchedulingPolicy = TaskSchedulingPolicy::PushStaged;
/// How long a job waits while no executor is there at all.
const NOBODY_SECONDS: u64 = 10;

/// Where a scheduler listens.
#[derive(Clone, Debug)]
pub struct Scheduler {
    pub listen: IpAddr,
    pub port: u16,
}

impl Scheduler {
    /// Runs until it is stopped.
    pub async fn run(self) -> Result<(), Failure> {
        let config = SchedulerConfig {
            bind_host: host(self.listen),
            external_host: host(self.listen),
            bind_port: self.port,
            scheduling_policy: POLICY,
            executor_timeout_seconds: LOST_AFTER_SECONDS,
            expire_dead_executor_interval_seconds: LOOK_SECONDS,
            no_executors_grace_period_seconds: NOBODY_SECONDS,
            override_session_builder: Some(Arc::new(session::planning)),
            ..SchedulerConfig::default()
        };
        let cluster = BallistaCluster::new_from_config(&config)
            .await
            .map_err(|e| stopped("scheduler", &e))?;
        start_server(cluster, (self.listen, self.port).into(), Arc::new(config))
            .await
            .map_err(|e| stopped("scheduler", &e))
    }
}

/// Where an executor listens and whom it works for.
#[derive(Clone, Debug)]
pub struct Executor {
    pub listen: IpAddr,
    /// Where parts of answers are fetched.
    pub port: u16,
    /// Where tasks are received.
    pub task_port: u16,
    /// The name other machines reach it by; the address the scheduler sees, if none.
    pub advertise: Option<String>,
    pub scheduler_host: String,
    pub scheduler_port: u16,
    /// Where parts of answers lie until they are fetched; a temporary folder, if none.
    pub work_dir: Option<String>,
    /// Tasks at a time; as many as there are processors, if nought.
    pub cores: usize,
}

impl Executor {
    /// Runs until it is stopped.
    pub async fn run(self) -> Result<(), Failure> {
        let mut functions = BallistaFunctionRegistry::default();
        let counting = gather::function();
        functions
            .aggregate_functions
            .insert(counting.name().to_owned(), counting);
        // Kept until the executor stops; it goes with what is in it.
        let temporary = tempfile::tempdir().map_err(|e| stopped("executor", &e))?;
        let work_dir = self
            .work_dir
            .or_else(|| temporary.path().to_str().map(str::to_owned));
        let config = ExecutorProcessConfig {
            bind_host: host(self.listen),
            external_host: self
                .advertise
                .or_else(|| (!self.listen.is_unspecified()).then(|| host(self.listen))),
            port: self.port,
            grpc_port: self.task_port,
            task_scheduling_policy: POLICY,
            scheduler_host: self.scheduler_host,
            scheduler_port: self.scheduler_port,
            scheduler_connect_timeout_seconds: 30,
            vcores: self.cores,
            work_dir,
            executor_heartbeat_interval_seconds: LOOK_SECONDS,
            job_data_ttl_seconds: 3_600,
            job_data_clean_up_interval_seconds: 600,
            override_function_registry: Some(Arc::new(functions)),
            ..ExecutorProcessConfig::default()
        };
        start_executor_process(Arc::new(config))
            .await
            .map_err(|e| stopped("executor", &e))
    }
}

/// An address as it stands before a port.
fn host(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

fn stopped(what: &str, error: &dyn std::fmt::Display) -> Failure {
    Diagnostic::error("cluster::stopped", format!("the {what} stopped: {error}"))
        .remedy("Check that the port is free and, for an executor, that the scheduler runs.")
        .into()
}
