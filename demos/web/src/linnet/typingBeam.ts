/** The hypotheses about a word while it is typed, as a value. */

/** `Beam.owed` where every letter on the way to the node has been typed. */
export const NOTHING = 255;
/** `Beam.first` where only one word has been typed. */
export const NO_WORD = -1;

/**
 * H hypotheses about which letters were meant by the taps so far; nothing is ever written into one.
 *
 * An earlier beam is the state before a backspace.
 */
export interface Beam {
  /** (H,) node of the lexicon's trie: the letters meant so far. */
  readonly node: Int32Array;
  /** (H,) label of a letter on the way to the node that comes with the next tap, swapped; or `NOTHING`. */
  readonly owed: Uint8Array;
  /** (H,) id of the word before a missed space, or `NO_WORD`. */
  readonly first: Int32Array;
  /** (H,) log-likelihood of the taps. */
  readonly channel: Float32Array;
  /** Log-likelihood of the taps when each means its likeliest letter, as the literal word has it. */
  readonly sharpest: number;
  readonly taps: number;
}

/** Return a beam without hypotheses. */
export function emptyBeam(sharpest: number, taps: number): Beam {
  return new Hypotheses(0).beam(sharpest, taps);
}

/** Hypotheses as they are found; the first `length` of each array count. */
export class Hypotheses {
  node: Int32Array;
  owed: Uint8Array;
  first: Int32Array;
  channel: Float32Array;
  length = 0;

  constructor(room = 1024) {
    this.node = new Int32Array(room);
    this.owed = new Uint8Array(room);
    this.first = new Int32Array(room);
    this.channel = new Float32Array(room);
  }

  /** Add a hypothesis. */
  push(node: number, owed: number, first: number, channel: number): void {
    if (this.length === this.node.length) this.grow();
    const at = this.length++;
    this.node[at] = node;
    this.owed[at] = owed;
    this.first[at] = first;
    this.channel[at] = channel;
  }

  /** Add all hypotheses of a beam, each worse by a cost of 0 or less. */
  pushAll(beam: Beam, cost: number): void {
    for (let i = 0; i < beam.node.length; i++) {
      this.push(beam.node[i], beam.owed[i], beam.first[i], beam.channel[i] + cost);
    }
  }

  /** Return these hypotheses as a beam of their own: all of them, or some. */
  beam(sharpest: number, taps: number, which: ArrayLike<number> = sequence(this.length)): Beam {
    const found = new Hypotheses(which.length);
    for (let i = 0; i < which.length; i++) {
      const at = which[i];
      found.push(this.node[at], this.owed[at], this.first[at], this.channel[at]);
    }
    const { node, owed, first, channel } = found;
    return { node, owed, first, channel, sharpest, taps };
  }

  private grow(): void {
    const old = this.node.length;
    const { node, owed, first, channel } = this;
    const room = new Hypotheses(2 * Math.max(old, 16));
    room.node.set(node);
    room.owed.set(owed);
    room.first.set(first);
    room.channel.set(channel);
    ({ node: this.node, owed: this.owed, first: this.first, channel: this.channel } = room);
  }
}

function sequence(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i);
}
