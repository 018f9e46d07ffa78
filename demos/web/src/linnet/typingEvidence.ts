/** What is known of a word being typed: hypotheses about its letters, and how probable each word is here. */

import type { Context, LanguageModel } from "./languageModel";
import type { Lexicon } from "./lexicon";
import type { Beam } from "./typingBeam";
import type { TypingSearch } from "./typingSearch";

const KEPT_WORDS = 8; // the same few first words are tried again at the next keystrokes

/** How probable the words of one lexicon are in one place of a text. */
export interface LexiconScores {
  /** (n,) log-probability of each word as the next one. */
  readonly words: Float32Array;
  /** Return the log-probabilities (n,) of the word after each of `words`, were that the next one. */
  after(words: readonly number[]): Promise<Float32Array[]>;
}

/** A language model's view of one context, made once for each word that is typed. */
export class ModelScores implements LexiconScores {
  readonly words: Float32Array;
  private readonly known = new Map<number, Float32Array>();

  constructor(
    private readonly model: LanguageModel,
    private readonly context: Context,
    private readonly lexicon: Lexicon,
  ) {
    this.words = model.wordScores(context, lexicon);
  }

  async after(words: readonly number[]): Promise<Float32Array[]> {
    const unread = words.filter((word) => !this.known.has(word));
    const found = new Map(words.map((word) => [word, this.known.get(word)]));
    if (unread.length > 0) {
      const written = unread.map((word) => this.lexicon.written(word));
      const contexts = await this.model.readEach(this.context, written);
      contexts.forEach((context, i) => found.set(unread[i], this.model.wordScores(context, this.lexicon)));
      if (this.known.size + unread.length > KEPT_WORDS) this.known.clear();
    }
    for (const [word, scores] of found) this.known.set(word, scores!);
    return words.map((word) => found.get(word)!);
  }
}

/** One lexicon's side of a word being typed. */
export interface Evidence {
  readonly search: TypingSearch;
  readonly beam: Beam;
  readonly scores: LexiconScores;
}
