/** Every number of the speech search that may be tuned; the bundle's manifest has the values. */

import { weightsFrom } from "./weights";
import type { JsonObject } from "./strictJson";

/** What words, errors and unknown words cost, in natural logarithms, and how wide the search is. */
export interface SpeechWeights {
  /** Weight of the language model's log-probabilities; those of the sounds have weight 1. */
  readonly language: number;
  /** Added for each word. */
  readonly word: number;
  /** Weight of the log-probability that a sentence ends where the utterance does; 0 in older bundles. */
  readonly sentenceEnd: number;
  /** Hypotheses this much worse than the best are dropped. */
  readonly beamWidth: number;
  /** Largest number of hypotheses. */
  readonly hypotheses: number;
  /** Added to the log-probability of the blank in each frame. */
  readonly blank: number;
  /** A boundary between two words that is heard inside one, or next to another. */
  readonly falseBoundary: number;
  /** Hypotheses that differ only in earlier words than so many before the present one are one: the best. */
  readonly rememberedWords: number;
  /** Units with a smaller log-probability begin nothing in that frame. */
  readonly unitFloor: number;
  /** Largest number of words that end in one frame, over all hypotheses. */
  readonly endedWords: number;
  /** Largest number of hypotheses that are scored again when an utterance ends. */
  readonly alternatives: number;
  /** Of the log-odds of a word's posterior. */
  readonly confidenceSlope: number;
  /** Added to those log-odds. */
  readonly confidenceOffset: number;
  /** A word that the phones and the letters both beat by more is replaced by the letters. */
  readonly spelledMargin: number;
  /** So much better than silence must the sounds explain what was said, */
  readonly silenceMargin: number;
  /** and so much more for each of the first three words. */
  readonly silenceMarginPerWord: number;
  /** Share of the second pass in the log-probabilities by which hypotheses are ranked at the end. */
  readonly secondPass: number;
}

const KEYS = [
  "language", "word", "beam_width", "hypotheses", "blank", "false_boundary", "remembered_words",
  "unit_floor", "ended_words", "alternatives", "confidence_slope", "confidence_offset", "spelled_margin",
  "silence_margin", "silence_margin_per_word", "second_pass",
] as const;

/** Read the manifest's key "speech". Throws `BundleError`. */
export function speechWeights(json: JsonObject): SpeechWeights {
  const sentenceEnd = json.keys().includes("sentence_end") ? json.number("sentence_end") : 0;
  return { ...weightsFrom(json, KEYS), sentenceEnd };
}
