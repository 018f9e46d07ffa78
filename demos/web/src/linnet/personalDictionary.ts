/** The words of one person: learned while typing, forgotten on request. They never leave the device. */

import { decayed } from "./personalDecay";
import { mergeExport, readExport, writeExport } from "./personalJson";
import { PersonalTables, SEEN_TO_BE_ESTABLISHED, type WordRow, put } from "./personalTables";
import {
  Evidence,
  type PersonalWord,
  checkedShortText,
  checkedWord,
  displayForm,
  isLearnable,
  isShortText,
  writtenForm,
} from "./personalWord";
import { split, straight } from "./written";

/** A word added by hand never weighs less. */
const LEAST_WEIGHT_OF_ADDED = 1;
const STEP_S = 3_600;
const LEARNED_BETWEEN_PRUNINGS = 1_000;
const NOTHING: ReadonlyMap<string, number> = new Map();

/**
 * What one person types, blocks and refuses: words and pairs of words, with weights that decay.
 *
 * A word is on probation until it was seen twice (a tapped suggestion counts double, an autocorrected word
 * not at all); only then it is suggested and protected from correction. All is kept in memory: whoever wants
 * to keep it longer stores `exportJson()` whenever `revision` has grown, and gives it to `importJson`.
 *
 *     const personal = new PersonalDictionary();
 *     personal.learn("McAllister", "Ms");
 *     personal.learn("McAllister", "Ms");
 *     personal.after("ms");  // Map { "mcallister" => 2 }
 */
export class PersonalDictionary {
  private readonly tables = new PersonalTables();
  private changes = 0;
  private hourS = 0;
  private learned = 0;
  private weights: ReadonlyMap<string, number> | null = null;
  private suggestedWords: ReadonlyMap<string, string> = new Map();
  private suggestedChanges = 0;

  /** `clock`: seconds since 1970. */
  constructor(private readonly clock: () => number = () => Date.now() / 1000) {}

  /** A number that grows with every change (and once an hour, by decay). */
  get revision(): number {
    this.unigram();
    return this.changes;
  }

  /** A number that grows when other words may be suggested, or look different; weights do not matter. */
  get vocabularyRevision(): number {
    this.unigram();
    return this.suggestedChanges;
  }

  /** Whether a word is established: not to be corrected without strong context. */
  has(word: string): boolean {
    return isEstablished(this.tables.words.get(writtenForm(word)));
  }

  /**
   * Count one use of a word, and of the pair of it and the word before; tell whether it counted.
   *
   * What is no word (digits, a password, noise, over 40 letters) is not learned.
   *
   * @param word as it is to be suggested: without the capital that only the start of a sentence gave it.
   * @param previous the word before in the same sentence, if any.
   * @param evidence how the word came to be there.
   */
  learn(word: string, previous: string | null = null, evidence: Evidence = Evidence.TYPED): boolean {
    const display = displayForm(word);
    const before = displayForm(previous ?? "");
    if (!isLearnable(display) || evidence === Evidence.AUTOCORRECTED) return false;
    const nowS = this.clock();
    if (this.learned % LEARNED_BETWEEN_PRUNINGS === 0) this.tables.prune(nowS);
    this.tables.countUse(display, isLearnable(before) ? writtenForm(before) : null, evidence, nowS);
    this.learned += 1;
    this.changed();
    return true;
  }

  /** Learn each word of a text: of a dictation that was accepted, of a message sent. Returns how many counted. */
  learnText(text: string, evidence: Evidence = Evidence.TAPPED): number {
    const found = split(straight(text));
    return found.filter((word, i) => this.learn(word, found[i - 1] ?? null, evidence)).length;
  }

  /** Add a word by hand: established at once, never dropped to make room. Throws `InputError` for no word. */
  add(word: string): void {
    this.tables.addWord(checkedWord(word), this.clock());
    this.changed();
  }

  /** Forget a word as if it had never been typed; tell whether it was known. `block` hides one of the language. */
  forget(word: string): boolean {
    const found = this.tables.deleteWord(writtenForm(word));
    this.changed();
    return found;
  }

  /** Forget everything. */
  forgetAll(): void {
    this.tables.deleteAll();
    this.changed();
  }

  /** Never suggest a word, of the language or learned. Throws `InputError` for no short text. */
  block(word: string): void {
    this.tables.blocked.add(checkedShortText(word));
    this.changed();
  }

  /** Undo `block`. */
  unblock(word: string): void {
    this.tables.blocked.delete(writtenForm(word));
    this.changed();
  }

  /** The blocked words in lower case. */
  blocked(): ReadonlySet<string> {
    return new Set(this.tables.blocked);
  }

  /** Remember that the correction of `typed` to `corrected` was undone; false for what is no short text. */
  keep(typed: string, corrected: string): boolean {
    const [one, other] = [writtenForm(typed), writtenForm(corrected)];
    if (!isShortText(one) || !isShortText(other)) return false;
    put(this.tables.kept, one, other, this.clock());
    this.changed();
    return true;
  }

  /** The corrections, in lower case, that must not be made of `typed`. */
  kept(typed: string): ReadonlySet<string> {
    return new Set(this.tables.kept.get(writtenForm(typed))?.keys());
  }

  /** All words in alphabetical order, those on probation and those blocked as well. */
  words(): PersonalWord[] {
    return [...this.tables.words].sort(byKey).map(([written, row]) => this.asWord(written, row));
  }

  /** One word, on probation or not, in any case; null when it was never typed. */
  find(word: string): PersonalWord | null {
    const written = writtenForm(word);
    const row = this.tables.words.get(written);
    return row === undefined ? null : this.asWord(written, row);
  }

  /** Decayed weights of the words to suggest (established and not blocked): lower case, sorted. */
  unigram(): ReadonlyMap<string, number> {
    const hourS = Math.floor(this.clock() / STEP_S) * STEP_S;
    if (this.weights === null || hourS !== this.hourS) {
      this.hourS = hourS;
      this.weights = this.readWeights();
      this.changes += 1;
    }
    return this.weights;
  }

  /** Decayed weights of the words typed after another that may be suggested: lower case, sorted. */
  after(previous: string): ReadonlyMap<string, number> {
    const rows = this.tables.pairs.get(writtenForm(previous));
    if (rows === undefined) return NOTHING;
    const suggested = this.unigram();
    const known = [...rows].filter(([word]) => suggested.has(word)).sort(byKey);
    return new Map(known.map(([word, row]) => [word, decayed(row.weight, row.seenS, this.hourS)]));
  }

  /** Everything as JSON, as Python's `linnet words export` writes it; `importJson` reads it. */
  exportJson(): string {
    return writeExport(this.tables);
  }

  /**
   * Merge the JSON of `exportJson`, all or nothing.
   *
   * Of two accounts of the same word or pair the weightier counts, not their sum, and the later display form:
   * importing twice changes nothing. Throws `InputError` for damaged JSON, or JSON of another format.
   */
  importJson(text: string): void {
    mergeExport(this.tables, readExport(text), this.clock());
    this.changed();
  }

  /** Read the weights, and count a change where other words may be suggested than before. */
  private readWeights(): ReadonlyMap<string, number> {
    const rows = [...this.tables.words].sort(byKey);
    const shown = rows.filter(([word, row]) => isEstablished(row) && !this.tables.blocked.has(word));
    const suggested = new Map(shown.map(([word, row]) => [word, row.display]));
    if (!isSame(suggested, this.suggestedWords)) this.suggestedChanges += 1;
    this.suggestedWords = suggested;
    return new Map(shown.map(([word, row]) => [word, this.weight(row)]));
  }

  private weight(row: WordRow): number {
    const weight = decayed(row.weight, row.seenS, this.hourS);
    return row.added ? Math.max(weight, LEAST_WEIGHT_OF_ADDED) : weight;
  }

  private asWord(written: string, row: WordRow): PersonalWord {
    this.unigram();
    const { display, added } = row;
    return { display, written, weight: this.weight(row), established: isEstablished(row), added };
  }

  private changed(): void {
    this.weights = null;
  }
}

function isEstablished(row: WordRow | undefined): boolean {
  return row !== undefined && row.seen >= SEEN_TO_BE_ESTABLISHED;
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([word, display]) => other.get(word) === display);
}
