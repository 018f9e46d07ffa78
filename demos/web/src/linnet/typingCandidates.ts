/** Which words the hypotheses of a beam stand for: finished ones, and those that only begin so. */

import { ROOT } from "./trie";
import { type Beam, NOTHING, NO_WORD } from "./typingBeam";
import type { TypingSearch } from "./typingSearch";

/** A range of word ids of one lexicon; its words share a score. */
export interface Candidate {
  /** First id of the range. */
  readonly low: number;
  /** One after the last; larger than `low`. */
  readonly high: number;
  /** Log-likelihood of the taps. */
  readonly channel: number;
  /** The word before a missed or mistyped space, or `NO_WORD`. */
  readonly first: number;
  /** Whether letters are still to come. */
  readonly completes: boolean;
}

/** Return the ranges with what errors cost, against `sharpest` for none, times `severity`. */
export function judged(candidates: readonly Candidate[], sharpest: number, severity: number): Candidate[] {
  const { fround } = Math;
  const [none, factor] = [fround(sharpest), fround(severity)];
  return candidates.map((one) => {
    return { ...one, channel: fround(none + fround(factor * fround(one.channel - none))) };
  });
}

/**
 * Return the words that may have been meant if no more letters come; the last letter may be missed.
 *
 * Of each word at least one letter has been typed.
 */
export function finished(search: TypingSearch, beam: Beam): Candidate[] {
  const { label, firstChild, childCount } = search.lexicon.trie;
  const exact: Candidate[] = [];
  const cut: Candidate[] = [];
  for (let i = 0; i < beam.node.length; i++) {
    const node = beam.node[i];
    if (beam.owed[i] !== NOTHING || node === ROOT) continue;
    add(exact, search, node, beam.channel[i], beam.first[i]);
    const end = firstChild[node] + childCount[node];
    for (let child = firstChild[node]; child < end; child++) {
      const channel = Math.fround(beam.channel[i] + search.missed(node, label[child]));
      add(cut, search, child, channel, beam.first[i]);
    }
  }
  return exact.concat(cut);
}

/**
 * Return the words whose beginning may have been meant, with at least one more letter to come.
 *
 * Second words after a missed space are only read when they are finished.
 */
export function unfinished(search: TypingSearch, beam: Beam): Candidate[] {
  const { endCount, entryFirst, entryLast } = search.lexicon.trie;
  const found: Candidate[] = [];
  for (let i = 0; i < beam.node.length; i++) {
    if (beam.owed[i] !== NOTHING || beam.first[i] !== NO_WORD) continue;
    const low = entryFirst[beam.node[i]] + endCount[beam.node[i]];
    const high = entryLast[beam.node[i]];
    if (low < high) found.push({ low, high, channel: beam.channel[i], first: NO_WORD, completes: true });
  }
  return found;
}

/** Add the words that end at a node, if there are any. */
function add(found: Candidate[], search: TypingSearch, node: number, channel: number, first: number): void {
  const { endCount, entryFirst } = search.lexicon.trie;
  const low = entryFirst[node];
  if (endCount[node] > 0) found.push({ low, high: low + endCount[node], channel, first, completes: false });
}
