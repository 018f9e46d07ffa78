/** From the beam at the end of an utterance to its n-best words, scored again over all frames. */

import { argMax, logSumExp } from "./logMath";
import { type WordSounds, confidence, wordSounds } from "./speechConfidence";
import { SpeechGraphBuilder } from "./speechGraph";
import type { SpeechHistory } from "./speechHistory";
import type { SpokenHypothesis, SpokenWord } from "./speechHypothesis";
import type { SpeechScoring } from "./speechScoring";
import type { SpokenWords } from "./speechWords";

/** A sequence of words, and how each was heard. */
interface Heard {
  readonly history: SpeechHistory;
  readonly acoustic: number;
  readonly sounds: readonly WordSounds[];
  readonly total: number;
}

/** A sequence, and its share of the probability of all. */
interface Shared {
  readonly heard: Heard;
  readonly share: number;
}

/** Ranks whole utterances by the probability of all ways to have said them, which the search prunes. */
export class SpeechRanking {
  /** `languageWeight` is that of the costs of pronunciations. */
  constructor(
    private readonly words: SpokenWords,
    private readonly scoring: SpeechScoring,
    private readonly languageWeight: number,
  ) {}

  /**
   * Return histories as hypotheses, the most probable first, without those that cannot have been said.
   *
   * `histories`: whole utterances, each once; at least one. `sound`: natural-log probabilities (units,) of all
   * frames, of which `firstFrame` is the first one's number; at least one.
   */
  async ranked(
    histories: readonly SpeechHistory[],
    sound: readonly Float64Array[],
    firstFrame: number,
  ): Promise<SpokenHypothesis[]> {
    const heard = this.heard(histories, sound).sort((one, other) => other.total - one.total);
    const whole = logSumExp(heard.map((one) => one.total));
    const shared = heard.map((one) => ({ heard: one, share: Math.exp(one.total - whole) }));
    const language = await this.scoring.each(heard.map((one) => one.history.words));
    return shared.map(({ heard: one, share }, i) => ({
      words: this.spoken(one, language[i], shared, firstFrame),
      acoustic: one.acoustic,
      language: one.history.score,
      total: one.total,
      posterior: share,
    }));
  }

  /** Score the histories with the forward algorithm, and find their words on the best paths. */
  private heard(histories: readonly SpeechHistory[], sound: readonly Float64Array[]): Heard[] {
    const builder = new SpeechGraphBuilder(this.words, this.languageWeight);
    const ends = histories.map((history) => builder.add(history.words));
    const graph = builder.graph();
    const position = builder.positions();
    const forward = graph.forward(sound);
    const best = graph.bestPaths(sound);
    return histories.flatMap((history, i) => {
      const { states, weights } = ends[i];
      const last = states[argMax(states.map((state, k) => best.last[state] * Math.exp(weights[k])))];
      if (best.last[last] === 0) return []; // too many phones for so few frames, or too improbable
      const acoustic = logSumExp(states.map((state, k) => forward[state] + weights[k]));
      const state = graph.trace(best, last);
      const path = { state, label: state.map((one) => graph.label[one]), word: state.map((one) => position[one]) };
      const sounds = history.words.map((_, word) => wordSounds(sound, path, word));
      return [{ history, acoustic, sounds, total: acoustic + history.score }];
    });
  }

  /** Return the words of one sequence, given each one's language score. */
  private spoken(
    one: Heard,
    language: readonly number[],
    all: readonly Shared[],
    firstFrame: number,
  ): SpokenWord[] {
    return one.history.words.map((number, i) => {
      const sounds = one.sounds[i];
      const having = all.filter(({ heard }) => hasWord(heard, number, sounds));
      const posterior = Math.min(having.reduce((sum, { share }) => sum + share, 0), 1);
      return {
        text: this.words.display(number),
        ...this.words.place(number),
        startFrame: firstFrame + sounds.startFrame,
        endFrame: firstFrame + sounds.endFrame,
        confidence: confidence(sounds, posterior, language[i]),
      };
    });
  }
}

/** Tell whether a sequence has a word, too, at about the same time. */
function hasWord(heard: Heard, number: number, sounds: WordSounds): boolean {
  return heard.history.words.some((other, i) => {
    const its = heard.sounds[i];
    return other === number && its.startFrame < sounds.endFrame && sounds.startFrame < its.endFrame;
  });
}
