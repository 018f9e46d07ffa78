/**
 * What a word being typed may be, most probable first: the taps and the language model together.
 *
 *     const evidence = [{ search, beam, scores }];                 // one for each lexicon
 *     await rank("definat", evidence, 16);                         // for suggestions, corrections among them
 *     const spelled = await model.spelledScore(context, "definately");
 *     const readings = await rankFinished("definately", evidence, 16, spelled);
 *     decide(readings, weights);                                   // the reading to put in its place, or null
 */

import { logSumExp } from "./logMath";
import { NO_WORD } from "./typingBeam";
import { type Candidate, finished, judged, unfinished } from "./typingCandidates";
import type { Evidence } from "./typingEvidence";
import { NO_LEXICON, type Reading, scored, singleWords, wordPairs } from "./typingReadings";
import { straight } from "./written";

/** Stands for the log-likelihood of characters that spell no word, whose readings must have a total. */
const IMPOSSIBLE = -1e9;

/**
 * Return what an unfinished word may be or become, most probable first, and among it the literal word.
 *
 * @param typed the characters of the word so far.
 * @param evidence one for each lexicon, all advanced by the taps of `typed`; at least one.
 * @param count at most this many readings, besides the literal one.
 */
export async function rank(typed: string, evidence: readonly Evidence[], count: number): Promise<Reading[]> {
  const candidates = evidence.map(({ search, beam }) => {
    const both = finished(search, beam).concat(unfinished(search, beam));
    return judged(both, beam.sharpest, search.weights.unfinishedErrors);
  });
  return ranked(literals(typed, evidence, null), evidence, candidates, count);
}

/**
 * Return what a finished word may be, most probable first, and among it the literal word.
 *
 * @param typed the characters of the word.
 * @param evidence see `rank`.
 * @param count see `rank`.
 * @param spelled `LanguageModel.spelledScore` of the word, with which a name is told from a slip far better than
 *     by its length; null where it is not known. It counts only where no lexicon has the word.
 */
export async function rankFinished(
  typed: string,
  evidence: readonly Evidence[],
  count: number,
  spelled: number | null,
): Promise<Reading[]> {
  const candidates = evidence.map(({ search, beam }) => finished(search, beam));
  return ranked(literals(typed, evidence, spelled), evidence, candidates, count);
}

/** Return the readings of one word from every lexicon's candidates. */
async function ranked(
  found: Reading[],
  evidence: readonly Evidence[],
  candidates: readonly Candidate[][],
  count: number,
): Promise<Reading[]> {
  for (const [i, those] of candidates.entries()) {
    found = found.concat(singleWords(i, evidence[i], those.filter((one) => one.first === NO_WORD), count));
    const floor = Math.max(...found.map((reading) => reading.total));
    const split = those.filter((one) => one.first !== NO_WORD);
    found = found.concat(await wordPairs(i, evidence[i], split, floor));
  }
  return normalised(distinct(found, evidence), count);
}

/** Return the readings that what was typed was meant: a word of each lexicon that has it, or of none. */
function literals(typed: string, evidence: readonly Evidence[], spelled: number | null): Reading[] {
  const written = straight(typed).toLowerCase();
  const found: Reading[] = [];
  evidence.forEach((one, lexicon) => {
    const word = one.search.lexicon.find(written);
    if (word === null) return;
    const language = one.scores.words[word];
    found.push(scored(one, { lexicon, words: [word], channel: one.beam.sharpest, language, literal: true }));
  });
  return found.length > 0 ? found : [unknown(typed, evidence[0], spelled)];
}

/** Return the reading that a word was meant which no lexicon has. */
function unknown(typed: string, evidence: Evidence, spelled: number | null): Reading {
  const { unknownWord, unknownLetter, unknownSpelled, unknownSpelledWeight } = evidence.search.weights;
  const language =
    spelled === null
      ? unknownWord + unknownLetter * Array.from(typed).length
      : unknownSpelled + unknownSpelledWeight * spelled;
  const channel = Math.max(evidence.beam.sharpest, IMPOSSIBLE);
  return scored(evidence, { lexicon: NO_LEXICON, words: [], channel, language, literal: true });
}

/** Return the readings best first, each written text once; what equals the literal word is literal. */
function distinct(readings: readonly Reading[], evidence: readonly Evidence[]): Reading[] {
  const kept = new Map<string, Reading>();
  for (const reading of [...readings].sort((a, b) => b.total - a.total)) {
    const written = reading.words.map((word) => evidence[reading.lexicon].search.lexicon.written(word));
    const text = written.join(" ");
    const better = kept.get(text) ?? reading;
    kept.set(text, reading.literal ? { ...better, literal: true, completes: false } : better);
  }
  return [...kept.values()];
}

/** Return the first `count` readings and the literal one; probabilities sum to 1 before the cut. */
function normalised(readings: readonly Reading[], count: number): Reading[] {
  const all = logSumExp(readings.map((reading) => reading.total));
  return readings
    .map((reading) => ({ ...reading, probability: Math.exp(reading.total - all) }))
    .filter((reading, i) => i < count || reading.literal);
}
