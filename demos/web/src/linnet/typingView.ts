import type { Offers } from "./offers";
import type { Place } from "./place";
import type { RefusedCorrections } from "./refusedCorrections";
import type { SessionMemory } from "./sessionMemory";
import { distinct } from "./shownWords";
import { SpacedOffers } from "./spacedOffers";
import type { SpellingPath } from "./spellingPath";
import type { Suggestion } from "./suggestion";
import { type FinishedWord, type TypedText, written } from "./typedText";
import type { Vocabulary } from "./vocabulary";
import type { WordFinder } from "./wordFinder";

/** Places that are kept: that of the word being typed and that of the word before. */
const PLACES = 2;

/** Read in two pieces, the beginning of a word and the letter, as most letters are that are no words. */
const LONE_LETTER = "y";

/** What was answered for a text. */
interface Answer {
  readonly text: TypedText;
  readonly refused: RefusedCorrections;
  readonly place: Place;
  readonly offers: Offers;
  /** The one word that the last two are to be made, since a space slipped into it; mostly null. */
  readonly joined: Suggestion | null;
}

/**
 * What the keyboard makes of a text, kept from one keystroke to the next.
 *
 * Answers depend on what is asked and on the personal dictionary alone.
 */
export class TypingView {
  private places: readonly { readonly text: string; readonly place: Place }[] = [];
  private answer: Answer | null = null;
  private path: SpellingPath | null = null;
  private spacedPath: SpellingPath | null = null;
  private first: { readonly word: FinishedWord; readonly place: Place; readonly offers: Offers } | null = null;

  constructor(
    private readonly finder: WordFinder,
    private readonly memory: SessionMemory,
  ) {}

  /** What the word being typed may become, or the next words where none is begun. */
  async suggestions(text: TypedText, refused: RefusedCorrections, k: number): Promise<Suggestion[]> {
    if (text.keys.length === 0) {
      return this.finder.nextWords(await this.place(text.settled, this.memory.vocabulary())).slice(0, k);
    }
    const { offers, joined } = await this.ask(text, refused);
    const first = joined ? [joined, offers.literal] : [];
    return distinct([...first, ...(await offers.suggestions(k))], k);
  }

  /**
   * Read what the next key will most probably ask of the language model, whose steps are what takes longest.
   *
   * Within a word that is what stands there after a space; before one, how a word is spelled that begins with a letter.
   */
  async prepare(text: TypedText, refused: RefusedCorrections): Promise<void> {
    if (text.keys.length === 0) {
      await (await this.place(text.settled, this.memory.vocabulary())).spelled(LONE_LETTER);
      return;
    }
    const { offers, joined } = await this.ask(text, refused);
    if (joined === null) await this.finder.prepare(text.settled + offers.onSpace.suggestion.text, offers.place.vocabulary);
  }

  /** The one word that the last two are to be made, since a space slipped into it; mostly null. */
  async joined(text: TypedText, refused: RefusedCorrections): Promise<Suggestion | null> {
    return text.keys.length > 0 ? (await this.ask(text, refused)).joined : null;
  }

  /** What the word being typed may become, alone and with the one before. */
  private async ask(text: TypedText, refused: RefusedCorrections): Promise<Answer> {
    const vocabulary = this.memory.vocabulary();
    const place = await this.place(text.settled, vocabulary);
    const known = this.answer;
    if (known && known.text === text && known.refused === refused && known.place === place) return known;
    this.path = this.fitting(this.path, vocabulary);
    const offers = await this.finder.offers(place, text.keys, this.path, this.kept(text.typed, refused));
    const joined = await this.join(text, offers, refused);
    this.answer = { text, refused, place, offers, joined };
    return this.answer;
  }

  /** The last two words as one; asked only where the first is no word and was typed before one space. */
  private async join(text: TypedText, second: Offers, refused: RefusedCorrections): Promise<Suggestion | null> {
    const first = text.beforeSpace();
    const { vocabulary } = second.place;
    if (first === null || vocabulary.has(written(first.keys).toLowerCase())) return null;
    const whole = text.joined(first);
    const place = await this.place(whole.settled, vocabulary);
    const before = await this.before(first, place);
    this.spacedPath = this.fitting(this.spacedPath, vocabulary);
    const { joined } = new SpacedOffers(before, second, await this.finder.offers(place, whole.keys, this.spacedPath));
    return joined && !this.kept(whole.typed, refused).has(joined.text.toLowerCase()) ? joined : null;
  }

  /** What the word before may have become; the same at each keystroke of the next one. */
  private async before(word: FinishedWord, place: Place): Promise<Offers> {
    if (this.first === null || this.first.word !== word || this.first.place !== place) {
      const offers = await this.finder.offers(place, word.keys, this.finder.path(place.vocabulary));
      this.first = { word, place, offers };
    }
    return this.first.offers;
  }

  /** Where a word after some text stands; read again only when the vocabulary changed. */
  private async place(text: string, vocabulary: Vocabulary): Promise<Place> {
    const known = this.places.find((one) => one.text === text && one.place.vocabulary === vocabulary);
    if (known) return known.place;
    const place = await this.finder.place(text, vocabulary, this.memory.after);
    this.places = [{ text, place }, ...this.places].slice(0, PLACES);
    return place;
  }

  /** What a word is not to be corrected to. */
  private kept(typed: string, refused: RefusedCorrections): ReadonlySet<string> {
    return new Set([...refused.of(typed), ...this.memory.kept(typed)]);
  }

  /** The search that the last keystroke left, if it was in the same lexicons. */
  private fitting(path: SpellingPath | null, { searches }: Vocabulary): SpellingPath {
    const fits = path?.searches.length === searches.length && path.searches.every((one, i) => one === searches[i]);
    return path && fits ? path : this.finder.path(this.memory.vocabulary());
  }
}
