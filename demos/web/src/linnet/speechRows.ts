/** Hypotheses of one frame while they are made, merged and cut down to the best. */

import { logAddExp } from "./logMath";

/** R hypotheses in columns that grow; the columns are those of `SpeechBeam`. */
export class Rows {
  length = 0;
  history: Int32Array;
  node: Int32Array;
  blank: Float64Array;
  nonblank: Float64Array;
  began: Int32Array;
  heard: Int32Array;
  /** Score with the words before and the look-ahead: what the best are chosen by. */
  prospect: Float64Array;
  /** The largest prospect, minus infinity when there are no rows. */
  best = -Infinity;

  /** Start without rows, with room for some. */
  constructor(room: number) {
    this.history = new Int32Array(room);
    this.node = new Int32Array(room);
    this.blank = new Float64Array(room);
    this.nonblank = new Float64Array(room);
    this.began = new Int32Array(room);
    this.heard = new Int32Array(room);
    this.prospect = new Float64Array(room);
  }

  /** Add a row. */
  push(
    history: number,
    node: number,
    blank: number,
    nonblank: number,
    began: number,
    heard: number,
    prospect: number,
  ): void {
    if (this.length === this.node.length) this.grow();
    const row = this.length++;
    this.history[row] = history;
    this.node[row] = node;
    this.blank[row] = blank;
    this.nonblank[row] = nonblank;
    this.began[row] = began;
    this.heard[row] = heard;
    this.prospect[row] = prospect;
    if (prospect > this.best) this.best = prospect;
  }

  /**
   * Return the rows with at least some prospect, one for each history and node.
   *
   * Probabilities of equals add up, the rest is of the best of them.
   */
  merged(least: number, nodes: number): Rows {
    const merged = new Rows(this.length);
    const found = new Map<number, number>();
    for (let row = 0; row < this.length; row++) {
      if (!(this.prospect[row] >= least)) continue;
      const key = this.history[row] * nodes + this.node[row];
      const same = found.get(key);
      if (same === undefined) {
        found.set(key, merged.length);
        merged.copy(this, row);
      } else merged.add(same, this, row);
    }
    return merged;
  }

  /** Return the best row for each kind of history and node; `kind` is one number for each history. */
  bestOfEach(kind: Int32Array, nodes: number): Rows {
    const found = new Map<number, number>();
    for (let row = 0; row < this.length; row++) {
      const key = kind[this.history[row]] * nodes + this.node[row];
      const other = found.get(key);
      if (other === undefined || this.prospect[row] > this.prospect[other]) found.set(key, row);
    }
    if (found.size === this.length) return this;
    const best = new Rows(found.size);
    for (const row of found.values()) best.copy(this, row);
    return best;
  }

  /** Return the `count` rows with the largest prospects. */
  largest(count: number): Rows {
    if (this.length <= count) return this;
    const least = this.prospect.slice(0, this.length).sort()[this.length - count];
    let better = 0;
    for (let row = 0; row < this.length; row++) if (this.prospect[row] > least) better++;
    const largest = new Rows(count);
    for (let row = 0, equal = 0; row < this.length; row++) {
      const isTaken = this.prospect[row] > least || (this.prospect[row] === least && equal++ < count - better);
      if (isTaken) largest.copy(this, row);
    }
    return largest;
  }

  private copy(from: Rows, row: number): void {
    this.push(
      from.history[row],
      from.node[row],
      from.blank[row],
      from.nonblank[row],
      from.began[row],
      from.heard[row],
      from.prospect[row],
    );
  }

  /** Add the probabilities of another row to one; of the better one is the rest. */
  private add(row: number, from: Rows, other: number): void {
    this.blank[row] = logAddExp(this.blank[row], from.blank[other]);
    this.nonblank[row] = logAddExp(this.nonblank[row], from.nonblank[other]);
    if (from.prospect[other] <= this.prospect[row]) return;
    this.began[row] = from.began[other];
    this.heard[row] = from.heard[other];
    this.prospect[row] = from.prospect[other];
    if (from.prospect[other] > this.best) this.best = from.prospect[other];
  }

  private grow(): void {
    const room = Math.max(64, 2 * this.length);
    this.history = longer(this.history, room);
    this.node = longer(this.node, room);
    this.blank = longer(this.blank, room);
    this.nonblank = longer(this.nonblank, room);
    this.began = longer(this.began, room);
    this.heard = longer(this.heard, room);
    this.prospect = longer(this.prospect, room);
  }
}

/** Return a column with room for more rows. */
function longer<Column extends Int32Array | Float64Array>(column: Column, room: number): Column {
  const copy = new (column.constructor as new (length: number) => Column)(room);
  copy.set(column);
  return copy;
}
