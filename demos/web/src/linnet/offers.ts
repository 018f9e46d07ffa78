import type { Place } from "./place";
import { MOST_SUGGESTIONS, allowed, distinct, shown } from "./shownWords";
import type { Suggestion } from "./suggestion";
import { SPACE } from "./typedText";
import { decide } from "./typingDecision";
import type { Evidence } from "./typingEvidence";
import { rank, rankFinished } from "./typingRanking";
import { NO_LEXICON, type Reading } from "./typingReadings";
import { isLeftAlone } from "./wordCharacters";
import { straight } from "./written";

/** What a space commits, and its total: the log-probability that the search gives it. */
export interface Choice {
  readonly suggestion: Suggestion;
  /** Infinite where no search was made. */
  readonly total: number;
}

/** What one word may become, if it is finished. */
export class Offers {
  private constructor(
    readonly place: Place,
    readonly typed: string,
    private readonly evidence: readonly Evidence[],
    /** What it may be if it is finished, most probable first, and the word as typed among it. */
    private readonly readings: readonly Reading[],
    /** A correction if it is sure enough, else the word with its capitals. */
    readonly onSpace: Choice,
    private unfinished: readonly Suggestion[] | null = null,
  ) {}

  /**
   * Ask for what was typed in a place.
   *
   * @param place where the word stands.
   * @param typed its characters.
   * @param evidence one for each lexicon, or none where no lexicon can spell what was typed.
   * @param refused texts, in small letters, that it is not to be corrected to.
   */
  static async of(
    place: Place,
    typed: string,
    evidence: readonly Evidence[],
    refused: ReadonlySet<string>,
  ): Promise<Offers> {
    const readings = evidence.length > 0 ? await readFinished(place, typed, evidence) : [];
    return new Offers(place, typed, evidence, readings, choose(place, typed, readings, refused));
  }

  /** Words that it may be or become, most probable first. */
  async completions(k: number): Promise<Suggestion[]> {
    return distinct(await this.unfinishedWords(), k);
  }

  /** What a space commits, the word as typed, then other words that it may be if it is finished. */
  corrections(k: number): Suggestion[] {
    return distinct([this.onSpace.suggestion, this.literal, ...this.finished], k);
  }

  /** What a space commits, the word as typed, then other words that it may be or become. */
  async suggestions(k: number): Promise<Suggestion[]> {
    const first = distinct([this.onSpace.suggestion, this.literal], k);
    return first.length === k ? first : distinct([...first, ...(await this.unfinishedWords())], k);
  }

  /** The word as typed. */
  get literal(): Suggestion {
    return literalSuggestion(this.typed, this.readings);
  }

  /** Words that it may be if it is finished, most probable first. */
  get finished(): Suggestion[] {
    return this.words(this.readings);
  }

  /** Whether it is a word as it is typed. */
  get isKnown(): boolean {
    return this.readings.length > 0 && asTyped(this.readings).lexicon !== NO_LEXICON;
  }

  /** The most probable single word of a lexicon other than what was typed. */
  get bestWord(): Reading | null {
    const found = this.readings.filter((one) => !one.literal && one.words.length === 1);
    return allowed(this.place, found)[0] ?? null;
  }

  /** What it may be or become, most probable first; worked out when it is asked for, and once. */
  private async unfinishedWords(): Promise<readonly Suggestion[]> {
    if (this.unfinished === null) {
      const readings = this.evidence.length > 0 ? await rank(this.typed, this.evidence, MOST_SUGGESTIONS) : [];
      this.unfinished = this.words(readings);
    }
    return this.unfinished;
  }

  /** The readings that some lexicon has and that may be suggested. */
  private words(readings: readonly Reading[]): Suggestion[] {
    const known = readings.filter((one) => one.lexicon !== NO_LEXICON);
    return allowed(this.place, known).map((one) => shown(this.place, this.typed, one));
  }
}

async function readFinished(place: Place, typed: string, evidence: readonly Evidence[]): Promise<Reading[]> {
  const word = straight(typed).toLowerCase();
  const { vocabulary } = place;
  const known = word.includes(SPACE) || vocabulary.has(word) || vocabulary.isMisspelling(word);
  const spelled = known ? null : await place.spelled(word);
  return rankFinished(typed, evidence, MOST_SUGGESTIONS, spelled);
}

function choose(place: Place, typed: string, readings: readonly Reading[], refused: ReadonlySet<string>): Choice {
  const literal = literalSuggestion(typed, readings);
  if (readings.length === 0) return { suggestion: literal, total: Infinity };
  if (!isLeftAlone(place.before, typed)) {
    for (const reading of [sureCorrection(place, typed, readings), asTyped(readings)]) {
      const suggestion = reading && shown(place, typed, reading);
      if (suggestion && !refused.has(suggestion.text.toLowerCase())) return { suggestion, total: reading.total };
    }
  }
  return { suggestion: literal, total: asTyped(readings).total };
}

/**
 * The correction to make, if any.
 *
 * An offensive word typed in full is not corrected away; where one is probably meant, or another word that may not
 * be suggested, what was typed stays.
 */
function sureCorrection(place: Place, typed: string, readings: readonly Reading[]): Reading | null {
  if (place.vocabulary.isOffensive(typed.toLowerCase())) return null;
  const sure = decide(readings, place.vocabulary.searches[0].weights);
  return sure && (allowed(place, [sure])[0] ?? null);
}

/** The reading that just this was meant; every ranking has one. */
function asTyped(readings: readonly Reading[]): Reading {
  return readings.find((one) => one.literal)!;
}

function literalSuggestion(typed: string, readings: readonly Reading[]): Suggestion {
  return { text: typed, kind: "literal", probability: readings.length > 0 ? asTyped(readings).probability : 1 };
}
