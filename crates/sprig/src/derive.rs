//! Passwords derived by the Master Password algorithm (version 1): scrypt, then templates.

use sha2::{Digest, Sha256};

const SEED: &[u8] = b"com.lyndir.masterpassword";

/// Kinds of passwords and the patterns of their letters.
const PATTERNS: &[(&str, &[&str])] = &[
    ("maximum", &["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"]),
    (
        "long",
        &[
            "CvcvnoCvcvCvcv",
            "CvcvCvcvnoCvcv",
            "CvcvCvcvCvcvno",
            "CvccnoCvcvCvcv",
            "CvccCvcvnoCvcv",
            "CvccCvcvCvcvno",
            "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv",
            "CvcvCvccCvcvno",
            "CvcvnoCvcvCvcc",
            "CvcvCvcvnoCvcc",
            "CvcvCvcvCvccno",
            "CvccnoCvccCvcv",
            "CvccCvccnoCvcv",
            "CvccCvccCvcvno",
            "CvcvnoCvccCvcc",
            "CvcvCvccnoCvcc",
            "CvcvCvccCvccno",
            "CvccnoCvcvCvcc",
            "CvccCvcvnoCvcc",
            "CvccCvcvCvccno",
        ],
    ),
    ("medium", &["CvcnoCvc", "CvcCvcno"]),
    ("short", &["Cvcn"]),
    ("basic", &["aaanaaan", "aannaaan", "aaannaaa"]),
    ("pin", &["nnnn"]),
];

/// The letters that a letter of a pattern stands for.
fn letters(class: u8) -> &'static [u8] {
    match class {
        b'V' => b"AEIOU",
        b'C' => b"BCDFGHJKLMNPQRSTVWXYZ",
        b'v' => b"aeiou",
        b'c' => b"bcdfghjklmnpqrstvwxyz",
        b'a' => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        b'n' => b"0123456789",
        b'o' => b"@&%?,=[]_:-+*$#!'^~;()/.",
        _ => b"AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    }
}

/// Derives the password of `user` for `site`, or says that there is no such kind of password.
pub(crate) fn password(
    counter: u32,
    kind: &str,
    password: &[u8],
    user: &[u8],
    site: &[u8],
) -> String {
    let Some((_, patterns)) = PATTERNS.iter().find(|(name, _)| *name == kind) else {
        return format!("cannot find password template {kind}");
    };
    let salt = [SEED, &(user.len() as u32).to_be_bytes(), user].concat();
    let key = scrypt(password, &salt, &COST);
    let message = [
        SEED,
        &(site.len() as u32).to_be_bytes(),
        site,
        &counter.to_be_bytes(),
    ]
    .concat();
    let seed = hmac(&key, &[&message]);
    let pattern = patterns[usize::from(seed[0]) % patterns.len()];
    pattern
        .bytes()
        .zip(&seed[1..])
        .map(|(class, byte)| {
            let letters = letters(class);
            char::from(letters[usize::from(*byte) % letters.len()])
        })
        .collect()
}

/// HMAC with SHA-256 over several parts.
fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut block = [0; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let mut inner = Sha256::new();
    inner.update(block.map(|byte| byte ^ 0x36));
    for part in parts {
        inner.update(part);
    }
    let mut outer = Sha256::new();
    outer.update(block.map(|byte| byte ^ 0x5c));
    outer.update(inner.finalize());
    outer.finalize().into()
}

/// PBKDF2 with one round of HMAC-SHA-256.
fn pbkdf2(password: &[u8], salt: &[u8], length: usize) -> Vec<u8> {
    let blocks = (1_u32..).take(length.div_ceil(32));
    let mut out: Vec<u8> = blocks
        .flat_map(|number| hmac(password, &[salt, &number.to_be_bytes()]))
        .collect();
    out.truncate(length);
    out
}

/// How much work scrypt is.
struct Cost {
    /// Rounds of mixing, a power of two.
    rounds: usize,
    /// Blocks of 128 bytes in a chunk.
    blocks: usize,
    /// Chunks that are mixed apart.
    chunks: usize,
}

const COST: Cost = Cost {
    rounds: 32_768,
    blocks: 8,
    chunks: 2,
};

/// scrypt with 64 bytes of output.
fn scrypt(password: &[u8], salt: &[u8], cost: &Cost) -> Vec<u8> {
    let mut material = pbkdf2(password, salt, cost.chunks * cost.blocks * 128);
    for chunk in material.chunks_mut(cost.blocks * 128) {
        let mut words: Vec<u32> = chunk
            .chunks(4)
            .map(|bytes| {
                bytes
                    .iter()
                    .rev()
                    .fold(0, |word, byte| word << 8 | u32::from(*byte))
            })
            .collect();
        mix_memory(&mut words, cost.rounds);
        for (word, bytes) in words.iter().zip(chunk.chunks_mut(4)) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
    }
    pbkdf2(password, &material, 64)
}

/// scrypt's memory-hard mixing of one chunk.
fn mix_memory(words: &mut [u32], rounds: usize) {
    let length = words.len();
    let mut memory = vec![0_u32; rounds * length];
    let mut mixed = vec![0_u32; length];
    for row in memory.chunks_mut(length) {
        row.copy_from_slice(words);
        mix_blocks(words, &mut mixed);
    }
    for _ in 0..rounds {
        let row = words[length - 16] as usize % rounds;
        for (word, other) in words.iter_mut().zip(&memory[row * length..]) {
            *word ^= other;
        }
        mix_blocks(words, &mut mixed);
    }
}

/// Chains Salsa20/8 over the blocks of a chunk and sorts even ones before odd ones.
fn mix_blocks(words: &mut [u32], mixed: &mut [u32]) {
    let mut state = [0_u32; 16];
    state.copy_from_slice(&words[words.len() - 16..]);
    for (at, block) in words.chunks(16).enumerate() {
        for (word, other) in state.iter_mut().zip(block) {
            *word ^= other;
        }
        salsa(&mut state);
        let place = (at / 2 + at % 2 * (words.len() / 32)) * 16;
        mixed[place..place + 16].copy_from_slice(&state);
    }
    words.copy_from_slice(mixed);
}

/// Indices of the words that a quarter round of Salsa20 works on: columns, then rows.
const QUARTERS: [[usize; 4]; 8] = [
    [0, 4, 8, 12],
    [5, 9, 13, 1],
    [10, 14, 2, 6],
    [15, 3, 7, 11],
    [0, 1, 2, 3],
    [5, 6, 7, 4],
    [10, 11, 8, 9],
    [15, 12, 13, 14],
];

/// The Salsa20 core with eight rounds.
fn salsa(state: &mut [u32; 16]) {
    let start = *state;
    for _ in 0..4 {
        for [a, b, c, d] in QUARTERS {
            state[b] ^= state[a].wrapping_add(state[d]).rotate_left(7);
            state[c] ^= state[b].wrapping_add(state[a]).rotate_left(9);
            state[d] ^= state[c].wrapping_add(state[b]).rotate_left(13);
            state[a] ^= state[d].wrapping_add(state[c]).rotate_left(18);
        }
    }
    for (word, first) in state.iter_mut().zip(start) {
        *word = word.wrapping_add(first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrypt_equals_the_first_vector_of_its_standard() {
        let cost = Cost {
            rounds: 16,
            blocks: 1,
            chunks: 1,
        };
        assert_eq!(
            crate::hash::hex(&scrypt(b"", b"", &cost)),
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442\
             fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
        );
    }

    #[test]
    fn an_unknown_kind_of_password_is_named() {
        assert_eq!(
            password(1, "x", b"", b"", b""),
            "cannot find password template x"
        );
    }
}
