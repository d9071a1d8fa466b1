//! A card with a signature by a key that is made for it and forgotten.
//!
//! The signature shows that nobody changed the card since it was made; two cards of one
//! person share no key, so they cannot be linked, and it says nothing of who made it. Ed25519
//! (RFC 8032) over a fixed prefix and the card as compact JSON in the order of its fields.

use batna_core::Diagnostic;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::{Card, SCHEMA};
use crate::Failure;

/// What is signed begins so, and means nothing elsewhere.
const PREFIX: &[u8] = b"batna comp card\n";

/// The file that is passed on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedCard {
    pub card: Card,
    /// Public key, in base 16.
    pub key: String,
    pub signature: String,
}

pub(super) fn not_genuine(why: &str) -> Failure {
    Diagnostic::error(
        "card::not-genuine",
        format!("the card was not taken: {why}"),
    )
    .remedy("ask your friend for the file as `batna share` wrote it")
    .into()
}

fn message(card: &Card) -> Result<Vec<u8>, Failure> {
    let json = serde_json::to_vec(card).map_err(|error| Failure::internal(error.to_string()))?;
    Ok([PREFIX, &json].concat())
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 {
        return None;
    }
    let mut out = [0; N];
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(out)
}

impl SignedCard {
    /// Signs a card with a key of the system's own randomness.
    ///
    /// Errors: the system gives none.
    pub fn sign(card: Card) -> Result<SignedCard, Failure> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret)
            .map_err(|_| Failure::internal("the system gives no randomness for a key"))?;
        let key = SigningKey::from_bytes(&secret);
        let signature = key.sign(&message(&card)?);
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(SignedCard {
            card,
            key: hex(key.verifying_key().as_bytes()),
            signature: hex(&signature.to_bytes()),
        })
    }

    /// Reads a file and checks its signature.
    ///
    /// Errors: no card, of another version, or changed since it was signed.
    pub fn read(text: &[u8]) -> Result<SignedCard, Failure> {
        let signed: SignedCard =
            serde_json::from_slice(text).map_err(|_| not_genuine("the file is no signed card"))?;
        if signed.card.schema != SCHEMA {
            return Err(not_genuine("it is of another version"));
        }
        let key = bytes(&signed.key)
            .and_then(|key| VerifyingKey::from_bytes(&key).ok())
            .ok_or_else(|| not_genuine("its key is damaged"))?;
        let signature = bytes(&signed.signature)
            .map(|bytes| Signature::from_bytes(&bytes))
            .ok_or_else(|| not_genuine("its signature is damaged"))?;
        key.verify_strict(&message(&signed.card)?, &signature)
            .map_err(|_| not_genuine("it was changed after it was signed"))?;
        Ok(signed)
    }
}
