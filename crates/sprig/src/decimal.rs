//! Exact decimal numbers, in which sprig adds, subtracts, multiplies and divides floats.

use num_bigint::BigInt;

/// How many digits a quotient has after the point.
const QUOTIENT_PLACES: i64 = 16;

/// An integer times a power of ten.
pub(crate) struct Decimal {
    digits: BigInt,
    exponent: i64,
}

impl Decimal {
    /// Takes the shortest decimal number that reads as this float.
    ///
    /// # Errors
    /// What Go panics with for an infinity or a value that is no number.
    pub(crate) fn from_float(f: f64) -> Result<Self, String> {
        if !f.is_finite() {
            let name = if f.is_nan() {
                "NaN"
            } else if f > 0.0 {
                "+Inf"
            } else {
                "-Inf"
            };
            return Err(format!("Cannot create a Decimal from {name}"));
        }
        let text = format!("{f:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let places = mantissa
            .split_once('.')
            .map_or(0, |(_, fraction)| fraction.len() as i64);
        Ok(Self {
            digits: mantissa.replace('.', "").parse().unwrap_or_default(),
            exponent: exponent.parse().unwrap_or(0) - places,
        })
    }

    /// Gives the digits for a smaller exponent.
    fn digits_at(&self, exponent: i64) -> BigInt {
        &self.digits * power_of_ten(self.exponent - exponent)
    }

    fn aligned(&self, other: &Self, operation: fn(BigInt, BigInt) -> BigInt) -> Self {
        let exponent = self.exponent.min(other.exponent);
        Self {
            digits: operation(self.digits_at(exponent), other.digits_at(exponent)),
            exponent,
        }
    }

    /// Adds exactly.
    pub(crate) fn add(&self, other: &Self) -> Self {
        self.aligned(other, |a, b| a + b)
    }

    /// Subtracts exactly.
    pub(crate) fn sub(&self, other: &Self) -> Self {
        self.aligned(other, |a, b| a - b)
    }

    /// Multiplies exactly.
    pub(crate) fn mul(&self, other: &Self) -> Self {
        Self {
            digits: &self.digits * &other.digits,
            exponent: self.exponent + other.exponent,
        }
    }

    /// Divides and rounds half away from zero.
    ///
    /// # Errors
    /// Division by zero.
    pub(crate) fn div(&self, other: &Self) -> Result<Self, String> {
        let zero = BigInt::ZERO;
        if other.digits == zero {
            return Err("decimal division by 0".to_owned());
        }
        let shift = self.exponent - other.exponent + QUOTIENT_PLACES;
        let mut dividend = self.digits.clone();
        let mut divisor = other.digits.clone();
        if shift >= 0 {
            dividend *= power_of_ten(shift);
        } else {
            divisor *= power_of_ten(-shift);
        }
        let mut quotient = &dividend / &divisor;
        let remainder = &dividend - &quotient * &divisor;
        if remainder.magnitude() * 2_u32 >= *divisor.magnitude() {
            let negative = (dividend < zero) != (divisor < zero);
            quotient += if negative { -1 } else { 1 };
        }
        Ok(Self {
            digits: quotient,
            exponent: -QUOTIENT_PLACES,
        })
    }

    /// Gives the nearest float.
    pub(crate) fn to_float(&self) -> f64 {
        if self.digits == BigInt::ZERO {
            return 0.0;
        }
        format!("{}e{}", self.digits, self.exponent)
            .parse()
            .unwrap_or(0.0)
    }
}

fn power_of_ten(exponent: i64) -> BigInt {
    BigInt::from(10).pow(u32::try_from(exponent).unwrap_or(0))
}
