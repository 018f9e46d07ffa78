/**
 * The language model's view of a place in a text, blended with the words that one person uses.
 *
 * A cache language model (Kuhn and De Mori, "A cache-based natural language model for speech recognition", 1990)
 * in two layers, words and pairs of words, each trusted the more of it was seen (Witten and Bell, 1991):
 *
 *     P(w | text) = (1 - a) ((1 - b) model(w | text) + b c(w) / N) + a c(v, w) / c(v)
 *     a = PAIR_TRUST c(v) / (c(v) + PAIR_HALFWAY),    b = WORD_TRUST N / (N + WORD_HALFWAY)
 *
 * where v is the word before, c are counts that fade with time, and N and c(v) the sums of all c(w) and c(v, w).
 */

import { logAddExp } from "./logMath";
import type { LexiconScores } from "./typingEvidence";

/** Largest part of the probability that a person's words get without regard to the word before. */
export const WORD_TRUST = 0.1;
/** How many words must be seen for half of it. */
export const WORD_HALFWAY = 50;
/** Largest part that a person's pairs of words get. */
export const PAIR_TRUST = 0.5;
/** How often the word before must be seen for half of it. */
export const PAIR_HALFWAY = 4;

/** What one person's words get of the probability in one place. */
export interface PersonalShare {
  /** What is left to the language model; with `words` it sums to 1. */
  readonly model: number;
  /** (m,) what each personal word gets on top of the model's opinion. */
  readonly words: Float64Array;
}

/** Weigh by the formula above: c(w) and c(v, w), both (m,) and 0 or more, of the same words. */
export function personalShare(counts: Float64Array, followers: Float64Array): PersonalShare {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const seen = followers.reduce((sum, count) => sum + count, 0);
  const pairs = (PAIR_TRUST * seen) / (seen + PAIR_HALFWAY);
  const words = ((1 - pairs) * WORD_TRUST * total) / (total + WORD_HALFWAY);
  const [each, follower] = [total ? words / total : 0, seen ? pairs / seen : 0];
  return { model: 1 - pairs - words, words: counts.map((count, i) => count * each + followers[i] * follower) };
}

/** A lexicon's scores in one place with personal words blended in. */
export class BlendedScores implements LexiconScores {
  readonly words: Float32Array;

  /** Give the model `share` of the probability, and the words of `mass` (by id) theirs, more than 0. */
  constructor(
    private readonly model: LexiconScores,
    share: number,
    mass: ReadonlyMap<number, number>,
  ) {
    const less = Math.fround(Math.log(share));
    this.words = model.words.slice();
    for (let word = 0; word < this.words.length; word++) this.words[word] += less;
    for (const [word, one] of mass) this.words[word] = logAddExp(this.words[word], Math.log(one));
  }

  /** The model's alone: no pairs are looked up that far. */
  async after(words: readonly number[]): Promise<Float32Array[]> {
    return this.model.after(words);
  }
}
