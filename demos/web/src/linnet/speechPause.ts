/** Whether somebody pauses, as the search sees it. */

import { NOTHING_HEARD, type SpeechBeam, nextFrame } from "./speechBeam";
import type { SpokenWords } from "./speechWords";
import { ROOT } from "./trie";

/** What endpoint rules must know of the present stretch of speech. */
export interface Pause {
  /** Frames since the last sound of a word; 0 before the first. */
  readonly silentFrames: number;
  /** Frames since the first sound of a word; 0 before it. */
  readonly spokenFrames: number;
  /** Whether a cut here breaks no word. */
  readonly betweenWords: boolean;
}

/** Return what one hypothesis, a row of the beam, tells of pauses. */
export function pauseOf(beam: SpeechBeam, row: number, words: SpokenWords): Pause {
  const [began, heard, node] = [beam.began[row], beam.heard[row], beam.node[row]];
  return {
    silentFrames: heard === NOTHING_HEARD ? 0 : nextFrame(beam) - 1 - heard,
    spokenFrames: began === NOTHING_HEARD ? 0 : nextFrame(beam) - began,
    betweenWords: node === ROOT || words.endCount[node] > 0,
  };
}
