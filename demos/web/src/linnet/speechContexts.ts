/** The language model after the words of a hypothesis, each context computed once. */

import type { Context, LanguageModel } from "./languageModel";
import { Recent } from "./recent";

/** Of some ten seconds of speech; with 16,384 pieces 18 MB. */
const KEPT_CONTEXTS = 256;

/** Contexts by the words before. Which are kept changes only the cost of answers: searches share one. */
export class SpeechContexts {
  private readonly kept = new Recent<Context>(KEPT_CONTEXTS);

  constructor(private readonly language: LanguageModel) {}

  /**
   * Return the context after each of some texts, as words that `Lexicon.written` has.
   *
   * All that are new are stepped together: that takes little more time than one, and the weight-only graph
   * gives each the scores that it would have alone.
   */
  async after(texts: readonly (readonly string[])[]): Promise<Context[]> {
    const keys = texts.map((words) => words.join(" "));
    const found = new Map<string, Context>();
    const missing = new Map<string, readonly string[]>();
    keys.forEach((key, i) => {
      const context = texts[i].length ? this.kept.get(key) : this.language.start();
      if (context) found.set(key, context);
      else missing.set(key, texts[i]);
    });
    if (missing.size) {
      const made = await this.made([...missing.values()]);
      [...missing.keys()].forEach((key, i) => {
        found.set(key, made[i]);
        this.kept.set(key, made[i]);
      });
    }
    return keys.map((key) => found.get(key) as Context);
  }

  /** Return the natural-log probability that a sentence ends after each of some texts. */
  async endScores(texts: readonly (readonly string[])[]): Promise<number[]> {
    const contexts = await this.after(texts);
    return contexts.map((context) => this.language.endScore(context));
  }

  /** Return the contexts after different texts of at least one word each. */
  private async made(texts: readonly (readonly string[])[]): Promise<Context[]> {
    const before = await this.after(texts.map((words) => words.slice(0, -1)));
    return this.language.readAll(
      before,
      texts.map((words) => words[words.length - 1]),
    );
  }
}
