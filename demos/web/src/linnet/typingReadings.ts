/** Single words and pairs of words that the taps may mean, scored in their context. */

import { descending, largest, topValues } from "./sorting";
import type { Candidate } from "./typingCandidates";
import type { Evidence } from "./typingEvidence";

/** Readings this much (natural log) worse than the best are not listed. */
const WIDTH = 12;
/** Pairs of words this much worse than the best pair are not read on: each first word costs a step. */
const PAIR_WIDTH = 5;
/** `Reading.lexicon` of a word that no lexicon has. */
export const NO_LEXICON = -1;
const { fround } = Math;

/** One thing that may be meant. */
export interface Reading {
  /** Index into the evidence, or `NO_LEXICON` for what was typed where no lexicon has it. */
  readonly lexicon: number;
  /** Ids: one, two where a space was missed or mistyped, none for `NO_LEXICON`. */
  readonly words: readonly number[];
  /** Log-likelihood of the taps. */
  readonly channel: number;
  /** Log-probability in the context. */
  readonly language: number;
  /** Channel and weighted language. */
  readonly total: number;
  /** Whether letters are still to come. */
  readonly completes: boolean;
  /** Whether it is spelled as typed. */
  readonly literal: boolean;
  /** Among the readings that were compared: those of the same list and a few less probable ones. */
  readonly probability: number;
}

/** Return a reading with its total. */
export function scored(
  evidence: Evidence,
  reading: Pick<Reading, "lexicon" | "words" | "channel" | "language"> & Partial<Reading>,
): Reading {
  const total = reading.channel + evidence.search.weights.language * reading.language;
  return { completes: false, literal: false, probability: 0, ...reading, total };
}

/** Return the `count` most probable words among some ranges, best first; `number` is the lexicon's. */
export function singleWords(
  number: number,
  evidence: Evidence,
  ranges: readonly Candidate[],
  count: number,
): Reading[] {
  if (ranges.length === 0) return [];
  const words = evidence.scores.words;
  const weight = fround(evidence.search.weights.language);
  const promise = new Float32Array(ranges.length);
  ranges.forEach(({ low, high, channel }, i) => (promise[i] = channel + fround(weight * largest(words, low, high))));
  const floor = fround(Math.max(reached(ranges, promise, words, weight, count), largest(promise) - WIDTH));
  const near = ranges.filter((_, i) => promise[i] >= floor);
  const best = wordsAbove(near, words, weight, floor, count);
  return best.map(({ word, range: { channel, completes } }) =>
    scored(evidence, { lexicon: number, words: [word], channel, language: words[word], completes }),
  );
}

/** Return the readings as two words that come near a total; few first words are read on. */
export async function wordPairs(
  number: number,
  evidence: Evidence,
  ranges: readonly Candidate[],
  floor: number,
): Promise<Reading[]> {
  if (ranges.length === 0) return [];
  const { search, scores } = evidence;
  const { language: weight, splitMargin, splitWords } = search.weights;
  const promise = new Float32Array(ranges.length);
  ranges.forEach(({ low, first, channel }, i) => {
    promise[i] = channel + fround(weight * fround(scores.words[first] + search.lexicon.scores[low]));
  });
  const least = Math.max(floor - splitMargin, largest(promise) - PAIR_WIDTH);
  const near = descending(promise, ranges.length, fround(least));
  const firsts = [...new Set(Array.from(near, (i) => ranges[i].first))].slice(0, splitWords);
  if (firsts.length === 0) return [];
  const after = await scores.after(firsts);
  const found: Reading[] = [];
  for (const i of near) {
    const { low, high, first, channel } = ranges[i];
    const second = after[firsts.indexOf(first)];
    for (let word = low; second !== undefined && word < high; word++) {
      const language = fround(scores.words[first] + second[word]);
      found.push(scored(evidence, { lexicon: number, words: [first, word], channel, language }));
    }
  }
  return found;
}

/** Return a total that `count` words reach: those of the most promising range that has so many. */
function reached(
  ranges: readonly Candidate[],
  promise: Float32Array,
  scores: Float32Array,
  weight: number,
  count: number,
): number {
  let best = -1;
  ranges.forEach(({ low, high }, i) => {
    if (high - low >= count && (best < 0 || promise[i] > promise[best])) best = i;
  });
  if (best < 0) return -Infinity;
  const { low, high, channel } = ranges[best];
  return fround(channel + fround(weight * topValues(scores, count, low, high)[0]));
}

interface RangeWord {
  readonly word: number;
  readonly range: Candidate;
}

/** Return the `count` best words of a total of at least `floor`, best first, each word once. */
function wordsAbove(
  ranges: readonly Candidate[],
  scores: Float32Array,
  weight: number,
  floor: number,
  count: number,
): RangeWord[] {
  const found: RangeWord[] = [];
  const totals: number[] = [];
  for (const range of ranges) {
    const { low, high, channel } = range;
    for (let word = low; word < high; word++) {
      const total = fround(channel + fround(weight * scores[word]));
      if (total < floor) continue;
      totals.push(total);
      found.push({ word, range });
    }
  }
  const best = new Map<number, RangeWord>();
  for (const i of descending(new Float32Array(totals), totals.length)) {
    if (best.size === count) break;
    if (!best.has(found[i].word)) best.set(found[i].word, found[i]);
  }
  return [...best.values()];
}
