/** How probable one label sequence is, all of its paths added up. */

import { logAddExp } from "./logMath";

/**
 * Return the natural-log probability of all paths (frames, units) that mean one label sequence.
 *
 * The forward algorithm of Graves et al. 2006, section 4.1; minus infinity when there are too few frames. Unit
 * 0 is the blank.
 */
export function sequenceScore(logProbabilities: readonly Float64Array[], labels: Uint8Array): number {
  const units = new Uint8Array(2 * labels.length + 1); // a blank before, between and after the labels
  labels.forEach((label, i) => (units[2 * i + 1] = label));
  const [begun, ...rest] = logProbabilities;
  let scores = Float64Array.from(units, (unit, place) => (place < 2 ? begun[unit] : -Infinity));
  for (const frame of rest) scores = stepped(scores, units, frame);
  return logAddExp(scores[units.length - 1], units.length > 1 ? scores[units.length - 2] : -Infinity);
}

function stepped(scores: Float64Array, units: Uint8Array, frame: Float64Array): Float64Array<ArrayBuffer> {
  return Float64Array.from(units, (unit, place) => {
    let sum = scores[place];
    if (place > 0) sum = logAddExp(sum, scores[place - 1]);
    const skips = place % 2 === 1 && place > 2 && unit !== units[place - 2];
    if (skips) sum = logAddExp(sum, scores[place - 2]);
    return sum + frame[unit];
  });
}
