/**
 * How probable the words of one person are when they speak, apart from what was said before.
 *
 * The words' share of all that the person types, blended with the language's own:
 *
 *     P(w) = (1 - b) language(w) + b c(w) / N,    b = WORD_TRUST N / (N + WORD_HALFWAY)
 *
 * In a context, the language model's probability is scaled by P(w) / language(w) (unigram rescaling: Kneser,
 * Peters and Klakow, "Language model adaptation using dynamic marginals", 1997, with exponent 1 and no
 * normalisation).
 */

import { WORD_HALFWAY, WORD_TRUST } from "./blending";
import type { PersonalDictionary } from "./personalDictionary";

/** To find out how as many new words sound takes seconds. */
const MOST_PERSONAL = 2_000;

/** A word as it is shown, with its weight. */
export type WeighedWord = readonly [display: string, weight: number];

/** Return the weightiest words of a person, established and not blocked. */
export function suggestedWords(personal: PersonalDictionary): WeighedWord[] {
  const weights = personal.unigram();
  return personal
    .words()
    .filter((word) => weights.has(word.written))
    .map((word): WeighedWord => [word.display, word.weight])
    .sort((one, other) => other[1] - one[1])
    .slice(0, MOST_PERSONAL);
}

/** Return b c(w) / N of each word with a weight c(w) above 0. */
export function personalProbabilities(words: readonly WeighedWord[]): Map<string, number> {
  const weights = new Map(words);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const trust = WORD_TRUST / (total + WORD_HALFWAY);
  return new Map([...weights].filter(([, weight]) => weight > 0).map(([word, weight]) => [word, trust * weight]));
}

/**
 * Return the natural logarithm of P(w) / language(w).
 *
 * `personal`: b c(w) / N; `language`: natural-log probability of the word in the language's lexicon.
 */
export function personalBonus(personal: number, language: number): number {
  return Math.log1p(personal * Math.exp(-language));
}
