/**
 * What a tap, or a typed character, says about the letter that was meant.
 *
 * A tap falls around its key's centre with a normal distribution (Azenkot and Zhai, "Touch behavior with
 * different postures on soft smartphone keyboards", 2012); the space bar is hit anywhere along its width.
 */

import { erf } from "./erf";
import type { Key, KeyLayout } from "./keyLayout";
import { spelling } from "./spelling";

/** Share of taps that land anywhere, whatever was meant: no single tap can rule out a word. */
const STRAY = 0.001;
/** Per letter key's area: a keyboard is 10 keys wide and 4 high. */
const STRAY_DENSITY = 0.025;
/** Points along the space bar that stand for where it is aimed at. */
const AIMS = 9;
/** Standard deviation of taps in key widths (across) and row heights (down). */
const SIGMA_SHARE = 0.25;

/** A key with what a tap on it is measured by, in key widths and row heights. */
interface Aim {
  readonly label: number;
  readonly key: Key;
  readonly across: number;
  readonly down: number;
  /** Half of the width along which the key is aimed at: a wide key's, less the ordinary key's. */
  readonly spread: number;
}

/**
 * Log-likelihoods for the letters of a lexicon, given taps on one layout. Nothing in it changes.
 *
 * Both methods return `(alphabet,)` natural logarithms that may be added along a word: of the density of the
 * tap, relative to one letter key's area, or of the probability of the character. Letters without a key have
 * -Infinity, but a character that is itself a letter of the alphabet, such as an apostrophe, means itself.
 *
 *     const touch = new TouchModel(KeyLayout.load("qwerty"), lexicon.alphabet);
 *     beam = search.advance(beam, touch.tap(0.06, 0.1));
 */
export class TouchModel {
  private readonly index: ReadonlyMap<string, number>;
  private readonly aims: readonly Aim[];
  private readonly impossible: Float32Array;
  private readonly characters: ReadonlyMap<string, Float32Array>;

  constructor(
    readonly layout: KeyLayout,
    alphabet: readonly string[],
  ) {
    this.index = new Map(alphabet.map((letter, i) => [letter, i] as const).filter(([letter]) => letter.length === 1));
    this.aims = [...layout.keys].filter(([c]) => this.index.has(c)).map(([c, key]) => this.aim(c, key));
    this.impossible = new Float32Array(alphabet.length).fill(-Infinity);
    this.characters = this.confusions();
  }

  /**
   * Return `(alphabet,)` log-densities of a tap at (x, y), shares of the keyboard's width and height.
   *
   * Throws `InputError` when it is not a number or lies outside the keyboard, see `KeyLayout.check`.
   */
  tap(x: number, y: number): Float32Array {
    this.layout.check(x, y);
    const scores = this.impossible.slice();
    const variance = SIGMA_SHARE ** 2;
    for (const aim of this.aims) {
      const across = Math.max(Math.abs(aim.across - x / this.layout.keyWidth) - aim.spread, 0);
      const down = aim.down - y / this.layout.rowHeight;
      const peak = 1 / (2 * Math.PI * variance * (1 + 2 * aim.spread));
      const density = peak * Math.exp(-(across ** 2 + down ** 2) / (2 * variance));
      scores[aim.label] = Math.log((1 - STRAY) * density + STRAY * STRAY_DENSITY);
    }
    return scores;
  }

  /**
   * Return `(alphabet,)` log-probabilities that `character` is typed by a tap meant for each letter.
   *
   * Capitals and accents are folded to a letter of the alphabet ("É" to "e"). Any other character, such as a
   * digit, an emoji or a Hebrew letter, has -Infinity everywhere: no word of this lexicon is spelled with it.
   */
  character(character: string): Float32Array {
    return this.characters.get(spelling(character, this.index) ?? "") ?? this.impossible;
  }

  private aim(character: string, key: Key): Aim {
    const { keyWidth, rowHeight } = this.layout;
    const spread = Math.max(key.width / keyWidth - 1, 0) / 2;
    return { label: this.index.get(character)!, key, across: key.x / keyWidth, down: key.y / rowHeight, spread };
  }

  /** Return the answers of `character`: how often a tap meant for each letter falls into a key's box. */
  private confusions(): Map<string, Float32Array> {
    const chances = this.aims.map((typed) => this.aims.map((meant) => this.hitChance(typed.key, meant)));
    const sums = this.aims.map((_, meant) => chances.reduce((sum, row) => sum + row[meant], 0));
    const answers = new Map<string, Float32Array>();
    for (const [letter, label] of this.index) {
      const scores = this.impossible.slice();
      const typed = this.aims.findIndex((aim) => aim.label === label);
      if (typed < 0) scores[label] = 0;
      else {
        this.aims.forEach((aim, meant) => {
          const hit = ((1 - STRAY) * chances[typed][meant]) / sums[meant];
          scores[aim.label] = Math.log(hit + STRAY / this.aims.length);
        });
      }
      answers.set(letter, scores);
    }
    return answers;
  }

  /** Return the chance that a tap meant for one key falls into the box of another. */
  private hitChance(typed: Key, meant: Aim): number {
    const { keyWidth, rowHeight } = this.layout;
    const left = (typed.x - typed.width / 2) / keyWidth;
    const right = (typed.x + typed.width / 2) / keyWidth;
    let across = 0;
    for (let i = 0; i < AIMS; i++) {
      const aimed = meant.across + meant.spread * ((2 * i) / (AIMS - 1) - 1);
      across += (below(right, aimed) - below(left, aimed)) / AIMS;
    }
    const top = (typed.y - typed.height / 2) / rowHeight;
    const bottom = (typed.y + typed.height / 2) / rowHeight;
    return across * (below(bottom, meant.down) - below(top, meant.down));
  }
}

/** Return the probability that a tap aimed at a place falls short of an edge. */
function below(edge: number, aimed: number): number {
  return 0.5 + 0.5 * erf((edge - aimed) / (SIGMA_SHARE * Math.SQRT2));
}
