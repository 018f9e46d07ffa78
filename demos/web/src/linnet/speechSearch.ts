/**
 * CTC beam search over the phones of words, with a language model: from frames of sound to words.
 *
 * A prefix beam search (Hannun et al., "First-pass large vocabulary continuous speech recognition using
 * bi-directional recurrent DNNs", 2014) in a lexical tree with unigram look-ahead (Ortmanns et al.,
 * "Language-model look-ahead for large vocabulary speech recognition", 1996): hypotheses with the same words
 * and the same node are one, and its probability is the sum over all ways to have heard it.
 */

import { argMax, logAddExp } from "./logMath";
import { NOTHING_HEARD, type SpeechBeam, agreed, nextBeam, nextFrame, sounded } from "./speechBeam";
import type { SpeechContexts } from "./speechContexts";
import { type EndedWord, likeliest } from "./speechEnded";
import { NO_WORDS, type SpeechHistory } from "./speechHistory";
import type { SpokenHypothesis, SpokenPartial, SpokenWord } from "./speechHypothesis";
import { type Pause, pauseOf } from "./speechPause";
import { SpeechRanking } from "./speechRanking";
import { Rows } from "./speechRows";
import { SpeechScoring } from "./speechScoring";
import { outweighsSilence, stableWords } from "./speechSilence";
import type { SpeechWeights } from "./speechWeights";
import { BOUNDARY, type SpokenWords } from "./speechWords";
import { spelled } from "./spelledWords";
import { ROOT } from "./trie";
import { BLANK, PHONES } from "./units";

const BLANK_UNIT = PHONES.indexOf(BLANK);

/** What one frame's rows are made from. */
interface FrameScores {
  /** (units,) natural-log probabilities as the search counts them. */
  readonly sound: Float64Array;
  /** (H,) see `sounded`. */
  readonly total: Float64Array;
  readonly beam: SpeechBeam;
}

/**
 * The search over some lexicons. Nothing in it changes: share it, and keep a `SpeechBeam` per stream.
 *
 *     let beam = search.start();
 *     beam = await search.advance(beam, phones, letters); // one frame; the old beam stays as it was
 *     search.partial(beam).words;                         // while somebody speaks
 *     (await search.finish(beam))[0]?.words;              // at the end of an utterance
 */
export class SpeechSearch {
  private readonly scoring: SpeechScoring;
  private readonly ranking: SpeechRanking;
  /** (E,) weighted cost of each pronunciation. */
  private readonly cost: Float64Array;
  /** (W,) what a word is worth without its context. */
  private readonly unigram: Float64Array;
  /** (N,) weighted look-ahead. */
  private readonly ahead: Float64Array;

  /** Join the parts; `gains` are natural logarithms that words add wherever they stand, by number. */
  constructor(
    readonly words: SpokenWords,
    contexts: SpeechContexts,
    readonly weights: SpeechWeights,
    gains: ReadonlyMap<number, number> = new Map(),
  ) {
    const gain = new Float64Array(words.score.length);
    for (const [number, value] of gains) gain[number] = value;
    const score = scaled(words.score, weights.language).map((one, number) => one + gain[number]);
    this.scoring = new SpeechScoring(words, contexts, weights, gain);
    this.ranking = new SpeechRanking(words, this.scoring, weights.language);
    this.cost = scaled(words.cost, weights.language);
    this.unigram = score.map((one) => one + weights.word);
    this.ahead = gains.size
      ? words.lookAhead(this.cost.map((cost, entry) => cost + score[words.word[entry]]))
      : scaled(words.ahead, weights.language);
  }

  /** Return the beam of an utterance of which nothing has been heard before this frame. */
  start(firstFrame = 0): SpeechBeam {
    return {
      history: Int32Array.of(0),
      node: Int32Array.of(ROOT),
      blank: Float64Array.of(0),
      nonblank: Float64Array.of(-Infinity),
      began: Int32Array.of(NOTHING_HEARD),
      heard: Int32Array.of(NOTHING_HEARD),
      histories: [NO_WORDS],
      firstFrame,
      phones: [],
      letters: [],
    };
  }

  /**
   * Return the beam after one more frame.
   *
   * `phones` are natural-log probabilities (41,) of `PHONES`, `letters` (29,) those of `LETTERS`, kept for
   * words that no lexicon has.
   */
  async advance(beam: SpeechBeam, phones: Float32Array, letters: Float32Array): Promise<SpeechBeam> {
    const { weights, words } = this;
    const frame = { sound: this.weighted(phones), total: sounded(beam), beam };
    const rows = new Rows(4 * beam.node.length);
    this.addStaying(rows, frame);
    this.addGoingOn(rows, frame);
    let histories = beam.histories;
    if (frame.sound[BOUNDARY] >= weights.unitFloor) {
      const ended = this.ended(beam, frame.total, frame.sound[BOUNDARY], rows.best - weights.beamWidth);
      histories = await this.addEnded(rows, beam, ended);
    }
    const nodes = words.label.length;
    const best = rows
      .merged(rows.best - weights.beamWidth, nodes)
      .bestOfEach(this.kinds(histories), nodes)
      .largest(weights.hypotheses);
    return nextBeam(beam, best, histories, phones, letters);
  }

  /** Return the most probable words so far; some that all hypotheses begin with will not change. */
  partial(beam: SpeechBeam): SpokenPartial {
    const best = this.best(beam);
    const words = [...beam.histories[beam.history[best]].words];
    const node = beam.node[best];
    // A word that may go on.
    if (this.words.endCount[node]) words.push(this.words.word[this.words.endFirst[node]]);
    return { words: words.map((number) => this.word(number)), stable: stableWords(agreed(beam)) };
  }

  /**
   * Return what was said, the most probable first; nothing when silence is as good, or nearly.
   *
   * Words of the first that are in no list may come as they are spelled, see `spelled`.
   */
  async finish(beam: SpeechBeam): Promise<SpokenHypothesis[]> {
    if (!beam.phones.length) return [];
    const histories = await this.scoring.end((await this.whole(beam)).slice(0, this.weights.alternatives));
    const sound = beam.phones.map((phones) => this.weighted(phones));
    const [best, ...others] = await this.ranking.ranked(histories, sound, beam.firstFrame);
    if (!best?.words.length) return [];
    const promised = stableWords(agreed(beam)) > 0;
    if (!promised && !outweighsSilence(best, sound, this.weights)) return [];
    const heard = { phones: sound, letters: beam.letters, firstFrame: beam.firstFrame };
    return [spelled(best, agreed(beam), heard, this.words, this.weights.spelledMargin), ...others];
  }

  /** What the most probable hypothesis tells of pauses. */
  pause(beam: SpeechBeam): Pause {
    return pauseOf(beam, this.best(beam), this.words);
  }

  /**
   * Return the hypotheses that no word is missing of, the most probable first.
   *
   * Where all are inside a word, this word is left out.
   */
  private async whole(beam: SpeechBeam): Promise<SpeechHistory[]> {
    const total = sounded(beam);
    const rows = new Rows(beam.node.length);
    const histories = await this.addEnded(rows, beam, this.ended(beam, total, 0, -Infinity));
    const score = new Float64Array(histories.length).fill(-Infinity);
    for (let row = 0; row < total.length; row++) {
      const own = beam.history[row];
      if (beam.node[row] === ROOT) score[own] = logAddExp(score[own], total[row]);
    }
    for (let row = 0; row < rows.length; row++) {
      score[rows.history[row]] = logAddExp(score[rows.history[row]], rows.nonblank[row]);
    }
    if (score.every((one) => one === -Infinity)) score.fill(0);
    const found = histories.map((history, i) => ({ history, total: score[i] + history.score }));
    const possible = found.filter((one) => one.total > -Infinity);
    return possible.sort((one, other) => other.total - one.total).map((one) => one.history);
  }

  /** Return log-probabilities (units,) as the search counts them. */
  private weighted(phones: Float32Array): Float64Array {
    const sound = Float64Array.from(phones);
    const blank = sound[BLANK_UNIT] + this.weights.blank;
    sound[BLANK_UNIT] = logAddExp(blank, sound[BOUNDARY] + this.weights.falseBoundary);
    return sound;
  }

  /** Return a number for each history, the same for those with the same last words. */
  private kinds(histories: readonly SpeechHistory[]): Int32Array {
    const kinds = new Map<string, number>();
    return Int32Array.from(histories, (history) => {
      const last = history.words.slice(-this.weights.rememberedWords).join(" ");
      if (!kinds.has(last)) kinds.set(last, kinds.size);
      return kinds.get(last) as number;
    });
  }

  /** Return the row of the most probable hypothesis. */
  private best(beam: SpeechBeam): number {
    const total = sounded(beam);
    return argMax(
      total.map((one, row) => one + beam.histories[beam.history[row]].score + this.ahead[beam.node[row]]),
    );
  }

  /**
   * Add the hypotheses by which a frame adds nothing: a blank, or the same unit again.
   *
   * Any number of boundaries, with blanks or without, is one; before the first word there may be one too.
   */
  private addStaying(rows: Rows, { sound, total, beam }: FrameScores): void {
    const { label } = this.words;
    const now = nextFrame(beam);
    for (let row = 0; row < total.length; row++) {
      const node = beam.node[row];
      const own = beam.history[row];
      const blank = total[row] + sound[BLANK_UNIT];
      const nonblank = (node === ROOT ? total[row] : beam.nonblank[row]) + sound[label[node]];
      const heard = node !== ROOT && nonblank > blank ? now : beam.heard[row];
      const prospect = logAddExp(blank, nonblank) + beam.histories[own].score + this.ahead[node];
      rows.push(own, node, blank, nonblank, beam.began[row], heard, prospect);
    }
  }

  /** Add the hypotheses by which a frame has the next phone of a word. */
  private addGoingOn(rows: Rows, { sound, total, beam }: FrameScores): void {
    const { label, firstChild, childCount } = this.words;
    const { unitFloor, beamWidth } = this.weights;
    const now = nextFrame(beam);
    for (let row = 0; row < total.length; row++) {
      const node = beam.node[row];
      const own = beam.history[row];
      const worth = beam.histories[own].score;
      const began = beam.began[row] === NOTHING_HEARD ? now : beam.began[row];
      const last = firstChild[node] + childCount[node];
      for (let child = firstChild[node]; child < last; child++) {
        const unit = label[child];
        if (!(sound[unit] >= unitFloor)) continue;
        // The same phone again needs a blank between.
        const nonblank = (unit === label[node] ? beam.blank[row] : total[row]) + sound[unit];
        const prospect = nonblank + worth + this.ahead[child];
        if (prospect < rows.best - beamWidth) continue;
        rows.push(own, child, -Infinity, nonblank, began, now, prospect);
      }
    }
  }

  /**
   * Return the words that may end in this frame.
   *
   * `boundary` is the log-probability of what comes after them. Only words that are promising without their
   * context are looked up in the language model.
   */
  private ended(
    beam: SpeechBeam,
    total: Float64Array,
    boundary: number,
    least: number,
  ): readonly EndedWord[] {
    const { endCount, endFirst, word } = this.words;
    const found: EndedWord[] = [];
    for (let row = 0; row < total.length; row++) {
      const node = beam.node[row];
      const worth = beam.histories[beam.history[row]].score;
      for (let entry = endFirst[node]; entry < endFirst[node] + endCount[node]; entry++) {
        const nonblank = total[row] + boundary + this.cost[entry];
        const promise = nonblank + worth + this.unigram[word[entry]] + this.ahead[ROOT];
        if (promise >= least) found.push({ row, number: word[entry], nonblank, promise });
      }
    }
    return likeliest(found, this.weights.endedWords);
  }

  /** Add the hypotheses by which words have ended, and return all histories. */
  private async addEnded(
    rows: Rows,
    beam: SpeechBeam,
    ended: readonly EndedWord[],
  ): Promise<readonly SpeechHistory[]> {
    const before = ended.map((one) => beam.histories[beam.history[one.row]]);
    const made = await this.scoring.after(before, ended.map((one) => one.number));
    const histories = [...beam.histories];
    const place = new Map(histories.map((history, i) => [history.key, i]));
    ended.forEach((one, i) => {
      let own = place.get(made[i].key);
      if (own === undefined) place.set(made[i].key, (own = histories.push(made[i]) - 1));
      const prospect = one.nonblank + histories[own].score + this.ahead[ROOT];
      rows.push(own, ROOT, -Infinity, one.nonblank, beam.began[one.row], beam.heard[one.row], prospect);
    });
    return histories;
  }

  /** Return a word without times. */
  private word(number: number): SpokenWord {
    const text = this.words.display(number);
    return { text, ...this.words.place(number), startFrame: 0, endFrame: 0, confidence: 0 };
  }
}

/** Return values times a weight. */
function scaled(values: Float32Array, weight: number): Float64Array {
  const product = new Float64Array(values);
  for (let i = 0; i < product.length; i++) product[i] *= weight;
  return product;
}
