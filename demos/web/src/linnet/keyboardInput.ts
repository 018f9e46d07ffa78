/** Checks of what callers give to a keyboard. */

import { characters } from "./characters";
import { InputError } from "./errors";
import type { KeyLayout } from "./keyLayout";
import type { Keystroke, Tap } from "./typedText";

const HALF_CHARACTER = /\p{Cs}/u;

/** Text of whole Unicode characters; throws `InputError` for anything else. */
export function checkedText(text: string, name: string): string {
  if (HALF_CHARACTER.test(text)) {
    throw new InputError(`expected ${name} of whole Unicode characters, got half a surrogate pair; decode it properly`);
  }
  return text;
}

/** A number of suggestions; throws `InputError` for anything but 1, 2, ... */
export function checkedCount(k: number): number {
  if (!Number.isInteger(k) || k < 1) {
    throw new InputError(`expected a number of suggestions k of at least 1, got ${k}`);
  }
  return k;
}

/** The keystrokes of a word, `taps` being null or one tap or null a character. Throws `InputError`. */
export function checkedKeys(layout: KeyLayout, typed: string, taps: readonly (Tap | null)[] | null): Keystroke[] {
  const found = characters(typed);
  if (taps !== null && taps.length !== found.length) {
    throw new InputError(`expected ${found.length} taps, one a character, got ${taps.length}`);
  }
  for (const tap of taps ?? []) if (tap !== null) layout.check(...tap);
  return found.map((character, i) => ({ character, tap: taps?.[i] ?? null }));
}
