//! Parts of texts, by bytes, and texts that end in dots.

use super::ok;
use crate::arg::{self, Outcome};
use stator_gotmpl::Runtime;
use stator_value::{Str, Value};

pub(super) fn trunc(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (count, text) = (arg::int(args, 0)?, arg::text(args, 1)?);
    let length = text.len() as i64;
    if count < 0 && length.saturating_add(count) > 0 {
        return ok(&text[(length + count) as usize..]);
    }
    if count >= 0 && length > count {
        return ok(&text[..count as usize]);
    }
    ok(text.clone())
}

pub(super) fn substr(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (start, end) = (arg::int(args, 0)?, arg::int(args, 1)?);
    let text = arg::text(args, 2)?;
    let length = text.len() as i64;
    if start < 0 {
        return slice_until(text, end);
    }
    if end < 0 || end > length {
        if start > length {
            return Err(
                format!("runtime error: slice bounds out of range [{start}:{length}]").into(),
            );
        }
        return ok(&text[start as usize..]);
    }
    if start > end {
        return Err(format!("runtime error: slice bounds out of range [{start}:{end}]").into());
    }
    ok(&text[start as usize..end as usize])
}

pub(super) fn slice_until(text: &Str, end: i64) -> Outcome {
    if end < 0 {
        return Err(format!("runtime error: slice bounds out of range [:{end}]").into());
    }
    match text.get(..end as usize) {
        Some(part) => ok(part),
        None => Err(format!(
            "runtime error: slice bounds out of range [:{end}] with length {}",
            text.len()
        )
        .into()),
    }
}

pub(super) const DOTS: &[u8] = b"...";

/// Shortens to `width` bytes so that the byte at `offset` stays visible.
pub(super) fn abbreviate(text: &[u8], offset: i64, width: i64) -> Vec<u8> {
    let length = text.len() as i64;
    if width < 4 {
        return Vec::new();
    }
    if length <= width {
        return text.to_vec();
    }
    let kept = width - 3;
    let mut offset = offset.min(length);
    if length - offset < kept {
        offset = length - kept;
    }
    if offset <= 4 {
        return [&text[..kept as usize], DOTS].concat();
    }
    if width < 7 {
        return Vec::new();
    }
    if offset + kept < length {
        let tail = abbreviate(&text[offset as usize..], 0, kept);
        return [DOTS, &tail].concat();
    }
    [DOTS, &text[(length - kept) as usize..]].concat()
}

pub(super) fn abbrev(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (width, text) = (arg::int(args, 0)?, arg::text(args, 1)?);
    if width < 4 {
        ok(text.clone())
    } else {
        ok(abbreviate(text, 0, width))
    }
}

pub(super) fn abbrev_both(_: &mut dyn Runtime, args: &[Value]) -> Outcome {
    let (left, right) = (arg::int(args, 0)?, arg::int(args, 1)?);
    let text = arg::text(args, 2)?;
    if right < 4 || left > 0 && right < 7 {
        return ok(text.clone());
    }
    ok(abbreviate(text, left, right))
}
