import type { LexiconScores } from "./typingEvidence";
import type { Vocabulary } from "./vocabulary";
import { isWord, tokens } from "./written";

const LEAST_READ = 1024;

/** The end of a text that a word goes to, and what is known before the word is begun. */
export interface Place {
  /** The end of the text before the word. */
  readonly before: string;
  readonly vocabulary: Vocabulary;
  /** How probable each word is here, for each lexicon of the vocabulary. */
  readonly scores: readonly LexiconScores[];
  /** How probable a word that no lexicon has is here (natural log), by its spelling. */
  readonly spelled: (written: string) => Promise<number>;
  /** Whether a word here begins a sentence. */
  readonly beginsSentence: boolean;
}

/**
 * The end of a long text, 1,024 to 2,048 characters; a short one whole.
 *
 * Where it begins moves on only once in 1,024 characters, so that growing texts mostly end alike.
 */
export function endOfText(text: string): string {
  return text.slice(Math.max(Math.floor(text.length / LEAST_READ) - 1, 0) * LEAST_READ);
}

/** The word before the end of a text, in small letters; null after marks, numbers and at the beginning. */
export function previousWord(text: string): string | null {
  const last = tokens(endOfText(text)).at(-1);
  return last !== undefined && isWord(last) ? last : null;
}
