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

/// Eight bytes at a time through a folded multiplication: for looking up, several times as
/// fast as [`Fnv`], and spread over all bits as the table wants. No seed either.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mix(u64);

impl Mix {
    fn word(&mut self, word: u64) {
        let wide = u128::from(self.0 ^ word ^ 0x9e37_79b9_7f4a_7c15)
            * u128::from(0xbf58_476d_1ce4_e5b9_u64);
        self.0 = (wide as u64) ^ ((wide >> 64) as u64);
    }
}

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        // The length tells a short rest from one that ends in noughts.
        let length = (bytes.len() as u64) << 56;
        let rest = (rest.iter().rev()).fold(0, |all, &byte| (all << 8) | u64::from(byte));
        self.word(rest ^ length);
    }

    fn write_u8(&mut self, byte: u8) {
        self.word(u64::from(byte));
    }

    fn write_u16(&mut self, word: u16) {
        self.word(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.word(word);
    }

    fn write_i64(&mut self, word: i64) {
        self.word(word.cast_unsigned());
    }

    fn write_usize(&mut self, word: usize) {
        self.word(word as u64);
    }
}

/// Values by key.
#[derive(Clone, Debug)]
pub struct Memo<K, V> {
    map: HashMap<K, V, BuildHasherDefault<Mix>>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Memo {
            map: HashMap::default(),
        }
    }
}

impl<V> Memo<String, V> {
    /// How many texts are known: the number of the next one.
    pub fn next_number(&self) -> u32 {
        u32::try_from(self.map.len()).unwrap_or(u32::MAX)
    }
}

impl<V: Clone> Memo<String, V> {
    /// The value of a text, made once.
    pub fn get_or(&mut self, key: &str, make: impl FnOnce() -> V) -> V {
        if let Some(value) = self.map.get(key) {
            return value.clone();
        }
        let value = make();
        self.map.insert(key.to_owned(), value.clone());
        value
    }
}

impl<K: Eq + std::hash::Hash, V: Copy> Memo<K, V> {
    /// The value of a key, made once.
    pub fn place(&mut self, key: K, make: impl FnOnce() -> V) -> V {
        *self.map.entry(key).or_insert_with(make)
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
