/** The most probable label sequences of a CTC output, each with the probability of all its paths. */

const BLANK = 0;
/** Units less probable begin no new sequence in a frame, and sequences so much less probable than the best are dropped. */
const UNLIKELY = 1e-3;

/** A label sequence and its natural-log probability. */
export interface Labels {
  readonly labels: readonly number[];
  readonly score: number;
}

interface Path {
  readonly labels: readonly number[];
  /** Probability of all paths that end in a blank, */
  blank: number;
  /** and of those that end in a label. */
  last: number;
}

type Paths = Map<string, Path>;

/**
 * Return up to `best` label sequences of (frames, units), best first.
 *
 * CTC prefix beam search (Graves et al. 2006; as in Hannun et al. 2014, algorithm 1): paths of one sequence are added
 * up, so no sequence comes twice. Unit 0 is the blank. `width`: sequences kept after each frame.
 */
export function bestLabels(logProbabilities: Float32Array, units: number, best: number, width = 24): Labels[] {
  let paths: Paths = new Map([["", { labels: [], blank: 1, last: 0 }]]);
  let scale = 0; // the paths are kept near 1: the product of many frames would underflow
  for (let start = 0; start < logProbabilities.length; start += units) {
    const frame = Float64Array.from(logProbabilities.subarray(start, start + units), Math.exp);
    paths = widest(step(paths, frame), width);
    const largest = mostProbable(paths);
    for (const path of paths.values()) {
      path.blank /= largest;
      path.last /= largest;
    }
    scale += Math.log(largest);
  }
  return [...widest(paths, best).values()].map(({ labels, blank, last }) => ({
    labels,
    score: Math.log(blank + last) + scale,
  }));
}

/** Go on by one frame of probabilities (units,). */
function step(paths: Paths, frame: Float64Array): Paths {
  const likely = [...frame.keys()].filter((unit) => unit !== BLANK && frame[unit] > UNLIKELY);
  const after: Paths = new Map();
  for (const [key, { labels, blank, last }] of paths) {
    const end = labels.at(-1) ?? BLANK;
    const total = blank + last;
    const same = reached(after, key, labels);
    same.blank += frame[BLANK] * total;
    if (labels.length) same.last += frame[end] * last;
    for (const unit of likely) {
      const longer = reached(after, key + String.fromCharCode(unit), [...labels, unit]);
      longer.last += frame[unit] * (unit === end ? blank : total);
    }
  }
  return after;
}

/** Return the path of a sequence, a new one when nothing came there yet. */
function reached(paths: Paths, key: string, labels: readonly number[]): Path {
  let found = paths.get(key);
  if (!found) paths.set(key, (found = { labels, blank: 0, last: 0 }));
  return found;
}

function mostProbable(paths: Paths): number {
  return Math.max(...Array.from(paths.values(), ({ blank, last }) => blank + last));
}

/** Keep the `width` most probable sequences, best first; of equal ones the first in order. */
function widest(paths: Paths, width: number): Paths {
  const least = UNLIKELY * mostProbable(paths);
  const possible = [...paths].filter(([, { blank, last }]) => blank + last > least);
  possible.sort(([a, one], [b, two]) => two.blank + two.last - (one.blank + one.last) || (a < b ? -1 : 1));
  return new Map(possible.slice(0, width));
}
