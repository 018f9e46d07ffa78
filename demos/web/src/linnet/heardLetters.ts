/**
 * Words as their letters are heard, one after the other.
 *
 * Greedy connectionist temporal classification (Graves et al. 2006): the best unit of each frame, repeats
 * merged, blanks dropped.
 */

import { argMax } from "./logMath";
import { BLANK, LETTERS } from "./units";

const SPACE_UNIT = LETTERS.indexOf(" ");
const BLANK_UNIT = LETTERS.indexOf(BLANK);

/** Letters between two spaces, with the frames they were heard in. */
export interface HeardWord {
  readonly text: string;
  readonly startFrame: number;
  /** The frame after the last one in which its last letter was the best. */
  readonly endFrame: number;
}

/** Return the words of some frames of log-probabilities of `LETTERS`; the first is frame 0. */
export function heardWords(letters: readonly Float32Array[]): HeardWord[] {
  const words: HeardWord[] = [];
  let last = BLANK_UNIT;
  let going = false; // inside a word
  letters.forEach((frame, i) => {
    const unit = argMax(frame);
    const word = words[words.length - 1];
    if (unit === SPACE_UNIT) going = false;
    else if (unit !== BLANK_UNIT && unit !== last) {
      const text = LETTERS[unit];
      if (going) words[words.length - 1] = { ...word, text: word.text + text, endFrame: i + 1 };
      else words.push({ text, startFrame: i, endFrame: i + 1 });
      going = true;
    } else if (unit !== BLANK_UNIT) words[words.length - 1] = { ...word, endFrame: i + 1 };
    last = unit;
  });
  return words;
}
