/** The tables of a personal dictionary and what is done in them, in memory; see `personal_tables.py`. */

import { decayed } from "./personalDecay";
import { type Evidence, writtenForm } from "./personalWord";
import { tokens } from "./written";

/** What a word must have counted, see `Evidence`, to be suggested. */
export const SEEN_TO_BE_ESTABLISHED = 2;
/** Learned words that are kept; words added by hand do not count. */
export const MOST_WORDS = 20_000;
export const MOST_PAIRS = 50_000;
export const MOST_KEPT = 5_000;
const LEFT_BY_PRUNING = 0.98; // or every further word would prune again

/** One word. */
export interface WordRow {
  readonly display: string;
  /** As it was at `seenS`. */
  readonly weight: number;
  /** Seconds since 1970. */
  readonly seenS: number;
  /** What it counted in all, not decayed; `SEEN_TO_BE_ESTABLISHED` ends the probation. */
  readonly seen: number;
  readonly added: boolean;
}

/** How often, and when last, something was seen. */
export interface UseRow {
  readonly weight: number;
  readonly seenS: number;
}

/** Rows by what was typed before, then by what came of it. */
export type Nested<T> = Map<string, Map<string, T>>;

/** The tables. Keys are written forms. */
export class PersonalTables {
  readonly words = new Map<string, WordRow>();
  /** Words by the word before them. */
  readonly pairs: Nested<UseRow> = new Map();
  readonly blocked = new Set<string>();
  /** When a correction was refused, by what was typed and what it was corrected to. */
  readonly kept: Nested<number> = new Map();

  /** Count one more use of a word, and of its pair with the word before, if that is given. */
  countUse(display: string, previous: string | null, evidence: Evidence, nowS: number): void {
    const word = writtenForm(display);
    const old = this.words.get(word) ?? { weight: 0, seenS: nowS, seen: 0, added: false };
    const weight = decayed(old.weight, old.seenS, nowS) + evidence;
    this.words.set(word, { display, weight, seenS: nowS, seen: old.seen + evidence, added: old.added });
    if (previous === null) return;
    const pair = this.pairs.get(previous)?.get(word) ?? { weight: 0, seenS: nowS };
    put(this.pairs, previous, word, { weight: decayed(pair.weight, pair.seenS, nowS) + evidence, seenS: nowS });
  }

  /** Establish a word at once; adding it again changes only its display form. */
  addWord(display: string, nowS: number): void {
    const word = writtenForm(display);
    const old = this.words.get(word) ?? { weight: 0, seenS: nowS, seen: 0 };
    const weight = Math.max(decayed(old.weight, old.seenS, nowS), SEEN_TO_BE_ESTABLISHED);
    const seen = Math.max(old.seen, SEEN_TO_BE_ESTABLISHED);
    this.words.set(word, { display, weight, seenS: nowS, seen, added: true });
  }

  /** Delete every row with a word in it; tell whether there was one. */
  deleteWord(word: string): boolean {
    let found = this.words.delete(word);
    found = this.pairs.delete(word) || found;
    for (const [previous, after] of [...this.pairs]) {
      if (after.has(word)) found = remove(this.pairs, previous, word);
    }
    found = this.blocked.delete(word) || found;
    for (const [typed, corrected] of keys(this.kept)) {
      if (holds(typed, word) || holds(corrected, word)) found = remove(this.kept, typed, corrected);
    }
    return found;
  }

  /** Delete every row. */
  deleteAll(): void {
    for (const table of [this.words, this.pairs, this.blocked, this.kept]) table.clear();
  }

  /**
   * Drop the least valuable rows of tables that are too long.
   *
   * First to go are words on probation, then those of least decayed weight. Words added by hand stay.
   */
  prune(nowS: number): void {
    const learned = [...this.words].filter(([, row]) => !row.added);
    const dropped = surplus(learned, MOST_WORDS, ([, row]) => [
      row.seen >= SEEN_TO_BE_ESTABLISHED ? 1 : 0,
      decayed(row.weight, row.seenS, nowS),
    ]);
    for (const [word] of dropped) this.words.delete(word);
    prunePairs(this.pairs, MOST_PAIRS, (row) => decayed(row.weight, row.seenS, nowS));
    prunePairs(this.kept, MOST_KEPT, (seenS) => seenS);
    if (dropped.length === 0) return;
    for (const [previous, word] of keys(this.pairs)) {
      if (!this.words.has(word)) remove(this.pairs, previous, word);
    }
  }
}

/** Set a row of a nested table. */
export function put<T>(table: Nested<T>, first: string, second: string, row: T): void {
  const inner = table.get(first) ?? new Map<string, T>();
  table.set(first, inner.set(second, row));
}

/** Both keys of every row of a nested table. */
export function keys<T>(table: Nested<T>): [string, string][] {
  return [...table].flatMap(([first, inner]) => [...inner.keys()].map((second): [string, string] => [first, second]));
}

/** Delete a row of a nested table that is there. */
function remove<T>(table: Nested<T>, first: string, second: string): true {
  const inner = table.get(first);
  inner?.delete(second);
  if (inner?.size === 0) table.delete(first);
  return true;
}

/** Drop the rows of least value of a nested table that has more than `limit`. */
function prunePairs<T>(table: Nested<T>, limit: number, value: (row: T) => number): void {
  const rows = [...table].flatMap(([first, inner]) => [...inner].map(([second, row]) => ({ first, second, row })));
  for (const { first, second } of surplus(rows, limit, ({ row }) => [0, value(row)])) {
    remove(table, first, second);
  }
}

/** The rows to drop where there are more than `limit`: those of least value, which is compared part by part. */
function surplus<T>(rows: readonly T[], limit: number, value: (row: T) => readonly [number, number]): T[] {
  if (rows.length <= limit) return [];
  const valued = rows.map((row) => ({ row, value: value(row) }));
  valued.sort((a, b) => a.value[0] - b.value[0] || a.value[1] - b.value[1]);
  return valued.slice(0, rows.length - Math.floor(limit * LEFT_BY_PRUNING)).map(({ row }) => row);
}

/** Tell whether a short text has a word in it. */
function holds(text: string, word: string): boolean {
  return word === text || text.split(" ").includes(word) || tokens(text).includes(word);
}
