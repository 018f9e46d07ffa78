/**
 * A prefix tree in flat arrays.
 *
 * Nodes are numbered breadth first and siblings by label, so the children of a node are neighbours. Entries are
 * sorted by their sequences, so everything below a node is one range.
 */

import { BundleError } from "./errors";
import type { Range } from "./range";

/** The node before any step. */
export const ROOT = 0;

/** Sequences of labels 0 to 255 as a tree; N nodes, E entries. Node 0 is the root. */
export class Trie {
  private constructor(
    /** (N,) label of the step that leads to a node; 0 for the root. */
    readonly label: Uint8Array,
    /** (N,) */
    readonly childCount: Uint8Array,
    /** (N,) entries that end exactly here; they come first in the node's range, the best of them first. */
    readonly endCount: Uint8Array,
    /** (N,) first of the entries at or below a node, as an index into `entries`. */
    readonly entryFirst: Int32Array,
    /** (N,) one after the last of them. */
    readonly entryLast: Int32Array,
    /** (N,) largest score at or below a node; minus infinity for the root of an empty tree. */
    readonly best: Float32Array,
    /** (N,) for a node without children any number. */
    readonly firstChild: Int32Array,
    /** (E,) what was built from, as indices into the sequences, in the order of the tree. */
    readonly entries: Int32Array,
  ) {}

  /** Build from one sequence of labels and one score (E,) per entry; sequences may repeat. */
  static build(sequences: readonly Uint8Array[], scores: ArrayLike<number>): Trie {
    const order = Int32Array.from(sequences.keys());
    order.sort((a, b) => compare(sequences[a], sequences[b]) || scores[b] - scores[a] || a - b);
    const { label, childCount, endCount } = counted(Array.from(order, (i) => sequences[i]));
    return Trie.grow(label, childCount, endCount, Float32Array.from(order, (i) => scores[i]), order);
  }

  /**
   * Return a trie from its least description (N,) and the scores (E,) of its entries, in its own order.
   *
   * Throws `BundleError` when the arrays do not make a tree with so many entries.
   */
  static grow(
    label: Uint8Array,
    childCount: Uint8Array,
    endCount: Uint8Array,
    scores: Float32Array,
    entries: Int32Array = Int32Array.from(scores.keys()),
  ): Trie {
    const firstChild = firstChildren(childCount);
    const { first, last } = entryRanges(childCount, endCount, firstChild);
    if (last[ROOT] !== scores.length) {
      throw new BundleError(`trie: expected scores of ${last[ROOT]} entries, got ${scores.length}`);
    }
    const best = bestBelow(childCount, endCount, firstChild, first, scores);
    return new Trie(label, childCount, endCount, first, last, best, firstChild, entries);
  }

  /** Return a trie that was built from sorted sequences, so that its entries are 0, 1, 2, ... Throws `BundleError`. */
  static restore(
    label: Uint8Array,
    childCount: Uint8Array,
    endCount: Uint8Array,
    entryFirst: Int32Array,
    entryLast: Int32Array,
    best: Float32Array,
  ): Trie {
    const lengths = new Set([label, childCount, endCount, entryFirst, entryLast, best].map((one) => one.length));
    if (lengths.size !== 1) throw new BundleError(`trie: expected arrays of one length, got ${[...lengths]}`);
    const entries = new Int32Array(entryLast[ROOT]);
    for (let i = 0; i < entries.length; i++) entries[i] = i;
    const firstChild = firstChildren(childCount);
    return new Trie(label, childCount, endCount, entryFirst, entryLast, best, firstChild, entries);
  }

  /** Number of nodes. */
  get length(): number {
    return this.label.length;
  }

  /** Return the child of a node by its label, or null. */
  step(node: number, label: number): number | null {
    const first = this.firstChild[node];
    for (let child = first; child < first + this.childCount[node]; child++) {
      if (this.label[child] === label) return child;
    }
    return null;
  }

  /** Return the node that a sequence leads to from the root, or null when no entry begins so. */
  walk(labels: Iterable<number>): number | null {
    let node: number | null = ROOT;
    for (const label of labels) {
      node = this.step(node, label);
      if (node === null) return null;
    }
    return node;
  }

  /** Return the range in `entries` of what begins with this node's sequence. */
  below(node: number): Range {
    return { start: this.entryFirst[node], stop: this.entryLast[node] };
  }

  /** Return the range in `entries` of what is exactly this node's sequence, the best first. */
  ending(node: number): Range {
    const start = this.entryFirst[node];
    return { start, stop: start + this.endCount[node] };
  }
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

interface Counts {
  readonly label: Uint8Array;
  readonly childCount: Uint8Array;
  readonly endCount: Uint8Array;
}

/** Return label, child and end counts (N,) of sorted sequences, level by level. */
function counted(sequences: readonly Uint8Array[]): Counts {
  const [labels, childCounts, endCounts]: [number[], number[], number[]] = [[0], [0], [0]];
  let at = sequences.map(() => ROOT); // node of each sequence at this depth, -1 where it has ended
  for (let depth = 0; at.some((node) => node >= 0); depth++) {
    const next = sequences.map(() => -1);
    sequences.forEach((sequence, i) => {
      const node = at[i];
      if (node >= 0 && sequence.length === depth) endCounts[node]++;
      if (node < 0 || sequence.length === depth) return;
      const before = i > 0 && at[i - 1] === node ? next[i - 1] : -1;
      if (before >= 0 && labels[before] === sequence[depth]) {
        next[i] = before;
      } else {
        next[i] = labels.push(sequence[depth]) - 1;
        childCounts[node]++;
        childCounts.push(0);
        endCounts.push(0);
      }
    });
    at = next;
  }
  return {
    label: Uint8Array.from(labels),
    childCount: Uint8Array.from(childCounts),
    endCount: Uint8Array.from(endCounts),
  };
}

/** Return the first child of each node (N,), one after the last child of the node before. */
function firstChildren(childCount: Uint8Array): Int32Array {
  const first = new Int32Array(childCount.length);
  let next = 1;
  for (let node = 0; node < first.length; node++) {
    first[node] = next;
    next += childCount[node];
    if (next <= node + 1 && node + 1 < first.length) throw noTree(first.length);
  }
  if (next !== first.length) throw noTree(first.length);
  return first;
}

function noTree(nodes: number): BundleError {
  return new BundleError(`trie: expected the child counts to make a tree of ${nodes} nodes; load the page again`);
}

/** Return first and last entry (N,): sizes added up from the leaves, laid out from the root. */
function entryRanges(
  childCount: Uint8Array,
  endCount: Uint8Array,
  firstChild: Int32Array,
): { first: Int32Array; last: Int32Array } {
  const last = Int32Array.from(endCount); // sizes, until the second loop
  for (let node = last.length - 1; node >= 0; node--) {
    const stop = firstChild[node] + childCount[node];
    for (let child = firstChild[node]; child < stop; child++) last[node] += last[child];
  }
  const first = new Int32Array(last.length);
  for (let node = 0; node < first.length; node++) {
    let next = first[node] + endCount[node];
    const stop = firstChild[node] + childCount[node];
    for (let child = firstChild[node]; child < stop; child++) {
      first[child] = next;
      next += last[child];
    }
    last[node] += first[node];
  }
  return { first, last };
}

/** Return the largest score at or below each node (N,), from the scores (E,) of the entries. */
function bestBelow(
  childCount: Uint8Array,
  endCount: Uint8Array,
  firstChild: Int32Array,
  entryFirst: Int32Array,
  scores: Float32Array,
): Float32Array {
  const best = new Float32Array(childCount.length);
  for (let node = best.length - 1; node >= 0; node--) {
    let largest = -Infinity;
    const entry = entryFirst[node];
    for (let i = entry; i < entry + endCount[node]; i++) if (scores[i] > largest) largest = scores[i];
    const stop = firstChild[node] + childCount[node];
    for (let child = firstChild[node]; child < stop; child++) if (best[child] > largest) largest = best[child];
    best[node] = largest;
  }
  return best;
}
