//! What all requests share: the desk, the secrets of this run, and the seats.

use std::sync::{Arc, Mutex, PoisonError};

use batna_app::page::{Cancelled, Desk};
use batna_app::{Failure, Workbench};
use tokio::sync::Semaphore;

/// Requests worked on at once; the others wait their turn.
const SEATS: usize = 32;

/// Secrets of one run, as hexadecimal.
pub struct Secrets {
    /// In the link that is printed; works once.
    pub entry: String,
    /// In the cookie.
    pub session: String,
    /// In every form that changes something.
    pub form: String,
}

impl Secrets {
    /// Errors: the system has no randomness.
    pub fn random() -> std::io::Result<Self> {
        Ok(Secrets {
            entry: random()?,
            session: random()?,
            form: random()?,
        })
    }
}

fn random() -> std::io::Result<String> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Compares without telling by time how far two secrets agree.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len()
        && a.bytes()
            .zip(b.bytes())
            .fold(0_u8, |differ, (a, b)| differ | (a ^ b))
            == 0
}

/// One served case.
pub struct Site {
    desk: Arc<Desk>,
    port: u16,
    entry: Mutex<Option<String>>,
    session: String,
    form: String,
    pub(crate) seats: Semaphore,
}

pub(crate) type Shared = Arc<Site>;

impl Site {
    pub fn new(workbench: Workbench, port: u16, secrets: Secrets) -> Self {
        Site {
            desk: Arc::new(Desk::new(workbench)),
            port,
            entry: Mutex::new(Some(secrets.entry)),
            session: secrets.session,
            form: secrets.form,
            seats: Semaphore::new(SEATS),
        }
    }

    fn entry(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.entry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The link that opens the page, while it has not been used.
    pub fn link(&self) -> String {
        let token = self.entry().clone().unwrap_or_default();
        format!("http://127.0.0.1:{}/?token={token}", self.port)
    }

    /// A new link; the one before stops working.
    ///
    /// Errors: the system has no randomness.
    pub fn renew(&self) -> std::io::Result<String> {
        *self.entry() = Some(random()?);
        Ok(self.link())
    }

    /// Uses the link up.
    pub(crate) fn enter(&self, token: &str) -> bool {
        let mut entry = self.entry();
        let right = entry.as_deref().is_some_and(|known| same(known, token));
        if right {
            *entry = None;
        }
        right
    }

    /// Cookies know no ports, so each run names its own.
    pub(crate) fn cookie_name(&self) -> String {
        format!("batna_{}", self.port)
    }

    pub(crate) fn session(&self) -> &str {
        &self.session
    }

    pub(crate) fn form_token(&self) -> &str {
        &self.form
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn name(&self) -> String {
        let root = self.desk.workbench().world().case_root();
        let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        real.file_name().map_or_else(
            || "case".to_owned(),
            |name| name.to_string_lossy().into_owned(),
        )
    }

    /// Runs work that reads files or computes where it holds up no other request.
    ///
    /// Errors: those of the work; a panic in it is a fault of ours.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Desk, &Cancelled) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let desk = Arc::clone(&self.desk);
        let gone = Gone(Cancelled::default());
        let cancelled = gone.0.clone();
        let done = tokio::task::spawn_blocking(move || work(&desk, &cancelled)).await;
        drop(gone);
        done.unwrap_or_else(|_| Err(Failure::internal("a page could not be made")))
    }
}

/// Cancels when the request it belongs to is dropped: the browser went away.
struct Gone(Cancelled);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
