/** What may have been said: words with times and how sure they are. */

/** `SpokenWord.lexicon` and `SpokenWord.word` of a word that no lexicon has. */
export const NO_LEXICON = -1;

/** One word of a hypothesis. */
export interface SpokenWord {
  /** As it is shown. */
  readonly text: string;
  /** Index of its lexicon in the search, or `NO_LEXICON`. */
  readonly lexicon: number;
  /** Its id there. */
  readonly word: number;
  /** The frame of its first phone; 0 in a partial. */
  readonly startFrame: number;
  /** The frame after its last phone. */
  readonly endFrame: number;
  /** 0 to 1, larger for words that are more often right; `calibrated` makes it a chance. */
  readonly confidence: number;
}

/** One way to read a whole utterance; scores are natural logarithms. */
export interface SpokenHypothesis {
  readonly words: readonly SpokenWord[];
  /** Of the sounds, given the words. */
  readonly acoustic: number;
  /** Of the words: weighted language model, bonuses and gains. */
  readonly language: number;
  readonly total: number;
  /** Share of the probability of all hypotheses that were kept. */
  readonly posterior: number;
}

/** The most probable words so far. */
export interface SpokenPartial {
  readonly words: readonly SpokenWord[];
  /** How many of them, from the first, will never change. */
  readonly stable: number;
}
