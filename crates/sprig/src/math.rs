//! Arithmetic on integers and floats, and ranges of integers.

use crate::arg::{self, Outcome};
use crate::convert::{to_float, to_int};
use crate::decimal::Decimal;
use crate::table::{Entry, table};
use GoType::{Any, Float64, Int};
use stator_gotmpl::{CallError, Runtime};
use stator_value::{Elem, GoType, List, Value};

/// The family's table.
pub(crate) const FUNCTIONS: &[Entry] = table! {
    "add"[; Any] = add, "The sum of integers.";
    "add1"[Any] = add1, "The integer plus 1.";
    "sub"[Any, Any] = sub, "The difference of two integers.";
    "mul"[Any; Any] = mul, "The product of integers.";
    "div"[Any, Any] = div, "The quotient of two integers, cut off.";
    "mod"[Any, Any] = modulo, "The remainder of a division of integers.";
    "max"[Any; Any] = max, "The largest integer.";
    "biggest"[Any; Any] = max, "Old name of max.";
    "min"[Any; Any] = min, "The smallest integer.";
    "addf"[; Any] = addf, "The sum of decimal numbers.";
    "add1f"[Any] = add1f, "The decimal number plus 1.";
    "subf"[Any; Any] = subf, "The first decimal number less all others.";
    "mulf"[Any; Any] = mulf, "The product of decimal numbers.";
    "divf"[Any; Any] = divf, "The first decimal number divided by all others.";
    "maxf"[Any; Any] = maxf, "The largest float.";
    "minf"[Any; Any] = minf, "The smallest float.";
    "floor"[Any] = floor, "The next lower whole number.";
    "ceil"[Any] = ceil, "The next higher whole number.";
    "round"[Any, Int; Float64] = round, "The number rounded to decimal places.";
    "until"[Int] = until, "The integers from 0 to a limit, which is left out.";
    "untilStep"[Int, Int, Int] = until_step, "The integers from start to stop by a step.";
    "seq"[; Int] = seq, "Integers as the command seq prints them, on one line.";
};

/// The longest range of integers; Go would run out of memory a little later.
const LONGEST: u64 = 1 << 24;

fn integer(n: i64) -> Outcome {
    Ok(Value::int64(n))
}

fn fold(args: &[Value], start: i64, step: impl Fn(i64, i64) -> i64) -> Outcome {
    integer(args.iter().map(to_int).fold(start, step))
}

fn pair(args: &[Value]) -> (i64, i64) {
    (to_int(arg::any(args, 0)), to_int(arg::any(args, 1)))
}

fn add(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    fold(args, 0, i64::wrapping_add)
}

fn add1(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    fold(args, 1, i64::wrapping_add)
}

fn sub(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (a, b) = pair(args);
    integer(a.wrapping_sub(b))
}

fn mul(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    fold(args, 1, i64::wrapping_mul)
}

fn divided(args: &[Value], operation: fn(i64, i64) -> i64) -> Outcome {
    match pair(args) {
        (_, 0) => Err("runtime error: integer divide by zero".into()),
        (a, b) => integer(operation(a, b)),
    }
}

fn div(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    divided(args, i64::wrapping_div)
}

fn modulo(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    divided(args, i64::wrapping_rem)
}

fn max(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    fold(args, i64::MIN, i64::max)
}

fn min(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    fold(args, i64::MAX, i64::min)
}

/// Computes with decimal numbers: the first argument, then all others by `step`.
fn decimal(
    first: f64,
    others: &[Value],
    step: impl Fn(&Decimal, &Decimal) -> Result<Decimal, String>,
) -> Outcome {
    let mut result = Decimal::from_float(first)?;
    for other in others {
        result = step(&result, &Decimal::from_float(to_float(other))?)?;
    }
    Ok(Value::Float(result.to_float()))
}

fn addf(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    decimal(0.0, args, |a, b| Ok(a.add(b)))
}

fn add1f(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    decimal(to_float(arg::any(args, 0)), &[Value::int(1)], |a, b| {
        Ok(a.add(b))
    })
}

fn subf(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    decimal(to_float(arg::any(args, 0)), arg::rest(args, 1), |a, b| {
        Ok(a.sub(b))
    })
}

fn mulf(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    decimal(to_float(arg::any(args, 0)), arg::rest(args, 1), |a, b| {
        Ok(a.mul(b))
    })
}

fn divf(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    decimal(
        to_float(arg::any(args, 0)),
        arg::rest(args, 1),
        Decimal::div,
    )
}

fn float(f: f64) -> Outcome {
    Ok(Value::Float(f))
}

fn maxf(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    float(
        args.iter()
            .map(to_float)
            .fold(f64::NEG_INFINITY, |a, b| match () {
                () if a == f64::INFINITY || b == f64::INFINITY => f64::INFINITY,
                () if a.is_nan() || b.is_nan() => f64::NAN,
                () if a == b => {
                    if a.is_sign_negative() {
                        b
                    } else {
                        a
                    }
                }
                () => a.max(b),
            }),
    )
}

fn minf(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    float(
        args.iter()
            .map(to_float)
            .fold(f64::INFINITY, |a, b| match () {
                () if a == f64::NEG_INFINITY || b == f64::NEG_INFINITY => f64::NEG_INFINITY,
                () if a.is_nan() || b.is_nan() => f64::NAN,
                () if a == b => {
                    if a.is_sign_negative() {
                        a
                    } else {
                        b
                    }
                }
                () => a.min(b),
            }),
    )
}

fn floor(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    float(to_float(arg::any(args, 0)).floor())
}

fn ceil(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    float(to_float(arg::any(args, 0)).ceil())
}

/// Ten to the power of `exponent`, as Go's `math.Pow` computes it.
fn power_of_ten(exponent: i64) -> f64 {
    match exponent {
        ..-400 => return 0.0,
        401.. => return f64::INFINITY,
        _ => {}
    }
    // Square and multiply on mantissa and binary exponent apart, so that nothing overflows early.
    let (mut mantissa, mut scale) = (1.0_f64, 0_i32);
    let (mut square, mut square_scale) = (0.625_f64, 4_i32);
    let mut bits = exponent.unsigned_abs();
    while bits != 0 {
        if bits & 1 == 1 {
            mantissa *= square;
            scale += square_scale;
        }
        square *= square;
        square_scale *= 2;
        if square < 0.5 {
            square += square;
            square_scale -= 1;
        }
        bits >>= 1;
    }
    if exponent < 0 {
        mantissa = 1.0 / mantissa;
        scale = -scale;
    }
    scaled(mantissa, scale)
}

/// `mantissa` times two to the power of `scale`, rounded once.
fn scaled(mantissa: f64, scale: i32) -> f64 {
    let half = scale.clamp(-1000, 1000);
    mantissa * 2_f64.powi(half) * 2_f64.powi(scale - half)
}

fn round(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let up_from = if args.len() > 2 {
        arg::float(args, 2)?
    } else {
        0.5
    };
    let power = power_of_ten(arg::int(args, 1)?);
    let digit = power * to_float(arg::any(args, 0));
    // COMPAT(helm): the fraction keeps its sign, so negative numbers are always rounded down.
    let fraction = if digit.is_infinite() {
        f64::NAN
    } else {
        digit.fract()
    };
    let rounded = if fraction >= up_from {
        digit.ceil()
    } else {
        digit.floor()
    };
    float(rounded / power)
}

/// The integers from `start` towards `stop`, which is left out.
fn range(start: i64, stop: i64, step: i64) -> Result<Vec<i64>, CallError> {
    let distance = if stop < start {
        start.abs_diff(stop)
    } else {
        stop.abs_diff(start)
    };
    if step == 0 || (stop < start) != (step < 0) || distance == 0 {
        return Ok(Vec::new());
    }
    let count = distance.div_ceil(step.unsigned_abs());
    if count > LONGEST {
        return Err(format!("a range of {count} integers is too long").into());
    }
    Ok((0..count as i64)
        .map(|at| start.wrapping_add(at.wrapping_mul(step)))
        .collect())
}

fn int_list(numbers: Vec<i64>) -> Value {
    Value::List(List::of(
        Elem::Int,
        numbers.into_iter().map(Value::int).collect(),
    ))
}

fn until(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let count = arg::int(args, 0)?;
    Ok(int_list(range(0, count, if count < 0 { -1 } else { 1 })?))
}

fn until_step(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    Ok(int_list(range(
        arg::int(args, 0)?,
        arg::int(args, 1)?,
        arg::int(args, 2)?,
    )?))
}

fn seq(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (start, end, step) = match args.len() {
        1 => (1, arg::int(args, 0)?, None),
        2 => (arg::int(args, 0)?, arg::int(args, 1)?, None),
        3 => (
            arg::int(args, 0)?,
            arg::int(args, 2)?,
            Some(arg::int(args, 1)?),
        ),
        _ => return Ok(Value::str("")),
    };
    let direction = if end < start { -1 } else { 1 };
    if direction < 0 && step.is_some_and(|step| step > 0) {
        return Ok(Value::str(""));
    }
    let numbers = range(
        start,
        end.wrapping_add(direction),
        step.unwrap_or(direction),
    )?;
    let texts: Vec<String> = numbers.iter().map(i64::to_string).collect();
    Ok(Value::str(texts.join(" ")))
}
