/** How much likelier the words become that a stream expects: a person's own. */

import { type WeighedWord, personalBonus, personalProbabilities } from "./personalWords";
import type { Place, SpokenWords } from "./speechWords";

/** Index of the lexicon of the words that the language lacks. */
export const ADDED = 1;

/** Returns the place of a word by how it is written in small letters; null for one that cannot be heard. */
export type Find = (written: string) => Place | null;

/**
 * Return what words gain, as natural logarithms, by their numbers; 0 for all others.
 *
 * `languageWeight`: of the language model in the search.
 */
export function streamBias(
  personal: readonly WeighedWord[],
  words: SpokenWords,
  find: Find,
  languageWeight: number,
): Map<number, number> {
  const gains = new Map<number, number>();
  for (const [word, probability] of personalProbabilities(personal)) {
    const place = find(word.toLowerCase());
    if (!place) continue;
    const number = words.number(place);
    const score = words.score[number];
    const isNew = place.lexicon === ADDED;
    const gain = isNew ? Math.log(probability) - score : personalBonus(probability, score);
    gains.set(number, languageWeight * gain);
  }
  return gains;
}
