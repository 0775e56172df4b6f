//! Checksums, password hashes, symmetric encryption.

use crate::arg::{self, Outcome};
use crate::derive;
use crate::encoding::BASE64;
use crate::table::{Entry, table};
use GoType::{Named, Str as Text};
use aes::Aes256;
use aes::cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use sha2::Digest;
use stator_gotmpl::{CallError, Runtime};
use stator_value::{GoType, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "sha1sum"[Text] = sha1sum, "The SHA-1 checksum in hexadecimal.";
    "sha256sum"[Text] = sha256sum, "The SHA-256 checksum in hexadecimal.";
    "sha512sum"[Text] = sha512sum, "The SHA-512 checksum in hexadecimal.";
    "adler32sum"[Text] = adler32sum, "The Adler-32 checksum in decimal.";
    "bcrypt"[Text] = bcrypt, "A salted bcrypt hash.";
    "htpasswd"[Text, Text] = htpasswd, "A line for a password file: name and bcrypt hash.";
    "derivePassword"[Named("uint32"), Text, Text, Text, Text] = derive_password,
        "The password of a site, derived from a master password.";
    "encryptAES"[Text, Text] = encrypt_aes, "The text encrypted with a password, in base 64.";
    "decryptAES"[Text, Text] = decrypt_aes, "The text that encryptAES encrypted.";
};

/// Writes bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

fn checksum<D: Digest>(args: &[Value]) -> Outcome {
    Ok(Value::str(hex(&D::digest(arg::text(args, 0)?.as_bytes()))))
}

fn sha1sum(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    checksum::<sha1::Sha1>(args)
}

fn sha256sum(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    checksum::<sha2::Sha256>(args)
}

fn sha512sum(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    checksum::<sha2::Sha512>(args)
}

fn adler32sum(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    const MODULUS: u32 = 65_521;
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in arg::text(args, 0)?.iter() {
        low = (low + u32::from(*byte)) % MODULUS;
        high = (high + low) % MODULUS;
    }
    Ok(Value::str((high << 16 | low).to_string()))
}

/// What a hash that is slow on purpose counts for in the budget of the run.
const SLOW_HASH_BYTES: u64 = 16 << 20;

/// The cost that Go's library takes by default.
const BCRYPT_COST: u32 = 10;
/// The longest password that bcrypt looks at.
const BCRYPT_LONGEST: usize = 72;

fn bcrypt_hash(runtime: &mut dyn Runtime, password: &[u8]) -> Result<String, CallError> {
    runtime.charge(SLOW_HASH_BYTES)?;
    if password.len() > BCRYPT_LONGEST {
        return Ok(
            "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
                .to_owned(),
        );
    }
    let mut salt = [0; 16];
    arg::hosts(runtime)?.effects.fill_random(&mut salt);
    ::bcrypt::hash_with_salt(password, BCRYPT_COST, salt)
        .map(|parts| parts.format_for_version(::bcrypt::Version::TwoA))
        .map_err(|error| error.to_string().into())
}

fn bcrypt(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(Value::str(bcrypt_hash(runtime, arg::text(args, 0)?)?))
}

fn htpasswd(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (name, password) = (arg::text(args, 0)?, arg::text(args, 1)?);
    if name.contains(&b':') {
        return Ok(Value::Str(
            [b"invalid username: ", name.as_bytes()].concat().into(),
        ));
    }
    let hash = bcrypt_hash(runtime, password)?;
    Ok(Value::Str(
        [name.as_bytes(), b":", hash.as_bytes()].concat().into(),
    ))
}

fn derive_password(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    runtime.charge(SLOW_HASH_BYTES)?;
    let counter = arg::int(args, 0)? as u32;
    let password = derive::password(
        counter,
        &arg::utf8(args, 1)?,
        arg::text(args, 2)?,
        arg::text(args, 3)?,
        arg::text(args, 4)?,
    );
    Ok(Value::str(password))
}

const BLOCK: usize = 16;

/// The cipher for a password, which is cut or filled with zeros to 32 bytes.
fn cipher(password: &[u8]) -> Aes256 {
    let mut key = [0; 32];
    let length = password.len().min(key.len());
    key[..length].copy_from_slice(&password[..length]);
    Aes256::new(&Array::from(key))
}

fn encrypt_aes(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (password, text) = (arg::text(args, 0)?, arg::text(args, 1)?);
    if text.is_empty() {
        return Ok(Value::str(""));
    }
    let padding = BLOCK - text.len() % BLOCK;
    let mut out = vec![0; BLOCK];
    arg::hosts(runtime)?.effects.fill_random(&mut out);
    out.extend_from_slice(text);
    out.resize(out.len() + padding, padding as u8);
    let cipher = cipher(password);
    for start in (BLOCK..out.len()).step_by(BLOCK) {
        let (before, rest) = out.split_at_mut(start);
        let mut block = Array::from([0; BLOCK]);
        for at in 0..BLOCK {
            block[at] = before[start - BLOCK + at] ^ rest[at];
        }
        cipher.encrypt_block(&mut block);
        rest[..BLOCK].copy_from_slice(&block);
    }
    Ok(Value::Str(BASE64.encode(&out).into()))
}

fn decrypt_aes(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (password, text) = (arg::text(args, 0)?, arg::text(args, 1)?);
    if text.is_empty() {
        return Ok(Value::str(""));
    }
    let bytes = BASE64.decode(text)?;
    if bytes.len() < BLOCK {
        return Err(format!(
            "runtime error: slice bounds out of range [:{BLOCK}] with capacity {}",
            go_capacity(text.len())
        )
        .into());
    }
    if bytes.len() % BLOCK != 0 {
        return Err("crypto/cipher: input not full blocks".into());
    }
    let cipher = cipher(password);
    let mut out = Vec::with_capacity(bytes.len());
    for start in (BLOCK..bytes.len()).step_by(BLOCK) {
        let mut block = Array::from([0; BLOCK]);
        block.copy_from_slice(&bytes[start..start + BLOCK]);
        cipher.decrypt_block(&mut block);
        out.extend((0..BLOCK).map(|at| block[at] ^ bytes[start - BLOCK + at]));
    }
    let Some(padding) = out.last().copied() else {
        return Err("runtime error: index out of range [-1]".into());
    };
    let Some(length) = out.len().checked_sub(usize::from(padding)) else {
        let end = out.len() as i64 - i64::from(padding);
        return Err(format!("runtime error: slice bounds out of range [:{end}]").into());
    };
    out.truncate(length);
    Ok(Value::Str(out.into()))
}

/// The capacity of the buffer into which Go decodes a base 64 text of this length.
fn go_capacity(length: usize) -> usize {
    length / 4 * 3
}
