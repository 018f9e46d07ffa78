/** Words that may end in one frame. */

/** A pronunciation that a hypothesis has reached the end of. */
export interface EndedWord {
  /** The hypothesis, as a row of the beam. */
  readonly row: number;
  /** Number of the word. */
  readonly number: number;
  /** Natural-log probability of its sounds and those before it, with the boundary after it. */
  readonly nonblank: number;
  /** What it may be worth: with the words before, and its unigram instead of its context. */
  readonly promise: number;
}

/** Return the `count` most promising words. */
export function likeliest(ended: readonly EndedWord[], count: number): readonly EndedWord[] {
  if (ended.length <= count) return ended;
  return [...ended].sort((one, other) => other.promise - one.promise).slice(0, count);
}
