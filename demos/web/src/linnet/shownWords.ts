/** Readings of what was typed, as suggestions. */

import { withCapitals } from "./capitals";
import type { Place } from "./place";
import type { Suggestion, SuggestionKind } from "./suggestion";
import { NO_LEXICON, type Reading } from "./typingReadings";

/** More than these are not looked for. */
export const MOST_SUGGESTIONS = 16;

/** The readings without words that may not be suggested; what was typed itself always may. */
export function allowed(place: Place, readings: readonly Reading[]): Reading[] {
  const may = (reading: Reading) => reading.words.every((word) => place.vocabulary.maySuggest(reading.lexicon, word));
  return readings.filter((reading) => reading.literal || may(reading));
}

/** A reading as it is written in a place, where `typed` was typed for it. */
export function shown(place: Place, typed: string, reading: Reading): Suggestion {
  let display = typed;
  if (reading.lexicon !== NO_LEXICON) {
    const { lexicon } = place.vocabulary.searches[reading.lexicon];
    display = reading.words.map((word) => lexicon.display(word)).join(" ");
  }
  const text = withCapitals(display, typed, place.beginsSentence);
  return { text, kind: kindOf(reading, text, typed), probability: reading.probability };
}

/** The first k suggestions of different texts. */
export function distinct(suggestions: readonly Suggestion[], k: number): Suggestion[] {
  const kept = new Map<string, Suggestion>();
  for (const suggestion of suggestions) {
    if (kept.size === k) break;
    if (!kept.has(suggestion.text)) kept.set(suggestion.text, suggestion);
  }
  return [...kept.values()];
}

/** Why a reading is offered. */
function kindOf(reading: Reading, text: string, typed: string): SuggestionKind {
  if (typed === "") return "next_word";
  if (text === typed) return "literal";
  return reading.completes ? "completion" : "correction";
}
