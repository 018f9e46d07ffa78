/** The hypotheses about what has been said so far, as a value. */

import { logAddExp } from "./logMath";
import type { SpeechHistory } from "./speechHistory";
import type { Rows } from "./speechRows";

/** `SpeechBeam.began` and `heard` where no phone has been heard. */
export const NOTHING_HEARD = -1;

/** H hypotheses, each with its finished words and the phones of the next; nothing is written into one. */
export interface SpeechBeam {
  /** (H,) index into `histories`. */
  readonly history: Int32Array;
  /** (H,) node of `SpokenWords`; the root: a boundary, or the beginning. */
  readonly node: Int32Array;
  /** (H,) natural-log probability of all ways to have heard this with a blank at the end. */
  readonly blank: Float64Array;
  /** (H,) of all other ways. */
  readonly nonblank: Float64Array;
  /** (H,) frame of its first phone, or `NOTHING_HEARD`. */
  readonly began: Int32Array;
  /** (H,) frame of its last phone, or `NOTHING_HEARD`. */
  readonly heard: Int32Array;
  /** Those that some hypothesis has, each once. */
  readonly histories: readonly SpeechHistory[];
  /** Number of the first frame. */
  readonly firstFrame: number;
  /** Log-probabilities of the phones in each frame. */
  readonly phones: readonly Float32Array[];
  /** The same of the letters. */
  readonly letters: readonly Float32Array[];
}

/** Number of the frame after the last that was heard. */
export function nextFrame(beam: SpeechBeam): number {
  return beam.firstFrame + beam.phones.length;
}

/** Return the log-probability of all ways to have heard each hypothesis, (H,). */
export function sounded(beam: SpeechBeam): Float64Array {
  return beam.blank.map((blank, row) => logAddExp(blank, beam.nonblank[row]));
}

/** Return how many words all hypotheses begin with. */
export function agreed(beam: SpeechBeam): number {
  const [first, ...others] = beam.histories.map((history) => history.words);
  let count = first.length;
  for (const words of others) {
    let same = 0;
    while (same < count && words[same] === first[same]) same++;
    count = same;
  }
  return count;
}

/** Return the beam of the rows that one more frame led to; histories that none has are left out. */
export function nextBeam(
  beam: SpeechBeam,
  rows: Rows,
  histories: readonly SpeechHistory[],
  phones: Float32Array,
  letters: Float32Array,
): SpeechBeam {
  const place = new Int32Array(histories.length).fill(-1);
  const kept: SpeechHistory[] = [];
  const history = rows.history.slice(0, rows.length);
  for (let row = 0; row < rows.length; row++) {
    const old = history[row];
    if (place[old] < 0) place[old] = kept.push(histories[old]) - 1;
    history[row] = place[old];
  }
  return {
    history,
    node: rows.node.slice(0, rows.length),
    blank: rows.blank.slice(0, rows.length),
    nonblank: rows.nonblank.slice(0, rows.length),
    began: rows.began.slice(0, rows.length),
    heard: rows.heard.slice(0, rows.length),
    histories: kept,
    firstFrame: beam.firstFrame,
    phones: [...beam.phones, phones],
    letters: [...beam.letters, letters],
  };
}
