//! Remembers what was worked out for a text. Never iterated, so its order cannot leak.

#![allow(clippy::disallowed_types)]

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a: no seed, so that even its costs repeat.
#[derive(Clone, Copy, Debug)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// A hash of parts, kept apart by a byte no text holds.
pub fn hash_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> u64 {
    let mut hasher = Fnv::default();
    for part in parts {
        hasher.write(part);
        hasher.write(&[0xff]);
    }
    // Spreads the weak low bits of FNV.
    let mut x = hasher.finish();
    x ^= x >> 32;
    x = x.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^ (x >> 29)
}

/// Values by key.
#[derive(Clone, Debug)]
pub struct Memo<K, V> {
    map: HashMap<K, V, BuildHasherDefault<Fnv>>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Memo {
            map: HashMap::default(),
        }
    }
}

impl<V> Memo<String, V> {
    /// The value of a text, made once.
    pub fn get_or(&mut self, key: &str, make: impl FnOnce() -> V) -> &V {
        if !self.map.contains_key(key) {
            self.map.insert(key.to_owned(), make());
        }
        // Just put in where it was missing.
        match self.map.get(key) {
            Some(value) => value,
            None => unreachable!("a value was inserted for the key"),
        }
    }
}

impl<V: Copy> Memo<String, V> {
    /// The value of a text, made once where making it works.
    pub fn get_or_try<E>(
        &mut self,
        key: &str,
        make: impl FnOnce() -> Result<V, E>,
    ) -> Result<V, E> {
        if let Some(value) = self.map.get(key) {
            return Ok(*value);
        }
        let value = make()?;
        self.map.insert(key.to_owned(), value);
        Ok(value)
    }
}

impl<V: Copy> Memo<u64, V> {
    pub fn get(&self, key: u64) -> Option<V> {
        self.map.get(&key).copied()
    }

    pub fn insert(&mut self, key: u64, value: V) {
        self.map.insert(key, value);
    }
}
