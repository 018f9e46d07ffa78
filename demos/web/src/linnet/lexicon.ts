/** The words a language has: how each is written, typed and read by the language model, and how common. */

import { sha256 } from "./bundle";
import { numbersOf } from "./byteSteps";
import { BundleError, InputError } from "./errors";
import { fromHalf, roundedToHalf } from "./float16";
import { LexiconFile } from "./lexiconFile";
import { EMPTY, numbers, type Range } from "./range";
import { letterLabels, spelling } from "./spelling";
import { Trie } from "./trie";
import { LETTERS } from "./units";

export { spelling };

/** Bit of `Lexicon.flags`: never suggested unless typed in full or learned. */
export const OFFENSIVE = 1;
const LONGEST_DISPLAY_BYTES = 255;
const LOWEST_SCORE = -500;
const DECODER = new TextDecoder();

/** One word to build a lexicon from. */
export interface LexiconWord {
  /** As it is shown: "I'm", "London", "café". No spaces, at most 255 bytes of UTF-8. */
  readonly display: string;
  /** Natural-log probability of the word without any context, from -500 to 0; kept to three digits. */
  readonly score: number;
  /** What the language model's tokenizer makes of the lower-case word; at least one, at most 255. */
  readonly pieces: readonly number[];
  /** Sum of bits such as `OFFENSIVE`. */
  readonly flags?: number;
}

interface Columns {
  readonly trie: Trie;
  readonly score: Float32Array;
  readonly flags: Uint8Array;
  readonly pieceCount: Uint8Array;
  readonly pieces: Uint16Array;
  readonly displayBytes: Uint8Array;
  readonly display: Uint8Array;
}

/** Words with ids 0 to n - 1, in the order of their letters, so that a prefix is a range of ids. */
export class Lexicon {
  /** (n,) natural-log unigram probability. */
  readonly scores: Float32Array;
  /** By letters; its entries are the ids 0 to n - 1 in order. */
  readonly trie: Trie;
  /** (n,) see `OFFENSIVE`. */
  readonly flags: Uint8Array;
  /** (n,) first of the pieces of each word. */
  readonly firstPiece: Uint16Array;
  /** (n,) log of the word's part in the probability of all words that begin with its first piece. */
  readonly share: Float32Array;
  private readonly label: ReadonlyMap<string, number>;
  private readonly displayStart: Int32Array;
  private readonly pieceStart: Int32Array;

  private constructor(
    /** What the trie's labels stand for: label i is the i-th unit. */
    readonly alphabet: readonly string[],
    private readonly columns: Columns,
    /** Lower-case strings that are common in texts, but as mistakes: no words, and never meant. */
    readonly misspellings: ReadonlySet<string>,
    beside: Lexicon | null,
  ) {
    this.scores = columns.score;
    this.trie = columns.trie;
    this.flags = columns.flags;
    this.label = letterLabels(alphabet);
    this.displayStart = starts(columns.displayBytes);
    this.pieceStart = starts(columns.pieceCount);
    check(columns, this.displayStart, this.pieceStart);
    this.firstPiece = Uint16Array.from(this.scores, (_, word) => columns.pieces[this.pieceStart[word]]);
    this.share = shares(this, beside);
  }

  /** Take the bytes of a lexicon file. Throws `BundleError` when they are damaged or unknown. */
  static open(bytes: Uint8Array): Lexicon {
    const file = LexiconFile.open(bytes);
    const columns: Columns = {
      trie: trieOf(file),
      score: fromHalf(file.float16("score")),
      flags: file.uint8("flags"),
      pieceCount: file.uint8("piece_count"),
      pieces: file.uint16("pieces"),
      displayBytes: file.uint8("display_bytes"),
      display: file.uint8("display"),
    };
    return new Lexicon(file.text("alphabet"), columns, new Set(file.text("misspellings")), null);
  }

  /**
   * Build in memory. `beside`: a lexicon whose words share the first pieces' probability with these.
   *
   * Throws `InputError` for a word out of bounds or that the alphabet cannot spell, see `spelling`.
   */
  static build(
    words: readonly LexiconWord[],
    alphabet: readonly string[] = LETTERS,
    beside: Lexicon | null = null,
    misspellings: Iterable<string> = [],
  ): Lexicon {
    const label = letterLabels(alphabet);
    const sequences = words.map((word) => labelsOf(word, label));
    const sorted = Trie.build(sequences, words.map((word) => word.score));
    return new Lexicon(alphabet, columnsOf(words, sorted), new Set(misspellings), beside);
  }

  /** Number of words. */
  get length(): number {
    return this.scores.length;
  }

  /** Return a hash of the words and their order: what refers to words by id belongs to one of these. */
  async fingerprint(): Promise<string> {
    const { displayBytes, display } = this.columns;
    const words = new Uint8Array(displayBytes.length + display.length);
    words.set(displayBytes);
    words.set(display, displayBytes.length);
    return sha256(words);
  }

  /** Return a word as it is shown: "I'm", "London". */
  display(word: number): string {
    return DECODER.decode(this.columns.display.subarray(this.displayStart[word], this.displayStart[word + 1]));
  }

  /** Return a word as `tokens` and the language model have it: "i'm", "london". */
  written(word: number): string {
    return this.display(word).toLowerCase();
  }

  /** Return what is typed for a word: "i'm", "cafe". */
  letters(word: number): string {
    return spelling(this.display(word), this.label) ?? "";
  }

  /** Return what the language model's tokenizer makes of the word. */
  pieces(word: number): number[] {
    return Array.from(this.columns.pieces.subarray(this.pieceStart[word], this.pieceStart[word + 1]));
  }

  /** Return the id of a lower-case word, accents included, or null. */
  find(written: string): number | null {
    const letters = spelling(written, this.label);
    if (letters === null) return null;
    return numbers(this.withLetters(letters)).find((word) => this.written(word) === written) ?? null;
  }

  /** Return the ids of the words that are typed exactly so, the most common first. */
  withLetters(letters: string): Range {
    const node = this.walk(letters);
    return node === null ? EMPTY : this.trie.ending(node);
  }

  /** Return the ids of the words whose letters begin so, themselves included. */
  prefix(letters: string): Range {
    const node = this.walk(letters);
    return node === null ? EMPTY : this.trie.below(node);
  }

  private walk(letters: string): number | null {
    const labels = [...letters].map((letter) => this.label.get(letter));
    return labels.includes(undefined) ? null : this.trie.walk(labels as number[]);
  }
}

function trieOf(file: LexiconFile): Trie {
  const steps = (name: string) =>
    numbersOf(file.uint8(name), file.int32(`${name}.jump_at`), file.int32(`${name}.jump`));
  return Trie.restore(
    file.uint8("trie.label"),
    file.uint8("trie.child_count"),
    file.uint8("trie.end_count"),
    steps("trie.entry_first"),
    steps("trie.entry_last"),
    fromHalf(file.float16("trie.best")),
  );
}

/** Return the labels of a word's letters, or throw `InputError` when it cannot be held. */
function labelsOf(word: LexiconWord, label: ReadonlyMap<string, number>): Uint8Array {
  const typed = spelling(word.display, label);
  if (typed === null || new TextEncoder().encode(word.display).length > LONGEST_DISPLAY_BYTES) {
    throw new InputError(
      `expected a word of 1 to ${LONGEST_DISPLAY_BYTES} bytes that the alphabet can spell, ` +
        `got '${word.display.slice(0, 40)}'; leave it out`,
    );
  }
  if (!(word.score >= LOWEST_SCORE && word.score <= 0) || word.pieces.length < 1 || word.pieces.length > 255) {
    throw new InputError(
      `'${word.display}': expected a score from ${LOWEST_SCORE} to 0 and 1 to 255 pieces, ` +
        `got ${word.score} and ${word.pieces.length}`,
    );
  }
  return Uint8Array.from(typed, (letter) => label.get(letter)!);
}

/** Return the columns of a lexicon from its words and their trie. */
function columnsOf(words: readonly LexiconWord[], trie: Trie): Columns {
  const ordered = Array.from(trie.entries, (i) => words[i]);
  const displays = ordered.map((word) => new TextEncoder().encode(word.display));
  const score = Float32Array.from(ordered, (word) => roundedToHalf(word.score));
  return {
    trie: Trie.grow(trie.label, trie.childCount, trie.endCount, score),
    score,
    flags: Uint8Array.from(ordered, (word) => word.flags ?? 0),
    pieceCount: Uint8Array.from(ordered, (word) => word.pieces.length),
    pieces: Uint16Array.from(ordered.flatMap((word) => [...word.pieces])),
    displayBytes: Uint8Array.from(displays, (display) => display.length),
    display: Uint8Array.from(displays.flatMap((display) => [...display])),
  };
}

/** Throw `BundleError` unless the lengths of all columns fit together. */
function check(columns: Columns, displayStart: Int32Array, pieceStart: Int32Array): void {
  const words = columns.score.length;
  const lengths = [columns.flags, columns.pieceCount, columns.displayBytes, columns.trie.entries].map((one) => one.length);
  if (lengths.some((length) => length !== words)) {
    throw new BundleError(`lexicon: expected columns of ${words} words, got ${lengths}; load the page again`);
  }
  if (displayStart[words] !== columns.display.length || pieceStart[words] !== columns.pieces.length) {
    throw new BundleError("lexicon: expected as many letters and pieces as the words have; load the page again");
  }
}

/** Return where each word's values begin, and where the last one's end (n + 1,). */
function starts(counts: Uint8Array): Int32Array {
  const found = new Int32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) found[i + 1] = found[i] + counts[i];
  return found;
}

/** Return the share (n,) of each word, the classes of Brown et al. (1992) being first pieces. */
function shares(lexicon: Lexicon, beside: Lexicon | null): Float32Array {
  const mass = new Float64Array(1 << 16);
  for (const { scores, firstPiece } of beside ? [lexicon, beside] : [lexicon]) {
    for (let word = 0; word < scores.length; word++) mass[firstPiece[word]] += Math.exp(scores[word]);
  }
  return lexicon.scores.map((score, word) => score - Math.fround(Math.log(mass[lexicon.firstPiece[word]])));
}
