//! Random texts and numbers.

use crate::arg::{self, Outcome};
use crate::encoding::BASE64;
use crate::hash::hex;
use crate::host::Host;
use crate::runes;
use crate::table::{Entry, table};
use GoType::{Int, Str as Text};
use stator_gotmpl::Runtime;
use stator_value::{GoType, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "randAlphaNum"[Int] = alphanumeric, "Random letters and digits.";
    "randAlpha"[Int] = alphabetic, "Random letters.";
    "randNumeric"[Int] = numeric, "Random digits.";
    "randAscii"[Int] = ascii, "Random printable ASCII characters.";
    "randBytes"[Int] = bytes, "Random bytes in base 64.";
    "randInt"[Int, Int] = integer, "A random integer from a lower to an upper limit, left out.";
    "shuffle"[Text] = shuffle, "The characters of a text in random order.";
    "uuidv4"[] = uuid, "A random UUID.";
};

/// The longest random text.
const LONGEST: i64 = 1 << 28;

/// A random number below `limit`, every one as likely.
fn below(host: &dyn Host, limit: u64) -> u64 {
    let limit = limit.max(1);
    // The highest numbers are left out so that all remainders are equally frequent.
    let usable = u64::MAX - u64::MAX % limit;
    loop {
        let mut bytes = [0; 8];
        host.fill_random(&mut bytes);
        let number = u64::from_le_bytes(bytes);
        if number < usable {
            return number % limit;
        }
    }
}

fn text_of(runtime: &dyn Runtime, args: &[Value], letters: &[u8]) -> Outcome {
    let count = arg::int(args, 0)?;
    if count > LONGEST {
        return Err(format!("a random text of {count} characters is too long").into());
    }
    let hosts = arg::hosts(runtime)?;
    // COMPAT(helm): a negative count gives an empty text, not an error.
    let pick = |_| letters[below(&*hosts.effects, letters.len() as u64) as usize];
    Ok(Value::Str((0..count).map(pick).collect::<Vec<u8>>().into()))
}

const LETTERS_AND_DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

fn alphanumeric(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    text_of(runtime, args, LETTERS_AND_DIGITS)
}

fn alphabetic(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    text_of(runtime, args, &LETTERS_AND_DIGITS[10..])
}

fn numeric(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    text_of(runtime, args, &LETTERS_AND_DIGITS[..10])
}

fn ascii(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let printable: Vec<u8> = (b' '..=b'~').collect();
    text_of(runtime, args, &printable)
}

fn bytes(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let count = arg::int(args, 0)?;
    let Some(length) = usize::try_from(count).ok().filter(|_| count <= LONGEST) else {
        return Err("runtime error: makeslice: len out of range".into());
    };
    let mut bytes = vec![0; length];
    arg::hosts(runtime)?.effects.fill_random(&mut bytes);
    Ok(Value::Str(BASE64.encode(&bytes).into()))
}

fn integer(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (from, to) = (arg::int(args, 0)?, arg::int(args, 1)?);
    let span = to.wrapping_sub(from);
    if span <= 0 {
        return Err("invalid argument to Intn".into());
    }
    let number = below(&*arg::hosts(runtime)?.effects, span.cast_unsigned());
    Ok(Value::int(from.wrapping_add(number.cast_signed())))
}

fn shuffle(runtime: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let hosts = arg::hosts(runtime)?;
    let mut characters: Vec<char> = runes::all(arg::text(args, 0)?).collect();
    for at in (1..characters.len()).rev() {
        characters.swap(at, below(&*hosts.effects, at as u64 + 1) as usize);
    }
    Ok(Value::str(characters.into_iter().collect::<String>()))
}

fn uuid(runtime: &mut dyn Runtime, _: &[Value]) -> Outcome {
    let mut bytes = [0; 16];
    arg::hosts(runtime)?.effects.fill_random(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits = hex(&bytes);
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| &digits[range]);
    Ok(Value::str(parts.join("-")))
}
