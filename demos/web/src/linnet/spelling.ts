/** What is typed for a word. */

import { straight } from "./written";

/** Letters that Unicode does not take apart. */
const LIGATURES: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d" };

/**
 * Return what is typed for a word: lower case, and plain letters for those the alphabet lacks.
 *
 * Null when it cannot be typed with the alphabet. Accents are taken off by Unicode's decomposition (NFKD).
 */
export function spelling(word: string, alphabet: { has(letter: string): boolean }): string | null {
  const letters = [...straight(word).toLowerCase()];
  const typed = [...letters.map((letter) => (alphabet.has(letter) ? letter : plain(letter))).join("")];
  return typed.length > 0 && typed.every((letter) => alphabet.has(letter)) ? typed.join("") : null;
}

/** Return the label of each unit that is a letter: not the space, not a special one such as "<blank>". */
export function letterLabels(alphabet: readonly string[]): Map<string, number> {
  const pairs = alphabet.map((unit, label) => [unit, label] as const);
  return new Map(pairs.filter(([unit]) => [...unit].length === 1 && unit !== " "));
}

/** Return a letter without its accents. */
function plain(letter: string): string {
  return (LIGATURES[letter] ?? letter).normalize("NFKD").replace(/\p{M}/gu, "");
}
