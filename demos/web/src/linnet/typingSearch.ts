/**
 * One step per tap through a lexicon's letters, with every way to type them wrongly.
 *
 * A noisy channel (Kernighan, Church and Gale, "A spelling correction program based on a noisy channel model",
 * 1990) searched with a beam of the best hypotheses (Viterbi): the score of a hypothesis is the log-likelihood
 * of the taps given its letters; it is kept as long as that and its most common word together are good enough.
 * Numbers are rounded to float32 where Python's are, so that both keep the same hypotheses.
 */

import type { Lexicon } from "./lexicon";
import { descending, largest } from "./sorting";
import { ROOT, type Trie } from "./trie";
import { type Beam, Hypotheses, NOTHING, NO_WORD, emptyBeam } from "./typingBeam";
import { EditCosts, type TapScores } from "./typingEdits";
import type { TypingWeights } from "./typingWeights";

const SPACE = " ";
/** Stands for minus infinity where hypotheses of that score must go. */
const IMPOSSIBLE = -1e30;
/** Larger than any rounding of a promise: what is dropped early would be dropped anyway. */
const SLACK = 1e-3;
const { fround } = Math;

/** One tap while its hypotheses are collected. */
interface Expansion {
  readonly step: TapScores;
  /** Hypotheses of less promise are not collected. */
  readonly cutoff: number;
  readonly found: Hypotheses;
}

/**
 * The search over one lexicon. Nothing in it changes: share it, and keep a `Beam` per word being typed.
 *
 *     let beam = search.start();
 *     beam = search.advance(beam, touch.tap(x, y));         // one tap
 *     beam = search.advance(beam, touch.character("e"));    // or one character, where taps are not known
 *     // backspace: go on from the beam before; readings: `typingRanking.rank`
 */
export class TypingSearch {
  readonly costs: EditCosts;
  private readonly trie: Trie;
  private readonly space: number;
  private readonly language: number;

  constructor(
    readonly lexicon: Lexicon,
    readonly weights: TypingWeights,
  ) {
    this.costs = new EditCosts(lexicon.alphabet, weights);
    this.trie = lexicon.trie;
    this.space = lexicon.alphabet.indexOf(SPACE);
    this.language = fround(weights.language);
  }

  /** Return the beam of a word of which nothing has been typed. */
  start(): Beam {
    const found = new Hypotheses(1);
    found.push(ROOT, NOTHING, NO_WORD, 0);
    return found.beam(0, 0);
  }

  /**
   * Return the beam after one more tap, `(alphabet,)` log-likelihoods as from `TouchModel`.
   *
   * It is empty when no word is near: after a character that is no letter, or when a word has become longer than
   * any of the lexicon.
   */
  advance(beam: Beam, tap: Float32Array): Beam {
    const sharpest = beam.sharpest + largest(tap);
    const taps = beam.taps + 1;
    if (beam.node.length === 0 || sharpest === -Infinity) return emptyBeam(sharpest, taps);
    const least = this.least(sharpest, taps);
    return this.best(this.expanded(beam, this.costs.read(tap), least), least, sharpest, taps);
  }

  /**
   * Return the beam of a word that goes on after a space inside it, as in "th is".
   *
   * The space may be one too many or meant as a letter near the space bar. `beam` is that of the part before the
   * space, `tap` that of the space, `(alphabet,)`.
   */
  acrossSpace(beam: Beam, tap: Float32Array): Beam {
    const letter = this.advance(beam, tap);
    const found = new Hypotheses();
    found.pushAll(beam, fround(this.weights.extraSpace));
    found.pushAll(letter, 0);
    return this.best(found, this.least(letter.sharpest, letter.taps), letter.sharpest, letter.taps);
  }

  /** Return what it costs to leave out the letter `label` after `node`. */
  missed(node: number, label: number): number {
    if (node === ROOT) return this.costs.missedFirst;
    return label === this.trie.label[node] ? this.costs.singled : this.costs.missed[label];
  }

  /** Return every hypothesis that one tap leads to and that may be good enough. */
  private expanded(beam: Beam, step: TapScores, least: number): Hypotheses {
    const ended = this.endedWords(beam);
    const source = new Hypotheses(beam.node.length + this.weights.splitWords);
    source.pushAll(beam, 0);
    restart(source, ended, fround(this.weights.missedSpace));
    const found = new Hypotheses(8192);
    this.stay(source, step, found);
    this.children(source, step, found);
    const cutoff = fround(Math.max(this.mostPromising(found) - this.weights.beamWidth, least));
    for (let i = 0; i < source.length; i++) {
      if (source.owed[i] === NOTHING) this.grandchildren(source, i, { step, cutoff, found });
    }
    for (let i = 0; i < source.length; i++) {
      if (source.owed[i] === NOTHING) continue;
      found.push(source.node[i], NOTHING, source.first[i], source.channel[i] + step.tap[source.owed[i]]);
    }
    if (this.space >= 0) restart(found, ended, fround(this.weights.mistypedSpace + step.tap[this.space]));
    return found;
  }

  /** Add the hypotheses by which the tap put in a letter, or typed the last one twice. */
  private stay(source: Hypotheses, step: TapScores, found: Hypotheses): void {
    for (let i = 0; i < source.length; i++) {
      if (source.owed[i] !== NOTHING) continue;
      const doubled = fround(step.tap[this.trie.label[source.node[i]]] + this.costs.doubled);
      found.push(source.node[i], NOTHING, source.first[i], source.channel[i] + Math.max(doubled, step.extra));
    }
  }

  /** Add the hypotheses by which the tap meant the next letter. */
  private children(source: Hypotheses, step: TapScores, found: Hypotheses): void {
    const { label, firstChild, childCount } = this.trie;
    for (let i = 0; i < source.length; i++) {
      if (source.owed[i] !== NOTHING) continue;
      const start = firstChild[source.node[i]];
      const end = start + childCount[source.node[i]];
      for (let child = start; child < end; child++) {
        const channel = source.channel[i] + step.meant[label[child]];
        if (channel > IMPOSSIBLE) found.push(child, NOTHING, source.first[i], channel);
      }
    }
  }

  /** Add the hypotheses by which the tap meant the letter after next, one being missed or swapped. */
  private grandchildren(source: Hypotheses, i: number, expansion: Expansion): void {
    const { label, firstChild, childCount, best } = this.trie;
    const parent = source.node[i];
    const prospect = this.firstProspect(source.first[i]);
    const end = firstChild[parent] + childCount[parent];
    for (let child = firstChild[parent]; child < end; child++) {
      const missed = this.missed(parent, label[child]);
      const start = fround(source.channel[i] + Math.max(missed, this.costs.swapped));
      const likeliest = fround(fround(start + expansion.step.likeliest) + fround(this.language * best[child]));
      if (fround(likeliest + prospect) >= expansion.cutoff) this.skip(source, i, child, missed, expansion);
    }
  }

  /** Add the hypotheses by which the letter of a node was missed, or swapped with the next. */
  private skip(source: Hypotheses, i: number, skipped: number, missed: number, expansion: Expansion): void {
    const { label, firstChild, childCount, best } = this.trie;
    const { step, found } = expansion;
    const [channel, first] = [source.channel[i], source.first[i]];
    const least = expansion.cutoff - this.firstProspect(first) - SLACK;
    const row = label[skipped] * this.lexicon.alphabet.length;
    const end = firstChild[skipped] + childCount[skipped];
    for (let node = firstChild[skipped]; node < end; node++) {
      const typed = label[node];
      const needed = least - this.language * best[node];
      const missing = channel + Math.max(fround(missed + step.meant[typed]), step.digraph[row + typed]);
      if (missing >= needed) found.push(node, NOTHING, first, missing);
      const swapping = channel + fround(this.costs.swapped + step.tap[typed]);
      if (typed !== label[skipped] && swapping >= needed) found.push(node, label[skipped], first, swapping);
    }
  }

  /** Return the likeliest words that may have ended with the last tap; `first` is the word. */
  private endedWords(beam: Beam): Hypotheses {
    const { endCount, entryFirst } = this.trie;
    const ended = new Hypotheses();
    for (let i = 0; i < beam.node.length; i++) {
      const node = beam.node[i];
      if (beam.owed[i] !== NOTHING || beam.first[i] !== NO_WORD || endCount[node] === 0) continue;
      ended.push(node, NOTHING, entryFirst[node], beam.channel[i]); // the most common of those of the same letters
    }
    const scores = new Float32Array(ended.length);
    for (let i = 0; i < ended.length; i++) scores[i] = ended.channel[i] + this.firstProspect(ended.first[i]);
    const likeliest = new Hypotheses(this.weights.splitWords);
    for (const i of descending(scores, ended.length).subarray(0, this.weights.splitWords)) {
      likeliest.push(ended.node[i], NOTHING, ended.first[i], ended.channel[i]);
    }
    return likeliest;
  }

  /** Return the score of a hypothesis with the most common word it can become. */
  private promise(found: Hypotheses, i: number): number {
    const prospect = fround(this.language * this.trie.best[found.node[i]]);
    return fround(fround(found.channel[i] + prospect) + this.firstProspect(found.first[i]));
  }

  private firstProspect(first: number): number {
    return first === NO_WORD ? 0 : fround(this.language * this.lexicon.scores[first]);
  }

  private mostPromising(found: Hypotheses): number {
    let most = -Infinity;
    for (let i = 0; i < found.length; i++) most = Math.max(most, this.promise(found, i));
    return most;
  }

  /** Return the most promising hypotheses above `least`, one for each node and what is owed there. */
  private best(found: Hypotheses, least: number, sharpest: number, taps: number): Beam {
    const promise = new Float32Array(found.length);
    let most = -Infinity;
    for (let i = 0; i < found.length; i++) most = Math.max(most, (promise[i] = this.promise(found, i)));
    const floor = fround(Math.max(least, fround(most - fround(this.weights.beamWidth))));
    const seen = new Set<number>();
    const whole: number[] = [];
    const split: number[] = [];
    for (const i of descending(promise, found.length, floor)) {
      const part = found.first[i] === NO_WORD ? whole : split;
      const room = part === whole ? this.weights.hypotheses : this.weights.splitHypotheses;
      if (part.length >= room) continue;
      const place = (found.first[i] + 1) * this.trie.label.length + found.node[i];
      const key = place * (NOTHING + 1) + found.owed[i];
      if (seen.has(key)) continue;
      seen.add(key);
      part.push(i);
    }
    return found.beam(sharpest, taps, whole.concat(split));
  }

  /** Return the promise below which a word that the lexicon does not have is much likelier. */
  private least(sharpest: number, taps: number): number {
    const { language, unknownWord, unknownLetter, beamWidth } = this.weights;
    return Math.max(sharpest + language * (unknownWord + unknownLetter * taps) - beamWidth, IMPOSSIBLE);
  }
}

/** Add the hypotheses that the next word begins after a space that was typed at this cost. */
function restart(found: Hypotheses, ended: Hypotheses, cost: number): void {
  for (let i = 0; i < ended.length; i++) found.push(ROOT, NOTHING, ended.first[i], ended.channel[i] + cost);
}
