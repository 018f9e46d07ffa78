/** Every number of the typing search that may be tuned; the bundle's manifest has the values. */

import { weightsFrom } from "./weights";
import type { JsonObject } from "./strictJson";

/** What errors and unknown words cost, in natural logarithms, and how sure a correction must be. */
export interface TypingWeights {
  /** A slip leaves out a letter. */
  readonly missed: number;
  /** A slip leaves out the first letter of a word. */
  readonly missedFirst: number;
  /** The apostrophe is left out, as in "dont". */
  readonly missedApostrophe: number;
  /** A slip puts in a certain letter. */
  readonly extra: number;
  /** A slip types a letter twice. */
  readonly doubled: number;
  /** Two letters change places. */
  readonly swapped: number;
  /** A word is misspelled: added to the rates of `typingConfusions`. */
  readonly misspelling: number;
  /** No space between two words, as in "thisis". */
  readonly missedSpace: number;
  /** A letter's key is hit instead of the space bar, as in "thisnis". */
  readonly mistypedSpace: number;
  /** A space inside a word, as in "th is". */
  readonly extraSpace: number;
  /** Factor on what errors cost while a word is unfinished. */
  readonly unfinishedErrors: number;
  /** Weight of the language model's log-probabilities. */
  readonly language: number;
  /** A word is meant that no lexicon has... */
  readonly unknownWord: number;
  /** ...and for each of its letters. */
  readonly unknownLetter: number;
  /** A word is meant that no lexicon has, where the language model spells it... */
  readonly unknownSpelled: number;
  /** ...and the weight of the log-probability of its pieces. */
  readonly unknownSpelledWeight: number;
  /** Corrections must be this much likelier than a literal that is no word. */
  readonly autocorrect: number;
  /** The same where the literal is a word of a lexicon. */
  readonly autocorrectValid: number;
  /** Hypotheses this much worse than the best are dropped. */
  readonly beamWidth: number;
  /** Largest number of hypotheses of one word. */
  readonly hypotheses: number;
  /** Largest number of hypotheses of two words. */
  readonly splitHypotheses: number;
  /** First words that are tried at each letter. */
  readonly splitWords: number;
  /** Two words are read on in context when, by the second's own score, they are at most this much worse. */
  readonly splitMargin: number;
}

const KEYS = [
  "missed", "missed_first", "missed_apostrophe", "extra", "doubled", "swapped", "misspelling",
  "missed_space", "mistyped_space", "extra_space", "unfinished_errors", "language", "unknown_word",
  "unknown_letter", "unknown_spelled", "unknown_spelled_weight", "autocorrect", "autocorrect_valid",
  "beam_width", "hypotheses", "split_hypotheses", "split_words", "split_margin",
] as const;

/** Read the manifest's key "typing". Throws `BundleError`. */
export function typingWeights(json: JsonObject): TypingWeights {
  return weightsFrom(json, KEYS);
}
