/** How sure a recognised word is, from all that is known of it. */

import { logOdds } from "./confidence";
import { argMax } from "./logMath";
import { BOUNDARY } from "./speechWords";
import { BLANK, PHONES } from "./units";

const BLANK_UNIT = PHONES.indexOf(BLANK);

/** Logistic regression on development speech: those of the Python runtime's `speech_confidence`. */
const POSTERIOR = 0.18;
const LANGUAGE = 0.21;
const PHONE_COUNT = 0.34;
const CLEARNESS = 3.1;
const FIT = 0.76;
const OFFSET = -2.15;

/** How one word was heard. */
export interface WordSounds {
  /** The first frame of its first phone, from 0. */
  readonly startFrame: number;
  /** The frame after the last of its last phone. */
  readonly endFrame: number;
  readonly phones: number;
  /** Mean probability of the best unit in those frames in which this is a phone; 0 when there is none. */
  readonly clearness: number;
  /** Natural-log probability of its phones over that of the best units of its frames, per phone. */
  readonly fit: number;
}

/** The path that words were said by: of each frame the state, its unit, and the word of which it is a phone. */
export interface SoundPath {
  readonly state: Int32Array;
  readonly label: Int32Array;
  /** -1 in blanks and boundaries. */
  readonly word: Int32Array;
}

/** Measure one word on the path that it was said by; `sound` are natural logarithms, (frames, units). */
export function wordSounds(sound: readonly Float64Array[], path: SoundPath, word: number): WordSounds {
  const startFrame = path.word.indexOf(word);
  const endFrame = path.word.lastIndexOf(word) + 1;
  const states = new Set<number>();
  let [fit, clear, clearFrames] = [0, 0, 0];
  for (let frame = startFrame; frame < endFrame; frame++) {
    if (path.word[frame] === word) states.add(path.state[frame]);
    const heard = sound[frame];
    const unit = argMax(heard);
    fit += heard[path.label[frame]] - heard[unit];
    if (unit === BLANK_UNIT || unit === BOUNDARY) continue;
    clear += Math.exp(heard[unit]);
    clearFrames++;
  }
  const phones = states.size;
  return { startFrame, endFrame, phones, clearness: clearFrames ? clear / clearFrames : 0, fit: fit / phones };
}

/**
 * Return a number from 0 to 1 that is larger for words that are more often right.
 *
 * `posterior`: share of the hypotheses' probability that has it; `language`: its natural-log probability
 * after the words before it.
 */
export function confidence(sounds: WordSounds, posterior: number, language: number): number {
  const evidence =
    POSTERIOR * logOdds(posterior) +
    LANGUAGE * language +
    PHONE_COUNT * sounds.phones +
    CLEARNESS * sounds.clearness +
    FIT * sounds.fit +
    OFFSET;
  return 1 / (1 + Math.exp(-evidence));
}
