/**
 * How probable whole word sequences are, given all frames of an utterance, and when each word was said.
 *
 * The forward algorithm of connectionist temporal classification (Graves et al. 2006, section 4.1) over a
 * graph that has every pronunciation of every word, in the linear domain with each frame scaled to 1 (Rabiner
 * 1989, section V.A). Sequences that begin alike share the states of their beginning.
 */

/** Stands for a probability that is too small for a float64. */
const LEAST = Math.exp(-700);

/** The best paths through a graph. */
export interface BestPaths {
  /** (S,) probability of the best path to each state in the last frame, scaled. */
  readonly last: Float64Array;
  /** Of each frame after the first (S,): by which arc into a state its best path came. */
  readonly arcs: readonly Int32Array[];
}

/** S states that each emit one unit per frame, and A arcs between them, sorted by target. */
export class SoundGraph {
  /**
   * `label` (S,): unit that a state emits; `start` (S,): probability to begin in a state; `source` and
   * `weight` (A,): state that an arc leaves, and the arc's probability; `first` (S + 1,): the first arc into
   * each state, and A. At least one arc leads into each state.
   */
  constructor(
    readonly label: Int32Array,
    readonly start: Float64Array,
    readonly source: Int32Array,
    readonly weight: Float64Array,
    readonly first: Int32Array,
  ) {}

  /** Return the natural-log probability (S,) of all paths that end in each state; at least one frame. */
  forward(sound: readonly Float64Array[]): Float64Array {
    let alpha = this.begun(sound[0]);
    let scale = 0;
    for (const frame of sound.slice(1)) {
      const total = Math.max(sumOf(alpha), LEAST);
      scale += Math.log(total);
      alpha = this.summed(alpha, total, frame.map(Math.exp));
    }
    return alpha.map((one) => Math.log(one) + scale);
  }

  /** Return the best path to each state (Viterbi); at least one frame. */
  bestPaths(sound: readonly Float64Array[]): BestPaths {
    let last = this.begun(sound[0]);
    const arcs: Int32Array[] = [];
    for (const frame of sound.slice(1)) {
      const came = new Int32Array(last.length);
      const most = last.reduce((best, one) => Math.max(best, one), LEAST);
      last = this.stepped(last.map((one) => one / most), frame.map(Math.exp), came);
      arcs.push(came);
    }
    return { last, arcs };
  }

  /** Return the states (frames,) of the best path that ends in a state. */
  trace(best: BestPaths, state: number): Int32Array {
    const path = new Int32Array(best.arcs.length + 1);
    path[best.arcs.length] = state;
    for (let frame = best.arcs.length - 1; frame >= 0; frame--) {
      path[frame] = this.source[best.arcs[frame][path[frame + 1]]];
    }
    return path;
  }

  private begun(sound: Float64Array): Float64Array {
    return this.start.map((one, state) => one * Math.exp(sound[this.label[state]]));
  }

  /** Return the sum (S,) of all ways to each state, from those of the frame before, scaled by their total. */
  private summed(before: Float64Array, total: number, emitted: Float64Array): Float64Array {
    const { first, source, weight, label } = this;
    const after = new Float64Array(before.length);
    for (let state = 0; state < after.length; state++) {
      let sum = 0;
      for (let arc = first[state]; arc < first[state + 1]; arc++) sum += before[source[arc]] * weight[arc];
      after[state] = (sum / total) * emitted[label[state]];
    }
    return after;
  }

  /** Return the best (S,) of all ways to each state; the arcs by which they come are written to `came`. */
  private stepped(before: Float64Array, emitted: Float64Array, came: Int32Array): Float64Array {
    const { first, source, weight, label } = this;
    const after = new Float64Array(before.length);
    for (let state = 0; state < after.length; state++) {
      let best = -1;
      for (let arc = first[state]; arc < first[state + 1]; arc++) {
        const coming = before[source[arc]] * weight[arc];
        if (coming <= best) continue;
        best = coming;
        came[state] = arc;
      }
      after[state] = best * emitted[label[state]];
    }
    return after;
  }
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
