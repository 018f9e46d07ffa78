/** Words of one person: how they are written, and which are worth learning. */

import { InputError } from "./errors";
import { LONGEST_WORD, straight } from "./written";

/** Characters of a text that is blocked, or whose correction was refused: it may be two words. */
export const LONGEST_TEXT = 80;

const JOINT = /['-]/;
const PART = /^\p{L}[\p{L}\p{M}]*$/u;
const SMALL_THEN_CAPITAL = /[a-z](?=[A-Z])/g;
const MOST_INNER_CAPITALS = 2; // LaTeX, McDonaldsUK
const LONGEST_WITHOUT_VOWEL = 7; // tsktsks
const REPEATED = /(.)\1{4}/su; // "soooo" may be meant, "nooooo" is noise
const ASCII = /^[\0-\x7f]*$/;
const VOWEL = /[aeiouy]/i;
const UNPRINTABLE = /[^ \P{Z}]|\p{C}/u;

/** How a word came to be in the text; the value is what it counts. */
export enum Evidence {
  /** The keyboard put it there, so it says nothing about the person. */
  AUTOCORRECTED = 0,
  /** Typed letter by letter. */
  TYPED = 1,
  /** Chosen, given back after an autocorrection, or dictated and then accepted: surely meant. */
  TAPPED = 2,
}

/** A word that a person typed or added. */
export interface PersonalWord {
  /** As last typed: "McAllister". */
  readonly display: string;
  /** In lower case, as the language model and the lexicon know it: "mcallister". */
  readonly written: string;
  /** How often it was used, every use halved each 60 days: 2 for a word typed twice just now. */
  readonly weight: number;
  /** Seen twice or added by hand: it is suggested and protected from correction; until then on probation. */
  readonly established: boolean;
  /** Added by hand. */
  readonly added: boolean;
}

/** Return a word with straight apostrophes and no space around it; case stays. */
export function displayForm(word: string): string {
  return straight(word).trim();
}

/** Return a word or a short text as it is looked up: straight, in lower case, single spaces. */
export function writtenForm(text: string): string {
  return straight(text).toLowerCase().trim().replace(/\s+/g, " ");
}

/** Tell whether a display form is a word to learn unasked, and not noise, or perhaps a password. */
export function isLearnable(display: string): boolean {
  const hides = ASCII.test(display) && display.length > LONGEST_WITHOUT_VOWEL && !VOWEL.test(display);
  return (
    isWordlike(display) &&
    (display.match(SMALL_THEN_CAPITAL)?.length ?? 0) <= MOST_INNER_CAPITALS &&
    !REPEATED.test(display.toLowerCase()) &&
    !hides
  );
}

/** Tell whether a written form can be stored as it is: 1 to 80 printable characters. */
export function isShortText(written: string): boolean {
  const length = Array.from(written).length;
  return length > 0 && length <= LONGEST_TEXT && !UNPRINTABLE.test(written);
}

/** Return the display form of a word that a person adds, or throw `InputError`. */
export function checkedWord(word: string): string {
  const display = displayForm(word);
  if (!isWordlike(display)) {
    throw new InputError(
      `expected a word of 1 to ${LONGEST_WORD} letters, joined by single apostrophes or hyphens, ` +
        `got ${JSON.stringify(word).slice(0, 60)}; add one word at a time`,
    );
  }
  return display;
}

/** Return the written form of a word or short text, or throw `InputError`. */
export function checkedShortText(text: string): string {
  const written = writtenForm(text);
  if (!isShortText(written)) {
    throw new InputError(
      `expected 1 to ${LONGEST_TEXT} printable characters, got ${JSON.stringify(text).slice(0, 60)}`,
    );
  }
  return written;
}

/** Tell whether a display form is letters, joined by single apostrophes or hyphens, of at most 40. */
function isWordlike(display: string): boolean {
  const length = Array.from(display).length;
  return length > 0 && length <= LONGEST_WORD && display.split(JOINT).every((part) => PART.test(part));
}
