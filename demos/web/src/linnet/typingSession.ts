import { ownForm } from "./capitals";
import { InputError, StateError } from "./errors";
import { checkedCount, checkedText } from "./keyboardInput";
import { Evidence } from "./personalWord";
import { endOfText, previousWord } from "./place";
import { RefusedCorrections } from "./refusedCorrections";
import type { SessionMemory } from "./sessionMemory";
import { MOST_SUGGESTIONS } from "./shownWords";
import type { Commit, Suggestion } from "./suggestion";
import { type FinishedWord, SPACE, TypedText, written } from "./typedText";
import { TypingView } from "./typingView";
import { beginsSentence, isPlain, joinsWord } from "./wordCharacters";
import type { WordFinder } from "./wordFinder";

/**
 * One text field: suggests, completes and corrects while somebody types. `Keyboard.session` makes one.
 *
 * - a character ends a word or goes on with it: letters, digits, an apostrophe inside a word and the marks of
 *   addresses and code (`@ / : _ #` ...) go on; spaces, other marks and emoji end it, which may correct it, and
 *   where a space had slipped into it ("th is") makes it one;
 * - the first suggestion is what a space would commit, and the word as typed is the first or the second;
 * - `backspace` takes away the last character of the text and brings back exactly the suggestions that were there
 *   before that character was typed; at the end of an earlier word, that word is being typed again;
 * - calls are answered in the order in which they were made, whether or not the one before was waited for;
 * - what is typed is never lost by bad input, which is refused before anything changes;
 * - memory grows with the text alone; the keystrokes of the last 8 words are kept.
 */
export class TypingSession {
  private current: TypedText;
  private refused = new RefusedCorrections();
  private readonly view: TypingView;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly finder: WordFinder,
    private readonly memory: SessionMemory,
    private readonly context: string,
  ) {
    this.current = TypedText.of(checkedText(context, "context"));
    this.view = new TypingView(finder, memory);
  }

  /** All text up to the cursor, the context that the session was opened with included. */
  get text(): string {
    return this.current.text;
  }

  /** Whether the personal dictionary learns from this session. */
  get learns(): boolean {
    return this.memory.learns;
  }

  /**
   * Type characters, of which only those are known, not where they were tapped.
   *
   * Returns the words that were finished by it, with their corrections; mostly none or one. Text that nobody types,
   * such as what stands in the field already, belongs into the context instead. Throws `InputError`.
   */
  async type(text: string): Promise<Commit[]> {
    const points = Array.from(checkedText(text, "text"));
    return this.inTurn(async () => {
      const commits: Commit[] = [];
      for (const point of points) commits.push(...(await this.typePoint(point)));
      return commits;
    });
  }

  /**
   * Tap on the keyboard: the nearest key is typed, but the search knows how near it was.
   *
   * @param x share of the keyboard's width, from its left edge.
   * @param y share of the keyboard's height, from its top edge.
   *
   * Returns what `type` does. Throws `InputError` for no numbers, or more than half a key outside the keyboard.
   */
  async tap(x: number, y: number): Promise<Commit[]> {
    const character = this.finder.touch.layout.nearest(x, y);
    return this.inTurn(async () => {
      if (!joinsWord(character, this.current.keys.length > 0)) return this.typePoint(character);
      this.current = this.current.press({ character, tap: [x, y] });
      return [];
    });
  }

  /** Take away the last character of the text; where there is none, nothing happens. */
  async backspace(): Promise<void> {
    return this.inTurn(async () => {
      this.current = this.current.erase();
    });
  }

  /**
   * What may be meant, or what may come next where no word is begun.
   *
   * While a word is typed, the first is what a space would commit; if that is a correction, the second is the word
   * as typed. All others are the most probable corrections and completions. Fewer suggestions are the beginning of
   * more; more than 16 are never found. Throws `InputError` for k below 1.
   */
  async suggestions(k = 3): Promise<Suggestion[]> {
    checkedCount(k);
    return this.inTurn(() => this.view.suggestions(this.current, this.refused, k));
  }

  /**
   * Read ahead what a space would lead to, while nobody waits for an answer: it changes nothing, but the next words
   * are there sooner. It costs a step of the language model where the first suggestion has changed.
   */
  async prepare(): Promise<void> {
    return this.inTurn(() => this.view.prepare(this.current, this.refused));
  }

  /**
   * Finish the word being typed, or add a next word.
   *
   * @param choice what to write instead of it: a suggestion, its index in `suggestions`, or any text. An automatic
   *     space follows, which gives way to a closing mark. Without one it does what a space does.
   *
   * Throws `InputError` for no such suggestion, or no text, and `StateError` without a choice when no word is being
   * typed.
   */
  async commit(choice?: Suggestion | number | string): Promise<Commit> {
    return this.inTurn(async () => {
      if (choice !== undefined) return this.finish(await this.chosenText(choice), true);
      if (this.current.keys.length === 0) {
        throw new StateError("expected a word being typed, or a choice to commit");
      }
      const [commit] = await this.typePoint(SPACE);
      return commit;
    });
  }

  /**
   * Take back the latest correction or choice among the last 8 words, also when more was typed since.
   *
   * What was typed stands in its place, and this correction of it is not made again: not in this session, and, if it
   * learns, not in any with this personal dictionary. Returns what was taken back; null when there is nothing.
   */
  async undo(): Promise<Commit | null> {
    return this.inTurn(async () => {
      const word = this.current.lastChange();
      if (word === null) return null;
      this.current = this.current.revert(word);
      const typed = written(word.keys);
      if (typed !== "") {
        this.refused = this.refused.including(typed, word.commit.text);
        this.memory.keep(typed, word.commit.text);
        if (!word.chosen) this.learn(word, typed, Evidence.TAPPED);
      }
      return word.commit;
    });
  }

  /** Back to the context the session was opened with; it equals a new session afterwards. */
  async reset(): Promise<void> {
    return this.inTurn(async () => {
      this.current = TypedText.of(this.context);
      this.refused = new RefusedCorrections();
    });
  }

  /** Do some work after all that was asked for before. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** Type one code point. */
  private async typePoint(point: string): Promise<Commit[]> {
    if (this.current.continues(point)) {
      this.current = this.current.extend(point);
      return [];
    }
    if (joinsWord(point, this.current.keys.length > 0)) {
      this.current = this.current.press({ character: point, tap: null });
      return [];
    }
    const commits = this.current.keys.length > 0 ? [await this.finishAsIs()] : [];
    this.current = this.current.mark(point);
    return commits;
  }

  /** Finish the word being typed as a space does. */
  private async finishAsIs(): Promise<Commit> {
    const [first] = await this.view.suggestions(this.current, this.refused, 1);
    return this.finish(first.text, false);
  }

  /** Put a word in the place of the one being typed, and learn from it. */
  private async finish(text: string, chosen: boolean): Promise<Commit> {
    const { known } = this.current;
    const joined = await this.view.joined(this.current, this.refused);
    if (joined?.text === text) this.current = this.current.joined(this.current.past.at(-1)!);
    this.current = this.current.finish(text, chosen);
    const word = this.current.past.at(-1)!;
    const typed = written(word.keys);
    if (chosen) this.learn(word, text, Evidence.TAPPED);
    else if (text.toLowerCase() === typed.toLowerCase() && typed !== known) this.learn(word, text, Evidence.TYPED);
    return word.commit;
  }

  /** Learn what a finished word, or two, say about the writer. */
  private learn(word: FinishedWord, text: string, evidence: Evidence): void {
    let before = endOfText(this.current.text.slice(0, word.start));
    if (!this.learns || !isPlain(before, text.replaceAll(SPACE, ""))) return;
    for (const part of text.split(SPACE)) {
      const begins = beginsSentence(before);
      const known = begins ? this.memory.display(part) : null;
      this.memory.learn(known ?? ownForm(part, begins), previousWord(before), evidence);
      before += part + SPACE;
    }
  }

  /** The text of a choice. */
  private async chosenText(choice: Suggestion | number | string): Promise<string> {
    if (typeof choice === "object") return choice.text;
    if (typeof choice === "number") {
      const offered = await this.view.suggestions(this.current, this.refused, MOST_SUGGESTIONS);
      const chosen = offered[choice];
      if (chosen === undefined) {
        throw new InputError(`expected the index of one of ${offered.length} suggestions, got ${choice}`);
      }
      return chosen.text;
    }
    if (checkedText(choice, "choice").trim() === "") throw new InputError("expected a word to commit, got none");
    return choice;
  }
}
