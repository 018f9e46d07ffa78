/** Which characters make words, which end them, and which words nobody should touch. */

import { extending } from "./characters";
import { LONGEST_WORD } from "./written";

const APOSTROPHES = "'\u2019\u02bc";
/** Marks that belong to addresses, names, sums and code: they do not end a word, and it is left alone. */
const TECHNICAL: ReadonlySet<string> = new Set("@/:_#\\&+=~^|<>*$%`");
/** Marks that are written without a space before them. */
export const CLOSING: ReadonlySet<string> = new Set(".,!?;)]}\u2026\u201d");
/** Units of text that are looked at for a word at its end. */
const MOST_TRAILING = 4096;
const LETTER_OR_NUMBER = /^[\p{L}\p{N}]/u;
const PLAIN = /^[\p{Script=Latin}\p{M}'\u2019\u02bc]*$/u;
const SENTENCE_END = /[.!?\u2026\n]$/;
const AFTER_SENTENCE_END = /["')\]}\u201d\u2019]+$/;
const OPENING = /^[("'[{\u201c\u2018]+/;

/** Tell an apostrophe, straight or curly. */
export function isApostrophe(character: string): boolean {
  return character !== "" && APOSTROPHES.includes(character[0]);
}

/**
 * Tell whether a character goes on with the word being typed rather than ends it.
 *
 * Letters and digits of every script do, technical marks do, an apostrophe does after the first letter. Spaces,
 * punctuation, emoji and everything else end a word.
 *
 * @param character one character, see `characters`.
 * @param begun whether there is a word to go on with.
 */
export function joinsWord(character: string, begun: boolean): boolean {
  if (isApostrophe(character)) return begun;
  return TECHNICAL.has(character[0]) || LETTER_OR_NUMBER.test(character);
}

/** The word at the very end of text, at which a cursor there would go on; empty after a space or mark. */
export function trailingWord(text: string): string {
  const points = Array.from(text.slice(-MOST_TRAILING));
  let start = points.length;
  while (start > 0 && inside(points[start - 1])) start--;
  while (start < points.length && (extending(points[start]) || isApostrophe(points[start]))) start++;
  return points.slice(start).join("");
}

/** Tell whether a word after this text begins a sentence: nothing before it, a full stop or a new line. */
export function beginsSentence(text: string): boolean {
  const before = text.replace(/[ \t\u00a0]+$/, "");
  const bare = before.replace(AFTER_SENTENCE_END, "");
  if (bare.trim() === "" || bare.endsWith("\n")) return true;
  return SENTENCE_END.test(bare) && before.length < text.length;
}

/**
 * Tell whether a typed word is not to be corrected, whatever it looks like.
 *
 * So are words that are not plain (see `isPlain`), of capitals only, with a capital inside, as in "camelCase",
 * with an accent, which no slip of the finger types, or before a closing quote.
 *
 * @param before the text before the word.
 * @param typed the word itself.
 */
export function isLeftAlone(before: string, typed: string): boolean {
  const quoted = isApostrophe(typed.slice(-1));
  const deliberate = isAllCapitals(typed) || hasInnerCapital(typed) || hasAccent(typed);
  return quoted || deliberate || !isPlain(before, typed);
}

/**
 * Tell whether a word is one of a language, written with Latin letters.
 *
 * Words with digits or technical marks are not, nor are those of other scripts, of more than 40 letters, in
 * addresses and paths, or between backticks.
 */
export function isPlain(before: string, typed: string): boolean {
  const quotes = before.slice(before.lastIndexOf("\n") + 1).split("`").length - 1;
  return (
    Array.from(typed).length <= LONGEST_WORD &&
    PLAIN.test(typed) &&
    !isTechnical(stretchBefore(before)) &&
    quotes % 2 === 0
  );
}

/** Two letters or more, all of them capitals. */
export function isAllCapitals(word: string): boolean {
  const letters = word.match(/\p{L}/gu)?.length ?? 0;
  return letters > 1 && /\p{Uppercase}/u.test(word) && !/\p{Lowercase}|\p{Lt}/u.test(word);
}

/** Letters, none of them a capital. */
export function isSmall(word: string): boolean {
  return /\p{Lowercase}/u.test(word) && !/\p{Uppercase}|\p{Lt}/u.test(word);
}

/** A letter beyond a to z: "Müller". */
function hasAccent(word: string): boolean {
  return Array.from(word).some((c) => c > "\x7f" && !APOSTROPHES.includes(c));
}

/** A capital after a small letter: "iPhone". */
function hasInnerCapital(word: string): boolean {
  return /\p{Lowercase}\p{Uppercase}/u.test(word);
}

/** What stands between the last white space and the end of text: "www." in "see www.". */
function stretchBefore(text: string): string {
  return /\S*$/.exec(text.slice(-4 * LONGEST_WORD))?.[0] ?? "";
}

/** Whether a code point can stand inside a word. */
function inside(point: string): boolean {
  return joinsWord(point, true) || extending(point);
}

/** Whether what stands directly before a word makes it part of an address, a file name or an option. */
function isTechnical(stretch: string): boolean {
  const bare = stretch.replace(OPENING, "");
  return bare.startsWith("-") || Array.from(bare).some((c) => c === "." || TECHNICAL.has(c) || /\p{N}/u.test(c));
}
