/** The text of a typing session: what is settled, and the word being typed. A value; edits return others. */

import { characters, continues, lastCharacter } from "./characters";
import type { Commit } from "./suggestion";
import { CLOSING, trailingWord } from "./wordCharacters";

/** Finished words whose keystrokes are kept for undo and backspace; older ones are read from the text. */
const REMEMBERED_WORDS = 8;
export const SPACE = " ";

/** Where a key was tapped, in shares of the keyboard's width and height. */
export type Tap = readonly [x: number, y: number];

/** One character of the word being typed. */
export interface Keystroke {
  readonly character: string;
  /** Null when it is not known where it was tapped. */
  readonly tap: Tap | null;
}

/** A word that was committed, and how it was typed. */
export interface FinishedWord {
  /** Where it begins in the text. */
  readonly start: number;
  readonly keys: readonly Keystroke[];
  readonly commit: Commit;
  /** Whether somebody decided on it: by choosing it, or by taking a correction back. */
  readonly chosen: boolean;
}

interface Parts {
  readonly settled: string;
  readonly keys: readonly Keystroke[];
  readonly past: readonly FinishedWord[];
  readonly spaced: boolean;
  readonly known: string;
}

const NOTHING: Parts = { settled: "", keys: [], past: [], spaced: false, known: "" };

/**
 * Everything in the text field up to the cursor.
 *
 * `typed` always is the word that stands at the end of `text`, so any two ways to the same text agree about where
 * the word being typed begins.
 */
export class TypedText implements Parts {
  /** The text before the word being typed. */
  readonly settled: string;
  /** The word being typed. */
  readonly keys: readonly Keystroke[];
  /** The last words committed here, oldest first. */
  readonly past: readonly FinishedWord[];
  /** Whether `settled` ends in a space that nobody typed: it gives way to a full stop. */
  readonly spaced: boolean;
  /** The word being typed as it stood here before: a word opened again is no news about its writer. */
  readonly known: string;

  private constructor(parts: Parts) {
    ({ settled: this.settled, keys: this.keys, past: this.past, spaced: this.spaced, known: this.known } = parts);
  }

  /** Text that was there before; a word at its very end is the word being typed. */
  static of(context: string): TypedText {
    return TypedText.opened(context, []);
  }

  /** The word being typed, as typed. */
  get typed(): string {
    return written(this.keys);
  }

  /** All of it. */
  get text(): string {
    return this.settled + this.typed;
  }

  /** Tell whether a code point typed now becomes a part of the last character, as an accent does. */
  continues(point: string): boolean {
    return continues(this.keys.at(-1)?.character ?? this.settled, point);
  }

  /** Add a character to the word being typed. */
  press(key: Keystroke): TypedText {
    return this.with({ keys: [...this.keys, key], spaced: false });
  }

  /** Add a code point, such as an accent, to the last character of the text. */
  extend(point: string): TypedText {
    const last = this.keys.at(-1);
    if (last === undefined) return this.with({ settled: this.settled + point, spaced: false });
    return this.with({ keys: [...this.keys.slice(0, -1), { character: last.character + point, tap: null }] });
  }

  /**
   * Add a character that is of no word, after a finished one.
   *
   * A space typed on an automatic one is that space, and a closing mark takes its place.
   */
  mark(character: string): TypedText {
    if (this.spaced && character === SPACE) return this.with({ spaced: false });
    const kept = this.spaced && CLOSING.has(character) ? this.settled.slice(0, -1) : this.settled;
    return this.with({ settled: kept + character, spaced: false });
  }

  /** Commit the word being typed as `text`; one that was chosen is followed by an automatic space. */
  finish(text: string, chosen: boolean): TypedText {
    const commit = { text, correctedFrom: this.typed === "" || this.typed === text ? null : this.typed };
    const word = { start: this.settled.length, keys: this.keys, commit, chosen };
    const settled = this.settled + text + (chosen ? SPACE : "");
    return new TypedText({ ...NOTHING, settled, past: [...this.past, word].slice(-REMEMBERED_WORDS), spaced: chosen });
  }

  /** The word before the one being typed, if a typed space, and nothing that was decided, is between. */
  beforeSpace(): FinishedWord | null {
    const last = this.past.at(-1);
    if (last === undefined || this.keys.length === 0 || this.spaced) return null;
    if (last.keys.length === 0 || last.chosen) return null;
    return this.settled.slice(endOf(last)) === SPACE ? last : null;
  }

  /** Make the word `beforeSpace` a part of the one being typed, to be finished as one word. */
  joined(first: FinishedWord): TypedText {
    const keys = [...first.keys, { character: SPACE, tap: null }, ...this.keys];
    return new TypedText({ ...NOTHING, settled: this.settled.slice(0, first.start), keys, past: this.past.slice(0, -1) });
  }

  /**
   * Take away the last character; at the end of an earlier word, that word is being typed again.
   *
   * One that stands as it was typed comes back with its keystrokes; one that was changed, as if its characters had
   * been typed.
   */
  erase(): TypedText {
    if (this.keys.length > 0) return this.with({ keys: this.keys.slice(0, -1) });
    const shorter = this.settled.slice(0, this.settled.length - lastCharacter(this.settled).length);
    return TypedText.opened(shorter, this.past);
  }

  /** The last word that `revert` can take back. */
  lastChange(): FinishedWord | null {
    const changed = this.past.filter((word) => isChanged(word) && (word.keys.length > 0 || this.endsWith(word)));
    return changed.at(-1) ?? null;
  }

  /**
   * Put back what was typed for a word of `past`.
   *
   * The text is then what the keys alone would have made of it. If nothing was typed since a choice, the automatic
   * space goes too and the word is being typed again.
   */
  revert(word: FinishedWord): TypedText {
    const earlier = this.past.filter((other) => other.start < word.start);
    const typed = written(word.keys);
    const before = this.settled.slice(0, word.start);
    if (this.endsWith(word)) {
      const last = typed.slice(typed.lastIndexOf(SPACE) + 1);
      const keys = word.keys.slice(word.keys.length - characters(last).length);
      const settled = before + typed.slice(0, typed.length - last.length);
      return new TypedText({ ...NOTHING, settled, keys, past: earlier });
    }
    const shift = typed.length - word.commit.text.length;
    const later = this.past.filter((other) => other.start > word.start);
    const restored = { ...word, commit: { text: typed, correctedFrom: null }, chosen: true };
    return this.with({
      settled: before + typed + this.settled.slice(endOf(word)),
      past: [...earlier, restored, ...later.map((other) => ({ ...other, start: other.start + shift }))],
    });
  }

  private with(parts: Partial<Parts>): TypedText {
    const { settled, keys, past, spaced, known } = this;
    return new TypedText({ settled, keys, past, spaced, known, ...parts });
  }

  /** Whether nothing but an automatic space follows a finished word. */
  private endsWith(word: FinishedWord): boolean {
    return this.spaced && this.keys.length === 0 && this.settled.length === endOf(word) + 1;
  }

  /** Text whose last word is being typed again. */
  private static opened(text: string, past: readonly FinishedWord[]): TypedText {
    const known = trailingWord(text);
    const start = text.length - known.length;
    const same = past.filter((word) => word.start === start && word.commit.text === known && written(word.keys) === known);
    const keys = same.at(-1)?.keys ?? characters(known).map((character) => ({ character, tap: null }));
    const rest = past.filter((word) => endOf(word) <= start);
    return new TypedText({ settled: text.slice(0, start), keys, past: rest, spaced: false, known });
  }
}

/** The characters of keystrokes. */
export function written(keys: readonly Keystroke[]): string {
  return keys.map((key) => key.character).join("");
}

/** Where the text goes on after a finished word. */
export function endOf(word: FinishedWord): number {
  return word.start + word.commit.text.length;
}

/** Whether something else than what was typed stands in the text. */
function isChanged(word: FinishedWord): boolean {
  return word.commit.text !== written(word.keys);
}
