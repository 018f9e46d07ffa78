/**
 * Words that no list has: where both heads hear something else than any listed word, letters are written.
 *
 * A listed word is weighed against the free path of the same frames: of the phones, by how much the best units
 * beat the word's best pronunciation (all of its CTC paths added up, Graves et al. 2006); of the letters, by
 * how much they beat its spelling. Only where both win by a margin is the word replaced by the letters as they
 * are heard, "velger" for an unknown "Velcher". Neighbours that are replaced are read as one stretch and
 * parted at its spaces.
 */

import { heardWords } from "./heardLetters";
import { argMax, logAddExp } from "./logMath";
import { sequenceScore } from "./sequenceScore";
import { NO_LEXICON, type SpokenHypothesis, type SpokenWord } from "./speechHypothesis";
import type { SpokenWords } from "./speechWords";
import { letterLabels } from "./spelling";
import { BLANK, LETTERS } from "./units";

const SPACE_UNIT = LETTERS.indexOf(" ");
const BLANK_UNIT = LETTERS.indexOf(BLANK);
const LABEL = letterLabels(LETTERS);

/** What both heads made of an utterance: natural-log probabilities of each of its frames. */
export interface HeardFrames {
  /** Of `PHONES`. */
  readonly phones: readonly Float64Array[];
  /** Of `LETTERS`. */
  readonly letters: readonly Float32Array[];
  /** Number of the first frame. */
  readonly firstFrame: number;
}

/**
 * Replace words by letters where both heads beat them by `margin`, a natural logarithm.
 *
 * `kept`: how many of the first words stay as they are. `words`: what the words' places mean.
 */
export function spelled(
  hypothesis: SpokenHypothesis,
  kept: number,
  heard: HeardFrames,
  words: SpokenWords,
  margin: number,
): SpokenHypothesis {
  const found: SpokenWord[] = hypothesis.words.slice(0, kept);
  let stretch: SpokenWord[] = [];
  const endStretch = () => {
    const read = stretch.length ? readLetters(stretch, heard) : [];
    found.push(...(read.length ? read : stretch));
    stretch = [];
  };
  for (const word of hypothesis.words.slice(kept)) {
    if (isBeaten(word, heard, words, margin)) stretch.push(word);
    else {
      endStretch();
      found.push(word);
    }
  }
  endStretch();
  return { ...hypothesis, words: found };
}

/** Tell whether the free paths of both heads beat a word by the margin. */
function isBeaten(word: SpokenWord, heard: HeardFrames, words: SpokenWords, margin: number): boolean {
  const [start, end] = [word.startFrame - heard.firstFrame, word.endFrame - heard.firstFrame];
  const phones = heard.phones.slice(start, end);
  const ways = words.pronunciations(words.number(word)).map((way) => sequenceScore(phones, way.phones));
  if (free(phones) - Math.max(...ways) <= margin) return false;
  const letters = heard.letters.slice(start, end).map(unspaced);
  const spelling = words.lexicons[word.lexicon].lexicon.letters(word.word);
  const labels = Uint8Array.from(spelling, (letter) => LABEL.get(letter) as number);
  return free(letters) - sequenceScore(letters, labels) > margin;
}

/** Return log-probabilities of letters in which a space counts as a blank. */
function unspaced(letters: Float32Array): Float64Array {
  const frame = Float64Array.from(letters);
  frame[BLANK_UNIT] = logAddExp(frame[BLANK_UNIT], frame[SPACE_UNIT]);
  frame[SPACE_UNIT] = -Infinity;
  return frame;
}

/** Return the score of the best path over any units. */
function free(frames: readonly Float64Array[]): number {
  return frames.reduce((sum, frame) => sum + frame[argMax(frame)], 0);
}

/** Return the words that the letters of a stretch make, as sure as the least sure word that was there. */
function readLetters(stretch: readonly SpokenWord[], heard: HeardFrames): SpokenWord[] {
  const start = stretch[0].startFrame;
  const end = stretch[stretch.length - 1].endFrame;
  const confidence = Math.min(...stretch.map((word) => word.confidence));
  return heardWords(heard.letters.slice(start - heard.firstFrame, end - heard.firstFrame))
    .map((word) => ({
      text: word.text.replace(/^'+|'+$/g, ""),
      lexicon: NO_LEXICON,
      word: NO_LEXICON,
      startFrame: start + word.startFrame,
      endFrame: start + word.endFrame,
      confidence,
    }))
    .filter((word) => word.text);
}
