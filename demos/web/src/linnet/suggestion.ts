/** What the keyboard offers, and what became of a word. */

/**
 * Why a suggestion is offered: "literal", the word as it was typed; "correction", a word, or two, of other
 * letters or capitals than were typed; "completion", a longer word that begins as typed, or nearly so;
 * "next_word", a word that may follow, of which nothing is typed yet.
 */
export type SuggestionKind = "literal" | "correction" | "completion" | "next_word";

/** One word, or two, that the keyboard offers. */
export interface Suggestion {
  /** With the capitals it will be written with. */
  readonly text: string;
  readonly kind: SuggestionKind;
  /** In 0..1, among everything the search considered here. */
  readonly probability: number;
}

/** A word that was finished. */
export interface Commit {
  /** As it stands in the text. */
  readonly text: string;
  /** What was typed, when a correction replaced it by itself or by choice; null when it is the same. */
  readonly correctedFrom: string | null;
}
