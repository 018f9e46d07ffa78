/** When a stretch of speech ends, as data; after the rules of Kaldi's `OnlineEndpointConfig`. */

import { InputError } from "./errors.js";

/** A stretch of speech ends when any of three rules holds: nothing said, a pause, or too long. */
export interface EndpointRules {
  /** So long without a sound of a word, after one. Pauses inside a sentence are mostly below 0.5 s. */
  readonly pauseS: number;
  /** After so long, the next gap between two words. */
  readonly longestS: number;
  /** After so long at once, even inside a word: it bounds the memory a stream needs. */
  readonly limitS: number;
  /** So long without a sound of a word even when a voice seems to go on: it may be humming, or noise. */
  readonly hesitationS: number;
  /** The pause counts only when for so long no voice was heard either. */
  readonly quietS: number;
  /** After so long without any sound of a word the stretch begins anew; such an end gives no final. */
  readonly nothingS: number;
}

/** What is known of a stretch of speech that is going on; times in seconds. */
export interface Stretch {
  /** Time since the last sound of a word. */
  readonly silentS: number;
  /** Time since the first sound of a word, 0 when there was none yet. */
  readonly spokenS: number;
  /** Whether a cut here breaks no word. */
  readonly betweenWords: boolean;
  /** Time since the stretch began, whatever was heard. */
  readonly stretchS: number;
  /** Time since a voice was heard, a word or not. */
  readonly voicelessS: number;
}

/** The rules unless a stream says otherwise. */
export const DEFAULT_ENDPOINT: EndpointRules = {
  pauseS: 0.8,
  longestS: 20.0,
  limitS: 30.0,
  hesitationS: 1.6,
  quietS: 0.2,
  nothingS: 5.0,
};

/** Return the default rules with some changed. Throws `InputError` for rules that contradict each other. */
export function endpointRules(changes: Partial<EndpointRules> = {}): EndpointRules {
  const rules = { ...DEFAULT_ENDPOINT, ...changes };
  const { pauseS, longestS, limitS, hesitationS, quietS, nothingS } = rules;
  if (!Object.values(rules).every(Number.isFinite)) {
    throw new InputError(`expected numbers of seconds, got ${JSON.stringify(rules)}`);
  }
  const rising = 0 < pauseS && pauseS <= longestS && longestS <= limitS;
  if (!rising || nothingS <= 0 || quietS < 0 || hesitationS <= 0) {
    throw new InputError(
      "expected 0 < pauseS <= longestS <= limitS, 0 < nothingS, 0 <= quietS and 0 < hesitationS, " +
        `got ${JSON.stringify(rules)}`,
    );
  }
  return rules;
}

/** Tell whether a stretch is over. */
export function stretchEnds(rules: EndpointRules, stretch: Stretch): boolean {
  if (stretch.spokenS <= 0) return stretch.stretchS >= rules.nothingS;
  const longest = stretch.betweenWords ? rules.longestS : rules.limitS;
  return pauses(rules, stretch) || stretch.spokenS >= longest;
}

/** Whether it is silent for long enough; rules with a long pause need no longer hesitation. */
function pauses(rules: EndpointRules, stretch: Stretch): boolean {
  const needed =
    stretch.voicelessS >= rules.quietS ? rules.pauseS : Math.max(rules.pauseS, rules.hesitationS);
  return stretch.silentS >= needed;
}
