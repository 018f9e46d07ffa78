/** How initials are said: "FBI" letter by letter, "NATO" as a word, and how likely each is. */

import { PHONES } from "./units";

const NAMES =
  "EY,B IY,S IY,D IY,IY,EH F,JH IY,EY CH,AY,JH EY,K EY,EH L,EH M,EH N,OW,P IY,K Y UW,AA R,EH S,T IY,Y UW,V IY," +
  "D AH B AH L Y UW,EH K S,W AY,Z IY";
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const indices = (phones: string): number[] => phones.split(" ").map((phone) => PHONES.indexOf(phone));
const SOUND: ReadonlyMap<string, readonly number[]> = new Map(
  NAMES.split(",").map((name, i) => [LETTERS[i], indices(name)]),
);
const PLURAL = indices("Z");
const HISSING = new Set(["s", "x"].map((letter) => SOUND.get(letter)!.at(-1)));
const AFTER_HISSING = indices("IH Z");

const INITIALS = /^([A-Z]{2,})('?s)?$/;
const NO_VOWEL = /^([b-df-hj-np-tv-xz]{1,5})('s)?$/;
const CAPITALS_WITHOUT_VOWEL = 0.94;
const SMALL_WITHOUT_VOWEL = 0.72;
/** By length, counted in CMUdict, see `initials.py`. */
const CAPITALS_WITH_VOWEL: Readonly<Record<number, number>> = { 2: 0.64, 3: 0.49, 4: 0.38, 5: 0.06 };
const LONG_CAPITALS = 0.02;

/** A word said letter by letter. */
export interface SpelledOut {
  /** Indices into `PHONES`. */
  readonly phones: readonly number[];
  /** How probable that is from the spelling alone. */
  readonly probability: number;
}

/**
 * Return how a word is said letter by letter.
 *
 * Null for what is no initials: neither in capitals, with a plural or possessive s at most, nor up to five consonants.
 */
export function spelledOut(word: string): SpelledOut | null {
  const plain = word.replaceAll("\u2019", "'");
  const found = INITIALS.exec(plain) ?? NO_VOWEL.exec(plain.toLowerCase());
  if (!found) return null;
  const phones = [...found[1].toLowerCase()].flatMap((letter) => SOUND.get(letter)!);
  const ending = HISSING.has(phones.at(-1)) ? AFTER_HISSING : PLURAL;
  return { phones: found[2] ? [...phones, ...ending] : phones, probability: probability(found[1]) };
}

/** Return how often such letters are said one by one. */
function probability(letters: string): number {
  if (letters.length === 1) return 1;
  if (!/[aeiouy]/i.test(letters)) {
    return letters === letters.toUpperCase() ? CAPITALS_WITHOUT_VOWEL : SMALL_WITHOUT_VOWEL;
  }
  return CAPITALS_WITH_VOWEL[letters.length] ?? LONG_CAPITALS;
}
