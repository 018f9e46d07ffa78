/** The words of several spoken lexicons under one numbering, in one trie over phones. */

import type { SpokenLexicon } from "./spokenLexicon";
import { ROOT } from "./trie";
import { PHONES, WORD_BOUNDARY } from "./units";

/** The unit that is written between two words. */
export const BOUNDARY = PHONES.indexOf(WORD_BOUNDARY);

/** A word as the index of its lexicon and its id there. */
export interface Place {
  readonly lexicon: number;
  readonly word: number;
}

/** One way to say a word. */
export interface WaySpoken {
  /** Indices into `PHONES`. */
  readonly phones: Uint8Array;
  /** Natural-log probability, given the word. */
  readonly cost: number;
}

type Column = Uint8Array | Uint16Array | Int32Array | Float32Array | Float64Array;

/**
 * N nodes, E pronunciations and W words: those of the first lexicon, then those of the second, and so on.
 *
 * The lexicons' roots become one, node 0, and their first levels its children.
 */
export class SpokenWords {
  /** (N,) phone that leads to a node; `BOUNDARY` for the root. */
  readonly label: Uint8Array;
  /** (N,) */
  readonly childCount: Int32Array;
  /** (N,) for a node without children any number. */
  readonly firstChild: Int32Array;
  /** (N,) pronunciations that end here. */
  readonly endCount: Uint8Array;
  /** (N,) the first of them. */
  readonly endFirst: Int32Array;
  /** (N,) the look-ahead: largest unigram score, with its cost, of a pronunciation at or below a node. */
  readonly ahead: Float32Array;
  /** (E,) number of the word that is pronounced so. */
  readonly word: Int32Array;
  /** (E,) natural-log probability of the pronunciation, given the word. */
  readonly cost: Float32Array;
  /** (W,) natural-log unigram probability. */
  readonly score: Float32Array;
  /** (W,) see `Lexicon.firstPiece`. */
  readonly firstPiece: Uint16Array;
  /** (W,) see `Lexicon.share`. */
  readonly share: Float32Array;
  /** Number of the first word of each lexicon, and of all words at the end. */
  readonly firstWord: readonly number[];
  /** Looked up in the file so far. */
  private readonly ways = new Map<number, readonly WaySpoken[]>();

  /** Join lexicons; at least one. */
  constructor(readonly lexicons: readonly SpokenLexicon[]) {
    const tries = lexicons.map((spoken) => spoken.trie);
    const places = nodePlaces(tries.map((trie) => [trie.length, trie.childCount[ROOT]]));
    const firstEntry = starts(lexicons.map((spoken) => spoken.word.length));
    const laid = <C extends Column>(columns: C[], root: number) => laidOut(places, columns, root);
    const entries = tries.map((trie, i) => trie.entryFirst.map((entry) => entry + firstEntry[i]));
    const children = tries.map((trie, i) =>
      trie.firstChild.map((child) => places[i][Math.min(child, trie.length - 1)]),
    );
    this.firstWord = starts(lexicons.map((spoken) => spoken.lexicon.length));
    this.label = laid(tries.map((trie) => trie.label), BOUNDARY);
    this.childCount = laid(
      tries.map((trie) => new Int32Array(trie.childCount)),
      tries.reduce((sum, trie) => sum + trie.childCount[ROOT], 0),
    );
    this.firstChild = laid(children, 1);
    this.endCount = laid(tries.map((trie) => trie.endCount), 0);
    this.endFirst = laid(entries, 0);
    this.ahead = laid(tries.map((trie) => trie.best), Math.max(...tries.map((trie) => trie.best[ROOT])));
    this.word = joined(lexicons.map((one, i) => one.word.map((word) => word + this.firstWord[i])));
    this.cost = joined(lexicons.map((spoken) => spoken.cost));
    this.score = joined(lexicons.map((spoken) => spoken.lexicon.scores));
    this.firstPiece = joined(lexicons.map((spoken) => spoken.lexicon.firstPiece));
    this.share = joined(lexicons.map((spoken) => spoken.lexicon.share));
  }

  /** Return the largest value (N,) of the pronunciations, each with its value (E,), at or below each node. */
  lookAhead(value: Float64Array): Float64Array {
    const ahead = new Float64Array(this.label.length).fill(-Infinity);
    for (let node = ahead.length - 1; node >= 0; node--) {
      const entry = this.endFirst[node];
      for (let i = 0; i < this.endCount[node]; i++) ahead[node] = Math.max(ahead[node], value[entry + i]);
      const child = this.firstChild[node];
      for (let i = 0; i < this.childCount[node]; i++) ahead[node] = Math.max(ahead[node], ahead[child + i]);
    }
    return ahead;
  }

  /** Return the place of a word. */
  place(number: number): Place {
    let lexicon = this.lexicons.length - 1;
    while (number < this.firstWord[lexicon]) lexicon--;
    return { lexicon, word: number - this.firstWord[lexicon] };
  }

  /** Return the number of a lexicon's word. */
  number(place: Place): number {
    return this.firstWord[place.lexicon] + place.word;
  }

  /** Return a word as the language model reads it. */
  written(number: number): string {
    const { lexicon, word } = this.place(number);
    return this.lexicons[lexicon].lexicon.written(word);
  }

  /** Return a word as it is shown. */
  display(number: number): string {
    const { lexicon, word } = this.place(number);
    return this.lexicons[lexicon].lexicon.display(word);
  }

  /** Return the pronunciations of a word, the most probable first. */
  pronunciations(number: number): readonly WaySpoken[] {
    const known = this.ways.get(number);
    if (known) return known;
    const { lexicon, word } = this.place(number);
    const spoken = this.lexicons[lexicon];
    const ways = spoken.ofWord(word).map((entry) => ({ phones: spoken.phones(entry), cost: spoken.cost[entry] }));
    this.ways.set(number, ways);
    return ways;
  }
}

/** Return where each of several stretches begins, and where the last ends. */
function starts(counts: readonly number[]): number[] {
  const found = [0];
  for (const count of counts) found.push(found[found.length - 1] + count);
  return found;
}

/**
 * Return the joined number of each node of each trie: the root, then all first levels, then all others.
 *
 * `sizes` are the nodes of each trie and how many of them are children of its root.
 */
function nodePlaces(sizes: readonly (readonly [number, number])[]): Int32Array[] {
  let level = 1;
  let deeper = 1 + sizes.reduce((sum, [, firsts]) => sum + firsts, 0);
  return sizes.map(([nodes, firsts]) => {
    const place = new Int32Array(nodes);
    for (let node = 1; node < nodes; node++) place[node] = node <= firsts ? level++ : deeper++;
    return place;
  });
}

/** Return the values of all nodes (N,) at their joined numbers, with one for the root. */
function laidOut<C extends Column>(places: readonly Int32Array[], columns: readonly C[], root: number): C {
  const size = 1 + places.reduce((sum, place) => sum + place.length - 1, 0);
  const laid = new (columns[0].constructor as new (length: number) => C)(size);
  columns.forEach((column, i) => {
    for (let node = 1; node < column.length; node++) laid[places[i][node]] = column[node];
  });
  laid[ROOT] = root;
  return laid;
}

/** Return arrays one after the other; a single one as it is. */
function joined<C extends Column>(columns: readonly C[]): C {
  if (columns.length === 1) return columns[0];
  const size = columns.reduce((sum, column) => sum + column.length, 0);
  const whole = new (columns[0].constructor as new (length: number) => C)(size);
  let at = 0;
  for (const column of columns) {
    whole.set(column, at);
    at += column.length;
  }
  return whole;
}
