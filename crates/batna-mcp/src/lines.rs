//! Messages as lines on standard input and output, within limits.
//!
//! A line that is too long, is not JSON or is no message of the protocol is answered with
//! an error that says which, and is never repeated or logged. When the client closes its
//! end, calls that are under way are answered first.

use std::io::{BufRead, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};

/// Longest line that is read, in bytes. A message of an assistant has a few thousand.
pub const LONGEST_LINE: usize = 4 << 20;
/// Refused lines in a row after which the server leaves: a peer that echoes errors back
/// would otherwise never end.
const MOST_REFUSED: u32 = 100;
/// Lines read ahead of what is being answered.
const AHEAD: usize = 32;
/// Longest time that answers under way may take once the client has closed its end.
const LAST_ANSWERS: Duration = Duration::from_secs(120);

/// One line as it was read.
#[derive(Debug, PartialEq)]
enum Line {
    Bytes(Vec<u8>),
    TooLong,
}

/// Requests that have no answer yet, and a bell for when that changes.
#[derive(Default)]
struct Pending {
    requests: Mutex<Vec<Value>>,
    answered: Notify,
}

impl Pending {
    fn asked(&self, id: Value) {
        self.lock().push(id);
    }

    fn done(&self, id: &Value) {
        self.lock().retain(|waiting| waiting != id);
        self.answered.notify_one();
    }

    fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Value>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The two streams of the process.
pub struct Lines {
    input: mpsc::Receiver<Line>,
    output: Arc<Mutex<dyn Write + Send>>,
    pending: Arc<Pending>,
    refused: u32,
}

impl Lines {
    /// Reads in a thread of its own, so that an answer never waits for a line.
    pub fn on_standard_streams() -> Self {
        let (sender, input) = mpsc::channel(AHEAD);
        std::thread::spawn(move || {
            let mut stdin = std::io::stdin().lock();
            while let Ok(Some(line)) = read_line(&mut stdin, LONGEST_LINE) {
                if sender.blocking_send(line).is_err() {
                    return;
                }
            }
        });
        Lines {
            input,
            output: Arc::new(Mutex::new(std::io::stdout())),
            pending: Arc::default(),
            refused: 0,
        }
    }

    /// Answers a line that is no message; false where the client is gone or does nothing else.
    fn refuse(&mut self, refusal: &Refusal) -> bool {
        self.refused += 1;
        self.refused <= MOST_REFUSED && write_line(&self.output, &refusal.answer()).is_ok()
    }

    /// Waits until every request has its answer, or the time is up.
    async fn drain(&self) {
        let all = async {
            while !self.pending.is_empty() {
                self.pending.answered.notified().await;
            }
        };
        let _ = tokio::time::timeout(LAST_ANSWERS, all).await;
    }
}

impl Transport<RoleServer> for Lines {
    type Error = std::io::Error;

    fn send(
        &mut self,
        item: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        let output = Arc::clone(&self.output);
        let pending = Arc::clone(&self.pending);
        async move {
            let message = serde_json::to_value(&item)?;
            let sent = write_line(&output, &message);
            if message.get("method").is_none()
                && let Some(id) = message.get("id")
            {
                pending.done(id);
            }
            sent
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            let Some(line) = self.input.recv().await else {
                self.drain().await;
                return None;
            };
            match read_message(&line) {
                Ok(Some(message)) => {
                    self.refused = 0;
                    if let rmcp::model::JsonRpcMessage::Request(request) = &message
                        && let Ok(id) = serde_json::to_value(&request.id)
                    {
                        self.pending.asked(id);
                    }
                    return Some(message);
                }
                Ok(None) => {}
                Err(refusal) => {
                    if !self.refuse(&refusal) {
                        return None;
                    }
                }
            }
        }
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// Why a line is no message.
#[derive(Debug, PartialEq)]
struct Refusal {
    code: i32,
    id: Value,
    message: String,
}

impl Refusal {
    fn answer(&self) -> Value {
        json!({
            "jsonrpc": "2.0",
            "id": self.id,
            "error": { "code": self.code, "message": self.message },
        })
    }
}

/// A message, nothing for a blank line or an unknown notification, or why it is refused.
fn read_message(line: &Line) -> Result<Option<RxJsonRpcMessage<RoleServer>>, Refusal> {
    let refuse = |code, id, message: String| Err(Refusal { code, id, message });
    let bytes = match line {
        Line::Bytes(bytes) => bytes,
        Line::TooLong => {
            let most = LONGEST_LINE >> 20;
            let message = format!("the message is longer than {most} MB and was not read");
            return refuse(-32600, Value::Null, message);
        }
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        let message = "the line is not JSON; send one JSON-RPC message a line";
        return refuse(-32700, Value::Null, message.to_owned());
    };
    if value.is_array() {
        let message = "batches are not supported; send one message a line";
        return refuse(-32600, Value::Null, message.to_owned());
    }
    let id = match value.get("id") {
        Some(id) if id.is_string() || id.is_number() => Some(id.clone()),
        _ => None,
    };
    match serde_json::from_value(value.clone()) {
        Ok(message) => Ok(Some(message)),
        // A notification has no answer, whatever it holds.
        Err(_) if id.is_none() && value.get("method").is_some_and(Value::is_string) => Ok(None),
        Err(_) => refuse(
            -32600,
            id.unwrap_or(Value::Null),
            "the line is JSON, but no message of the Model Context Protocol".to_owned(),
        ),
    }
}

/// The next line without its end; none at the end of the input. A line that is too long is
/// passed over to its end without being kept.
fn read_line(input: &mut impl BufRead, longest: usize) -> std::io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut too_long = false;
    let mut any = false;
    loop {
        let chunk = match input.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            break;
        }
        any = true;
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let (part, used) = match end {
            Some(end) => (chunk.get(..end).unwrap_or(chunk), end + 1),
            None => (chunk, chunk.len()),
        };
        if too_long || line.len() + part.len() > longest {
            too_long = true;
            line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(match (any, too_long) {
        (false, _) => None,
        (true, true) => Some(Line::TooLong),
        (true, false) => Some(Line::Bytes(line)),
    })
}

fn write_line(output: &Mutex<dyn Write + Send>, message: &Value) -> std::io::Result<()> {
    let mut text = serde_json::to_vec(message)?;
    text.push(b'\n');
    let mut output = output.lock().unwrap_or_else(PoisonError::into_inner);
    output.write_all(&text)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &[u8], longest: usize) -> Vec<Line> {
        let mut input = std::io::BufReader::with_capacity(3, text);
        let mut lines = Vec::new();
        while let Some(line) = read_line(&mut input, longest).unwrap() {
            lines.push(line);
        }
        lines
    }

    #[test]
    fn a_long_line_is_passed_over_and_the_next_is_read() {
        let read = lines(b"short\n0123456789abc\nlast", 10);
        let bytes = |text: &[u8]| Line::Bytes(text.to_vec());
        assert_eq!(read, [bytes(b"short"), Line::TooLong, bytes(b"last")]);
    }

    #[test]
    fn refusals_keep_the_id_and_nothing_of_the_line() {
        let line = Line::Bytes(br#"{"id":7,"secret":"floor"}"#.to_vec());
        let refusal = read_message(&line).unwrap_err();
        assert_eq!(refusal.id, json!(7));
        assert!(!refusal.answer().to_string().contains("floor"));
        assert!(matches!(
            read_message(&Line::Bytes(b"  ".to_vec())),
            Ok(None)
        ));
        let unknown = br#"{"jsonrpc":"2.0","method":"notifications/of/no/kind","params":3}"#;
        assert!(read_message(&Line::Bytes(unknown.to_vec())).is_ok());
        let batch = Line::Bytes(b"[]".to_vec());
        assert_eq!(read_message(&batch).unwrap_err().code, -32600);
        let broken = Line::Bytes(b"{".to_vec());
        assert_eq!(read_message(&broken).unwrap_err().code, -32700);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            for line in lines(&bytes, 64) {
                let _ = read_message(&line);
            }
        }

        #[test]
        fn any_json_is_read_without_panic(text in r#"\{"(jsonrpc|id|method|params)":("[a-z/]{0,12}"|[0-9]{1,20}|null|\{\}|\[\])\}"#) {
            let _ = read_message(&Line::Bytes(text.into_bytes()));
        }
    }
}
