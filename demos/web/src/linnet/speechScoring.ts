/** What words are worth after the words before them: language model, bonus for each word, gains. */

import type { SpeechContexts } from "./speechContexts";
import { type SpeechHistory, longer } from "./speechHistory";
import type { SpeechWeights } from "./speechWeights";
import type { SpokenWords } from "./speechWords";

/** Makes histories. Nothing in it changes what it answers. */
export class SpeechScoring {
  private readonly written = new Map<number, string>();

  /** `gain`: what each word (W,) adds wherever it stands. */
  constructor(
    private readonly words: SpokenWords,
    private readonly contexts: SpeechContexts,
    private readonly weights: SpeechWeights,
    private readonly gain: Float64Array,
  ) {}

  /** Return the histories that pairs of a history and a word make. */
  async after(histories: readonly SpeechHistory[], numbers: ArrayLike<number>): Promise<SpeechHistory[]> {
    const different = [...new Set(histories)];
    const contexts = await this.contexts.after(different.map((one) => this.texts(one.words)));
    const pieces = new Map(different.map((one, i) => [one, contexts[i].pieceScores]));
    return histories.map((history, i) => {
      const score = this.score(pieces.get(history) as Float32Array, numbers[i]);
      return longer(history, numbers[i], this.weights.language * score + this.weights.word + this.gain[numbers[i]]);
    });
  }

  /** Return the natural-log probability of each word of some sequences after those before it. */
  async each(sequences: readonly (readonly number[])[]): Promise<number[][]> {
    const scores: number[][] = sequences.map(() => []);
    for (let place = 0; place < Math.max(...sequences.map((words) => words.length)); place++) {
      const going = sequences.flatMap((words, i) => (words.length > place ? [i] : []));
      const contexts = await this.contexts.after(going.map((i) => this.texts(sequences[i].slice(0, place))));
      going.forEach((i, k) => scores[i].push(this.score(contexts[k].pieceScores, sequences[i][place])));
    }
    return scores;
  }

  /** Return histories with what the end of the utterance adds: people pause where sentences end. */
  async end(histories: readonly SpeechHistory[]): Promise<SpeechHistory[]> {
    const weight = this.weights.sentenceEnd;
    if (!weight) return [...histories];
    const scores = await this.contexts.endScores(histories.map((one) => this.texts(one.words)));
    return histories.map((one, i) => ({ ...one, score: one.score + weight * scores[i] }));
  }

  private score(pieceScores: Float32Array, number: number): number {
    return Math.fround(pieceScores[this.words.firstPiece[number]] + this.words.share[number]);
  }

  /** Return words as the language model reads them. */
  private texts(words: readonly number[]): string[] {
    return words.map((number) => {
      const known = this.written.get(number);
      if (known !== undefined) return known;
      const written = this.words.written(number);
      this.written.set(number, written);
      return written;
    });
  }
}
