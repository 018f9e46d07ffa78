import type { Bundle } from "./bundle";
import { BundleError, InputError } from "./errors";
import { KeyLayout } from "./keyLayout";
import { checkedCount, checkedKeys, checkedText } from "./keyboardInput";
import { Language } from "./language";
import type { Offers } from "./offers";
import type { Runtime } from "./ort";
import { PersonalDictionary } from "./personalDictionary";
import { SessionMemory } from "./sessionMemory";
import { SpacedOffers } from "./spacedOffers";
import type { Suggestion } from "./suggestion";
import { TouchModel } from "./touch";
import { type Keystroke, SPACE, type Tap, written } from "./typedText";
import { TypingSearch } from "./typingSearch";
import { TypingSession } from "./typingSession";
import { VocabularySource } from "./vocabulary";
import { WordFinder } from "./wordFinder";

/**
 * A loaded language and one person's words: next words, completions, corrections and learning. Make it once and
 * share it, a session a text field.
 *
 *     const keyboard = await Keyboard.load(await Bundle.open(source), ort);
 *     const session = keyboard.session(true);
 *     await session.type("see you tomorow ");  // [..., { text: "tomorrow", correctedFrom: "tomorow" }]
 */
export class Keyboard {
  private readonly finder: WordFinder;
  private readonly source: VocabularySource;

  /**
   * @param language may be shared with a recognizer.
   * @param personal the words of the person who types; may be shared, too.
   * @param layout where the keys lie.
   *
   * Throws `BundleError` for a language that is not for typing.
   */
  constructor(
    language: Language,
    readonly personal: PersonalDictionary = new PersonalDictionary(),
    readonly layout: KeyLayout = KeyLayout.load("qwerty"),
  ) {
    const { manifest, model, lexicon } = language;
    if (manifest.typing === null) {
      throw new BundleError(`${manifest.name}: expected weights of typing in the manifest, got none; use another bundle`);
    }
    this.finder = new WordFinder(model, new TouchModel(layout, lexicon.alphabet));
    this.source = new VocabularySource(new TypingSearch(lexicon, manifest.typing), model, personal);
  }

  /** Read and check a language bundle, and make a keyboard of it with the defaults. Throws `BundleError`. */
  static async load(bundle: Bundle, runtime: Runtime, precision = "weight_only"): Promise<Keyboard> {
    return new Keyboard(await Language.load(bundle, runtime, precision));
  }

  /**
   * Open a text field.
   *
   * @param learn whether the personal dictionary learns from what is typed there; if not, nothing of it is written
   *     anywhere. Passwords, payment data and the like: never.
   * @param context the text before the cursor. A word at its very end is the word being typed.
   */
  session(learn: boolean, context = ""): TypingSession {
    return new TypingSession(this.finder, this.memory(learn), context);
  }

  /**
   * What may come next.
   *
   * @param context the text before the cursor, with the space that ends its last word.
   * @param k at most so many, from 1; more than 16 are never found.
   */
  async nextWords(context: string, k = 3): Promise<Suggestion[]> {
    checkedCount(k);
    const memory = this.memory(false);
    const place = await this.finder.place(checkedText(context, "context"), memory.vocabulary(), memory.after);
    return this.finder.nextWords(place).slice(0, k);
  }

  /**
   * What may be meant when so much of a word has been typed: words, not the prefix as such.
   *
   * @param context the text before the word, with the space before it.
   * @param prefix the characters of the word so far; empty asks for next words.
   * @param k at most so many, from 1; more than 16 are never found.
   */
  async complete(context: string, prefix: string, k = 3): Promise<Suggestion[]> {
    checkedCount(k);
    if (checkedText(prefix, "prefix") === "") return this.nextWords(context, k);
    const keys = checkedKeys(this.layout, prefix, null);
    const offers = await this.offers(this.memory(false), checkedText(context, "context"), keys);
    return offers.completions(k);
  }

  /**
   * What may be meant by a finished word: what a space would commit, the word as typed if it is another, other words.
   *
   * @param context the text before the word, with the space before it.
   * @param typed the word as typed. It may hold a space, where one may have been typed by mistake.
   * @param taps where each character was tapped, null where that is not known; null when none is.
   * @param k at most so many, from 1; more than 16 are never found.
   */
  async correct(
    context: string,
    typed: string,
    taps: readonly (Tap | null)[] | null = null,
    k = 3,
  ): Promise<Suggestion[]> {
    checkedCount(k);
    if (checkedText(typed, "typed") === "") {
      throw new InputError("expected a word to correct, got none; nextWords tells what may come next");
    }
    const keys = checkedKeys(this.layout, typed, taps);
    const memory = this.memory(false);
    const whole = await this.offers(memory, checkedText(context, "context"), keys);
    const space = keys.findIndex((key) => key.character === SPACE);
    if (space < 1 || space === keys.length - 1) return whole.corrections(k);
    const first = await this.offers(memory, context, keys.slice(0, space));
    const after = context + first.onSpace.suggestion.text + SPACE;
    const second = await this.offers(memory, after, keys.slice(space + 1));
    return new SpacedOffers(first, second, whole).corrections(k);
  }

  /** What a word in a text may become. */
  private async offers(memory: SessionMemory, context: string, keys: readonly Keystroke[]): Promise<Offers> {
    const vocabulary = memory.vocabulary();
    const place = await this.finder.place(context, vocabulary, memory.after);
    const kept = memory.kept(written(keys).toLowerCase());
    return this.finder.offers(place, keys, this.finder.path(vocabulary), kept);
  }

  /** A new side of the personal dictionary. */
  private memory(learns: boolean): SessionMemory {
    return new SessionMemory(this.personal, this.source, learns);
  }
}
