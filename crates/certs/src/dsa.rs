//! DSA keys, which templates may still ask for.
//!
//! They are made and written, never used: no certificate here is signed with one.

use crate::der;
use crate::error::Error;
use crate::fill_random;
use num_bigint::{BigInt, BigUint, Sign};

/// How often a candidate is tested.
const TESTS: usize = 64;

/// Small primes, which rule out most candidates cheaply.
const SMALL_PRIMES: &[u32] = &[
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193,
    197, 199, 211, 223, 227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307,
];

/// A random number of at most so many bits.
fn random(bits: usize) -> Result<BigUint, Error> {
    let mut bytes = vec![0; bits.div_ceil(8)];
    fill_random(&mut bytes)?;
    bytes[0] &= 0xff >> (bytes.len() * 8 - bits);
    Ok(BigUint::from_bytes_be(&bytes))
}

/// A random number with exactly so many bits.
fn random_long(bits: usize) -> Result<BigUint, Error> {
    let mut number = random(bits)?;
    number.set_bit(bits as u64 - 1, true);
    Ok(number)
}

/// A random number from 1 to `limit` − 1.
fn random_below(limit: &BigUint) -> Result<BigUint, Error> {
    loop {
        let number = random(limit.bits() as usize)?;
        if number > BigUint::ZERO && number < *limit {
            return Ok(number);
        }
    }
}

/// Miller and Rabin's test.
fn is_probably_prime(number: &BigUint) -> Result<bool, Error> {
    if SMALL_PRIMES
        .iter()
        .any(|prime| number % *prime == BigUint::ZERO)
    {
        return Ok(SMALL_PRIMES
            .iter()
            .any(|prime| *number == BigUint::from(*prime)));
    }
    let one = BigUint::from(1_u32);
    let before: BigUint = number - &one;
    let twos = before.trailing_zeros().unwrap_or(0);
    let odd = &before >> twos;
    for _ in 0..TESTS {
        let mut power = random_below(&before)?.modpow(&odd, number);
        if power == one || power == before {
            continue;
        }
        let mut is_witness = true;
        for _ in 1..twos {
            power = &power * &power % number;
            if power == before {
                is_witness = false;
                break;
            }
        }
        if is_witness {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes a key whose prime has `long` bits and whose subgroup's order has `short` bits, in the form
/// that OpenSSL writes: version, p, q, g, y, x.
pub(crate) fn generate(long: usize, short: usize) -> Result<Vec<u8>, Error> {
    let one = BigUint::from(1_u32);
    let (p, q) = primes(long, short)?;
    let exponent = (&p - &one) / &q;
    let mut base = BigUint::from(2_u32);
    let mut g = base.modpow(&exponent, &p);
    while g == one {
        base += 1_u32;
        g = base.modpow(&exponent, &p);
    }
    let x = random_below(&q)?;
    let y = g.modpow(&x, &p);
    let parts = [p, q, g, y, x].map(|part| BigInt::from_biguint(Sign::Plus, part));
    let mut numbers = vec![&BigInt::ZERO];
    numbers.extend(&parts);
    Ok(der::integers(&numbers))
}

/// Finds primes p and q so that q divides p − 1.
fn primes(long: usize, short: usize) -> Result<(BigUint, BigUint), Error> {
    let one = BigUint::from(1_u32);
    loop {
        let mut q = random_long(short)?;
        q.set_bit(0, true);
        if !is_probably_prime(&q)? {
            continue;
        }
        let step: BigUint = &q * 2_u32;
        for _ in 0..4 * long {
            let candidate = random_long(long)?;
            let p: BigUint = &candidate - &candidate % &step + &one;
            if p.bits() as usize == long && is_probably_prime(&p)? {
                return Ok((p, q));
            }
        }
    }
}

/// Checks that a key has the parts of a DSA key.
pub(crate) fn is_key(text: &[u8]) -> bool {
    let Some((mut rest, _)) = der::take(text, der::SEQUENCE) else {
        return false;
    };
    for _ in 0..6 {
        match der::take_integer(rest) {
            Some((_, tail)) => rest = tail,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_fulfils_its_equations() {
        let key = generate(256, 64).unwrap();
        assert!(is_key(&key));
        let (mut rest, _) = der::take(&key, der::SEQUENCE).unwrap();
        let mut parts = Vec::new();
        while let Some((part, tail)) = der::take_integer(rest) {
            parts.push(part.to_biguint().unwrap());
            rest = tail;
        }
        let [version, p, q, g, y, x] = &parts[..] else {
            panic!("six numbers")
        };
        let one = BigUint::from(1_u32);
        assert_eq!(
            (*version == BigUint::ZERO, p.bits(), q.bits()),
            (true, 256, 64)
        );
        assert_eq!((p - &one) % q, BigUint::ZERO);
        assert_eq!(g.modpow(q, p), one);
        assert_eq!(g.modpow(x, p), *y);
    }

    #[test]
    fn primes_are_told_from_products() {
        for (number, is_prime) in [
            (307_u32, true),
            (311, true),
            (311 * 313, false),
            (65_537, true),
        ] {
            assert_eq!(
                is_probably_prime(&BigUint::from(number)).unwrap(),
                is_prime,
                "{number}"
            );
        }
    }
}
