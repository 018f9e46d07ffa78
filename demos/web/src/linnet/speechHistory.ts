/** The words of a hypothesis before the one that is being heard. */

/** Finished words and what they are worth; a value. */
export interface SpeechHistory {
  /** Numbers of `SpokenWords`. */
  readonly words: readonly number[];
  /** Weighted language model, word bonuses and gains of expected words. */
  readonly score: number;
  /** The words as a text: two histories have the same words when their keys are equal. */
  readonly key: string;
}

/** The history of an utterance not begun. */
export const NO_WORDS: SpeechHistory = { words: [], score: 0, key: "" };

/** Return a history with one more word, which adds to the score. */
export function longer(history: SpeechHistory, word: number, score: number): SpeechHistory {
  return {
    words: [...history.words, word],
    score: history.score + score,
    key: history.key ? `${history.key} ${word}` : String(word),
  };
}
