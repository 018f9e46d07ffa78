/** The language model: how likely each word is after the words before it. */

import type { Bundle } from "./bundle";
import { BundleError } from "./errors";
import type { Lexicon } from "./lexicon";
import { logSumExp } from "./logMath";
import type { Runtime } from "./ort";
import { Pieces } from "./pieces";
import { Recent } from "./recent";
import type { State } from "./state";
import { StepModel } from "./stepModel";
import { LINE_END, SENTENCE_ENDS, tokens } from "./written";

/** How many of the last tokens a context names. */
const REMEMBERED_TOKENS = 8;
/** `LanguageModel.context` reads this many to twice as many of the last tokens of a longer text. */
const WINDOW_TOKENS = 64;
const CACHED_CONTEXTS = 16;
/** The last contexts that were read on from, and the ways that are kept of each. */
const CACHED_BRANCHINGS = 3;
const CACHED_BRANCHES = 16;
/** The last scores over a whole lexicon, 0.4 MB each for 100,000 words. */
const CACHED_SCORES = 3;
const LIKELY = Math.log(0.5);
const INPUT = "pieces";
const OUTPUT = "log_probs";

/** The model after some text: a value, kept as long as somebody may want to go on from it. */
export interface Context {
  readonly state: State;
  /** (pieces,) natural-log probability of each piece to come next. */
  readonly pieceScores: Float32Array;
  /** The last tokens of the text, at most `REMEMBERED_TOKENS`. */
  readonly words: readonly string[];
}

/**
 * A graph over pieces. Contexts are its caller's.
 *
 *     const model = await LanguageModel.load(bundle, ort);
 *     const context = await model.context("See you");
 *     const scores = model.wordScores(context, lexicon);   // (words,)
 */
export class LanguageModel {
  private readonly reached = new Recent<Context>(CACHED_CONTEXTS);
  private scored: readonly { readonly context: Context; readonly lexicon: Lexicon; readonly words: Float32Array }[] = [];
  private branchings: readonly { readonly from: Context; readonly reached: Recent<Context> }[] = [];

  private constructor(
    private readonly model: StepModel,
    readonly pieces: Pieces,
    private readonly begun: Context,
  ) {}

  /** Load graph and tokenizer of a bundle of kind "language". Throws `BundleError`. */
  static async load(bundle: Bundle, runtime: Runtime, precision = "weight_only"): Promise<LanguageModel> {
    const { kind, inputs, outputs } = bundle.manifest;
    if (kind !== "language" || `${inputs}` !== INPUT || `${outputs}` !== OUTPUT) {
      throw new BundleError(`expected kind 'language', 'pieces' to 'log_probs', got '${kind}', ${inputs} to ${outputs}`);
    }
    const pieces = Pieces.open(await bundle.file("tokenizer"));
    const model = await StepModel.load(bundle, runtime, precision);
    const unread: Context = { state: model.initial(), pieceScores: new Float32Array(pieces.length), words: [] };
    const [begun] = await stepped(model, [unread], [pieces.end]);
    if (begun.pieceScores.length !== pieces.length) {
      throw new BundleError(
        `expected a graph over the ${pieces.length} pieces of the tokenizer, got one over ` +
          `${begun.pieceScores.length}; pack graph and tokenizer of one training together`,
      );
    }
    return new LanguageModel(model, pieces, begun);
  }

  /** Return the context of a text not begun: only the end of a line before it was read. */
  start(): Context {
    return this.begun;
  }

  /**
   * Return the context after more tokens of `tokens`.
   *
   * It was trained on one sentence a line: where a line is likely to end at a full stop, it is ended, so that what
   * comes next is the beginning of a sentence and not the rare rest of this one ("Mr. Smith").
   */
  async read(context: Context, found: Iterable<string>): Promise<Context> {
    let after = context;
    for (const token of found) {
      const last = after.words.at(-1);
      if (token !== LINE_END || (last !== undefined && last !== LINE_END)) {
        [after] = await this.readEach(after, [token]);
      }
      if (SENTENCE_ENDS.has(token) && after.pieceScores[this.pieces.end] > LIKELY) {
        [after] = await this.readEach(after, [LINE_END]);
      }
    }
    return after;
  }

  /**
   * Return the contexts after each of these tokens: several ways to go on from one context, stepped together.
   *
   * Recent answers are kept.
   */
  async readEach(context: Context, found: readonly string[]): Promise<Context[]> {
    const branches = this.branches(context);
    const keys = found.map((token) => `${this.pieces.encode(token)}`);
    const after = keys.map((key) => branches.get(key));
    const unread = [...found.keys()].filter((i) => after[i] === undefined);
    if (unread.length === 1) after[unread[0]] = await this.reachWithin(context, this.pieces.encode(found[unread[0]]));
    else {
      const read = await this.readAll(unread.map(() => context), unread.map((i) => found[i]));
      unread.forEach((i, at) => branches.set(keys[i], (after[i] = read[at])));
    }
    return after.map((one, i) => ({ ...one!, words: remembered(context, found[i]) }));
  }

  /**
   * Return the context after each of some contexts and the token that follows it, stepped together.
   *
   * The weight-only graph gives each the scores that it would have alone.
   */
  async readAll(before: readonly Context[], found: readonly string[]): Promise<Context[]> {
    const pieces = found.map((token) => this.pieces.encode(token));
    const contexts: Context[] = before.map((one, i) => ({ ...one, words: remembered(one, found[i]) }));
    const longest = Math.max(0, ...pieces.map((one) => one.length));
    for (let position = 0; position < longest; position++) {
      const longer = [...found.keys()].filter((i) => pieces[i].length > position);
      const after = await stepped(this.model, longer.map((i) => contexts[i]), longer.map((i) => pieces[i][position]));
      longer.forEach((i, at) => (contexts[i] = after[at]));
    }
    return contexts;
  }

  /**
   * Return the context after a text, from its start; of a longer one only its last tokens are read.
   *
   * Recent answers are kept, so a text that grows costs one step for each new token.
   */
  async context(text: string): Promise<Context> {
    const all = tokens(text);
    const found = all.slice(Math.max(Math.floor(all.length / WINDOW_TOKENS) - 1, 0) * WINDOW_TOKENS);
    const keys = found.map((_, i) => found.slice(0, i + 1).join("\0"));
    let known = found.length;
    let context: Context | undefined;
    while (known > 0 && !(context = this.reached.get(keys[known - 1]))) known--;
    let after = context ?? this.begun;
    for (let i = known; i < found.length; i++) {
      after = await this.read(after, [found[i]]);
      this.reached.set(keys[i], after);
    }
    return after;
  }

  /**
   * Return the natural-log probability of each word of a lexicon to come next, (words,).
   *
   * It is that of the word's first piece and the word's share of all words that begin with this piece (a class-based
   * model: Brown et al. 1992). Recent answers are kept: write nothing into them.
   */
  wordScores(context: Context, lexicon: Lexicon): Float32Array {
    const known = this.scored.find((one) => one.context === context && one.lexicon === lexicon);
    const words = known?.words ?? this.newWordScores(context, lexicon);
    if (!known) this.scored = [{ context, lexicon, words }, ...this.scored].slice(0, CACHED_SCORES);
    return words;
  }

  private newWordScores(context: Context, lexicon: Lexicon): Float32Array {
    const { firstPiece, share } = lexicon;
    const { pieceScores } = context;
    const scores = new Float32Array(firstPiece.length);
    for (let word = 0; word < scores.length; word++) scores[word] = pieceScores[firstPiece[word]] + share[word];
    return scores;
  }

  /** Return the natural-log probability that a sentence ends here: its line, or by a full stop or so. */
  endScore(context: Context): number {
    const marks = [...SENTENCE_ENDS].map((mark) => this.pieces.encode(mark)[0]);
    return logSumExp([this.pieces.end, ...marks].map((piece) => context.pieceScores[piece]));
  }

  /** Return the natural-log probability of any token: of all its pieces, one after the other. */
  async spelledScore(context: Context, token: string): Promise<number> {
    const pieces = this.pieces.encode(token);
    let total = 0;
    for (let count = 0; count < pieces.length; count++) {
      const before = count ? await this.reachWithin(context, pieces.slice(0, count)) : context;
      total += before.pieceScores[pieces[count]];
    }
    return total;
  }

  /** Free the graph's memory. */
  async release(): Promise<void> {
    await this.model.release();
  }

  /** Return the context after the first pieces of a word: of one that grows, each is read once. */
  private async reachWithin(context: Context, pieces: readonly number[]): Promise<Context> {
    const branches = this.branches(context);
    const found = branches.get(`${pieces}`);
    if (found) return found;
    const before = pieces.length > 1 ? await this.reachWithin(context, pieces.slice(0, -1)) : context;
    const [after] = await stepped(this.model, [before], pieces.slice(-1));
    branches.set(`${pieces}`, after);
    return after;
  }

  /** The contexts, by their pieces, that were reached from one; those of the last few are kept. */
  private branches(from: Context): Recent<Context> {
    const known = this.branchings.find((one) => one.from === from);
    const found = known ?? { from, reached: new Recent<Context>(CACHED_BRANCHES) };
    if (found !== this.branchings[0]) {
      const others = this.branchings.filter((one) => one !== found);
      this.branchings = [found, ...others].slice(0, CACHED_BRANCHINGS);
    }
    return found.reached;
  }
}

/** The last tokens of a context after one more. */
function remembered({ words }: Context, token: string): string[] {
  return [...words, token].slice(-REMEMBERED_TOKENS);
}

/** Go on from each context by one piece; the words stay. */
async function stepped(model: StepModel, contexts: readonly Context[], pieces: readonly number[]): Promise<Context[]> {
  const inputs = { [INPUT]: model.integers(pieces, [pieces.length, 1]) };
  const { outputs, state } = await model.step(inputs, model.spec.stack(contexts.map((one) => one.state)));
  const scores = outputs[OUTPUT].data as Float32Array;
  const width = scores.length / contexts.length;
  return model.spec.split(state).map((after, i) => ({
    state: after,
    pieceScores: contexts.length > 1 ? scores.slice(i * width, (i + 1) * width) : scores,
    words: contexts[i].words,
  }));
}
