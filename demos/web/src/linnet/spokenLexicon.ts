/** How the words of a lexicon sound: each in one or more ways, in a trie over phones. */

import { BundleError, InputError } from "./errors";
import type { Lexicon } from "./lexicon";
import { LexiconFile } from "./lexiconFile";
import { ROOT, Trie } from "./trie";
import { PHONES, WORD_BOUNDARY } from "./units";

/** The labels that words are made of, as indices into `PHONES`; the blank and the boundary are none. */
export const FIRST_PHONE = 1;
export const LAST_PHONE = PHONES.indexOf(WORD_BOUNDARY) - 1;
const LONGEST_PHONES = 255;
/** Costs are kept as multiples of this many nats, up to 255 of them. */
const COST_STEP = 1 / 16;
const HIGH = 1 << 16;

/** One way to say a word. */
export interface Pronunciation {
  /** Id in the lexicon. */
  readonly word: number;
  /** Indices into `PHONES`. */
  readonly phones: Uint8Array;
  /** Natural-log probability, given the word; at most 0. */
  readonly cost: number;
}

/** The pronunciations of one lexicon's words, numbered 0 to E - 1 in the order of the trie. */
export class SpokenLexicon {
  private constructor(
    readonly lexicon: Lexicon,
    /** (E,) the word that each pronunciation is of. */
    readonly word: Int32Array,
    /** (E,) natural-log probability of the pronunciation, given the word; at most 0. */
    readonly cost: Float32Array,
    /**
     * Over phones, indices into `PHONES`. Its entries are the pronunciations 0 to E - 1 in order, and its `best` is
     * the largest unigram score of a word plus cost of its pronunciation at or below a node.
     */
    readonly trie: Trie,
  ) {}

  /**
   * Build in memory; costs are rounded (`COST_STEP`). Throws `InputError` for a word that the lexicon lacks, for no
   * or too many phones, for labels that are no phones, and for a positive cost.
   */
  static build(lexicon: Lexicon, pronunciations: readonly Pronunciation[]): SpokenLexicon {
    for (const one of pronunciations) refuse(one, lexicon.length);
    const costs = pronunciations.map(({ cost }) => -COST_STEP * Math.min(rounded(-cost / COST_STEP), 255));
    const scores = pronunciations.map(({ word }, i) => lexicon.scores[word] + costs[i]);
    const trie = Trie.build(pronunciations.map(({ phones }) => phones), scores);
    const word = Int32Array.from(trie.entries, (i) => pronunciations[i].word);
    const cost = Float32Array.from(trie.entries, (i) => costs[i]);
    return SpokenLexicon.grown(lexicon, word, cost, trie.label, trie.childCount, trie.endCount);
  }

  /** Take the bytes of a file. Throws `BundleError` when they are damaged, unknown or made for other words. */
  static async open(bytes: Uint8Array, lexicon: Lexicon): Promise<SpokenLexicon> {
    const file = LexiconFile.open(bytes);
    const fits = file.text("lexicon")[0] === (await lexicon.fingerprint()) && `${file.text("phones")}` === `${PHONES}`;
    if (!fits) {
      throw new BundleError(
        `pronunciations: expected those of this lexicon of ${lexicon.length} words, got others; load the page again`,
      );
    }
    const [low, high] = [file.uint16("word_low"), file.uint8("word_high")];
    const word = Int32Array.from(low, (one, i) => one + HIGH * high[i]);
    const cost = Float32Array.from(file.uint8("cost"), (steps) => -COST_STEP * steps);
    if (cost.length !== word.length || word.some((one) => one >= lexicon.length)) {
      throw new BundleError(`pronunciations: expected words from 0 to ${lexicon.length - 1}; load the page again`);
    }
    return SpokenLexicon.grown(lexicon, word, cost, file.uint8("label"), file.uint8("child_count"), file.uint8("end_count"));
  }

  private static grown(
    lexicon: Lexicon,
    word: Int32Array,
    cost: Float32Array,
    label: Uint8Array,
    childCount: Uint8Array,
    endCount: Uint8Array,
  ): SpokenLexicon {
    const scores = Float32Array.from(word, (id, i) => lexicon.scores[id] + cost[i]);
    return new SpokenLexicon(lexicon, word, cost, Trie.grow(label, childCount, endCount, scores));
  }

  /** Number of pronunciations. */
  get length(): number {
    return this.word.length;
  }

  /** Return the pronunciations of a word, the most probable first. */
  ofWord(word: number): number[] {
    const found: number[] = [];
    for (let i = 0; i < this.word.length; i++) if (this.word[i] === word) found.push(i);
    return found.sort((a, b) => this.cost[b] - this.cost[a] || a - b);
  }

  /** Return the phones of a pronunciation, as indices into `PHONES`. */
  phones(pronunciation: number): Uint8Array {
    const { trie } = this;
    const phones: number[] = [];
    let node = ROOT;
    while (pronunciation >= trie.ending(node).stop) {
      let child = trie.firstChild[node];
      while (trie.entryLast[child] <= pronunciation) child++;
      node = child;
      phones.push(trie.label[node]);
    }
    return Uint8Array.from(phones);
  }
}

/** Throw `InputError` for what cannot be a pronunciation. */
function refuse({ word, phones, cost }: Pronunciation, words: number): void {
  if (!(word >= 0 && word < words)) throw new InputError(`expected a word from 0 to ${words - 1}, got ${word}`);
  const spoken = phones.every((phone) => phone >= FIRST_PHONE && phone <= LAST_PHONE);
  if (!spoken || phones.length < 1 || phones.length > LONGEST_PHONES) {
    throw new InputError(
      `word ${word}: expected 1 to ${LONGEST_PHONES} phones from ${FIRST_PHONE} to ${LAST_PHONE}, got [${phones}]`,
    );
  }
  if (!(cost <= 0)) throw new InputError(`word ${word}: expected a cost of at most 0, got ${cost}`);
}

/** Round to the nearest whole number, halves to the even one. */
function rounded(value: number): number {
  const floor = Math.floor(value);
  const up = value - floor > 0.5 || (value - floor === 0.5 && floor % 2 === 1);
  return up ? floor + 1 : floor;
}
