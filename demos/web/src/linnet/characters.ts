/** Text as the characters a person sees: what one press of backspace removes. */

const ZERO_WIDTH_JOINER = "\u200d";
/** Units looked at to find the last character; a family emoji with skin tones has 18. */
const LONGEST_CHARACTER = 64;
const EXTENDING = /^[\p{M}\u200c\u200d\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]$/u;
const PICTURE = /^\p{So}/u;
const FLAG_HALF = /^[\u{1f1e6}-\u{1f1ff}]$/u;

/**
 * Split text into characters, most of them one code point.
 *
 * Combining marks, joined emoji, skin tones, flags and CR LF stay whole. The main rules of Unicode Standard Annex
 * 29 (extended grapheme clusters), without those of Hangul jamo and Indic conjuncts.
 */
export function characters(text: string): string[] {
  const found: string[] = [];
  for (const point of text) {
    const last = found.length - 1;
    if (last >= 0 && belongsTo(found[last], point)) found[last] += point;
    else found.push(point);
  }
  return found;
}

/** The last character of text; empty for an empty text. */
export function lastCharacter(text: string): string {
  return characters(text.slice(-LONGEST_CHARACTER)).at(-1) ?? "";
}

/** Tell whether a code point typed after text becomes a part of its last character. */
export function continues(text: string, point: string): boolean {
  return text !== "" && belongsTo(lastCharacter(text), point);
}

/** Whether a code point belongs to the one before it: marks, joiners, emoji skin tones and tags. */
export function extending(point: string): boolean {
  return EXTENDING.test(point);
}

/** Whether a code point belongs to the character before it. */
function belongsTo(character: string, point: string): boolean {
  if (point < "\x80") return point === "\n" && character === "\r";
  if (extending(point)) return character !== "\r" && character !== "\n";
  if (character.endsWith(ZERO_WIDTH_JOINER)) return PICTURE.test(character) && PICTURE.test(point);
  return FLAG_HALF.test(character) && FLAG_HALF.test(point);
}
