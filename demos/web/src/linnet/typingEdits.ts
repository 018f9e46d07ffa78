/** What each way of typing a letter wrongly costs, for one alphabet and, once a tap is known, for that tap. */

import { logAddExp } from "./logMath";
import * as confusions from "./typingConfusions";
import type { TypingWeights } from "./typingWeights";

const APOSTROPHE = "'";

/** What one tap says, A being the size of the alphabet. */
export interface TapScores {
  /** (A,) log-likelihood of the tap when a letter's key was aimed at. */
  readonly tap: Float32Array;
  /** (A,) when a letter was meant: the best of its own key and of those it is confused with. */
  readonly meant: Float32Array;
  /** When any letter was meant. */
  readonly likeliest: number;
  /** When no letter was meant. */
  readonly extra: number;
  /** (A * A,) when two letters were meant, such as "ph" typed "f", at first * A + second. */
  readonly digraph: Float32Array;
}

interface Digraph {
  readonly at: number;
  readonly typed: number;
  readonly cost: number;
}

/** The costs of `TypingWeights` and `typingConfusions` as arrays over an alphabet. */
export class EditCosts {
  /** (A,) a letter is left out. */
  readonly missed: Float32Array;
  /** One of two same letters is left out. */
  readonly singled: number;
  readonly missedFirst: number;
  readonly swapped: number;
  readonly doubled: number;
  private readonly extra: Float32Array;
  /** (A * A,) of a letter meant and the letter typed. */
  private readonly substituted: Float32Array;
  private readonly digraphs: readonly Digraph[];

  constructor(
    private readonly alphabet: readonly string[],
    weights: TypingWeights,
  ) {
    const label = new Map(alphabet.map((letter, i) => [letter, i]));
    const base = weights.misspelling;
    this.missed = column(confusions.MISSED, label, base, weights.missed);
    if (label.has(APOSTROPHE)) this.missed[label.get(APOSTROPHE)!] = weights.missedApostrophe;
    this.singled = Math.fround(logAddExp(weights.missed, base + confusions.SINGLED));
    this.missedFirst = Math.fround(weights.missedFirst);
    this.swapped = Math.fround(weights.swapped);
    this.doubled = Math.fround(logAddExp(weights.doubled, base + confusions.DOUBLED));
    this.extra = column(confusions.EXTRA, label, base, weights.extra);
    this.substituted = square(confusions.SUBSTITUTED, label, base);
    this.digraphs = [...confusions.DIGRAPHS]
      .filter(([letters]) => Array.from(letters).every((letter) => label.has(letter)))
      .map(([letters, rate]) => {
        const [one, two, typed] = Array.from(letters, (letter) => label.get(letter)!);
        return { at: one * alphabet.length + two, typed, cost: Math.fround(base + rate) };
      });
  }

  /** Return what a tap (A,) says about letters meant, missed and put in. */
  read(tap: Float32Array): TapScores {
    const size = this.alphabet.length;
    const digraph = new Float32Array(size * size).fill(-Infinity);
    for (const { at, typed, cost } of this.digraphs) digraph[at] = tap[typed] + cost;
    const meant = new Float32Array(size).fill(-Infinity);
    let [likeliest, extra] = [-Infinity, -Infinity];
    for (let letter = 0; letter < size; letter++) {
      for (let typed = 0; typed < size; typed++) {
        const score = this.substituted[letter * size + typed] + tap[typed];
        if (score > meant[letter]) meant[letter] = score;
      }
      likeliest = Math.max(likeliest, meant[letter]);
      extra = Math.max(extra, Math.fround(this.extra[letter] + tap[letter]));
    }
    return { tap, meant, likeliest, extra, digraph };
  }
}

/** Return rates of single letters (A,), each added up with that of a slip. */
function column(
  rates: ReadonlyMap<string, number>,
  label: ReadonlyMap<string, number>,
  base: number,
  slip: number,
): Float32Array {
  const values = new Float32Array(label.size).fill(slip);
  for (const [letter, rate] of rates) {
    const at = label.get(letter);
    if (at !== undefined) values[at] = logAddExp(base + rate, slip);
  }
  return values;
}

/** Return the rates of (meant, typed) pairs (A * A,); each letter stands for itself at no cost. */
function square(rates: ReadonlyMap<string, number>, label: ReadonlyMap<string, number>, base: number): Float32Array {
  const values = new Float32Array(label.size ** 2).fill(-Infinity);
  for (let letter = 0; letter < label.size; letter++) values[letter * label.size + letter] = 0;
  for (const [pair, rate] of rates) {
    const [meant, typed] = Array.from(pair, (letter) => label.get(letter));
    if (meant !== undefined && typed !== undefined) values[meant * label.size + typed] = base + rate;
  }
  return values;
}
