/** Whether words are worth more than silence: noise sounds a little like short words, speech much more. */

import type { SpokenHypothesis } from "./speechHypothesis";
import type { SpeechWeights } from "./speechWeights";
import { BLANK, PHONES } from "./units";

const BLANK_UNIT = PHONES.indexOf(BLANK);

/** So few words may still prove to be noise. */
const UNSURE_WORDS = 4;

/**
 * Tell whether a stretch is better explained by its words than by silence, and by enough.
 *
 * What counts is the logarithm of the likelihood ratio of the words to blanks alone. Every word must add to
 * it, but no stretch of more than four words needs more than four do. With margins 3 and 12: one word 15, two
 * 27, three 39, all others 51. `sound` are natural-log probabilities of all frames of the stretch.
 */
export function outweighsSilence(
  said: SpokenHypothesis,
  sound: readonly Float64Array[],
  weights: SpeechWeights,
): boolean {
  const silence = sound.reduce((sum, frame) => sum + frame[BLANK_UNIT], 0);
  const words = Math.min(said.words.length, UNSURE_WORDS);
  return said.acoustic - silence >= weights.silenceMargin + weights.silenceMarginPerWord * words;
}

/**
 * Return how many of the words that all hypotheses agree on can be promised: all, or as yet none.
 *
 * A stretch in which some were promised is never taken for noise.
 */
export function stableWords(agreed: number): number {
  return agreed > UNSURE_WORDS ? agreed : 0;
}
