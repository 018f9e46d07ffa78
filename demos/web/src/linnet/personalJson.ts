/** A personal dictionary as JSON, the same in every language: to keep it, or to move it to another device. */

import { InputError } from "./errors";
import { decayed } from "./personalDecay";
import {
  MOST_KEPT,
  MOST_PAIRS,
  MOST_WORDS,
  type PersonalTables,
  type UseRow,
  type WordRow,
  keys,
  put,
} from "./personalTables";
import { checkedShortText, checkedWord, writtenForm } from "./personalWord";

const FORMAT = 1;
const NAME = "personal dictionary";

interface WordEntry {
  readonly display: string;
  readonly weight: number;
  readonly seen_s: number;
  readonly seen: number;
  readonly added: boolean;
}

interface PairEntry {
  readonly previous: string;
  readonly word: string;
  readonly weight: number;
  readonly seen_s: number;
}

interface KeptEntry {
  readonly typed: string;
  readonly corrected: string;
}

/** The whole JSON object. */
export interface PersonalExport {
  readonly format: number;
  readonly words: readonly WordEntry[];
  readonly pairs: readonly PairEntry[];
  readonly blocked: readonly string[];
  readonly kept: readonly KeptEntry[];
}

type Fields<T> = { readonly [K in keyof T]: "string" | "number" | "boolean" };

const WORD_FIELDS: Fields<WordEntry> = {
  display: "string",
  weight: "number",
  seen_s: "number",
  seen: "number",
  added: "boolean",
};
const PAIR_FIELDS: Fields<PairEntry> = { previous: "string", word: "string", weight: "number", seen_s: "number" };
const KEPT_FIELDS: Fields<KeptEntry> = { typed: "string", corrected: "string" };

/** Return all tables as JSON, sorted, so that equal dictionaries give equal text. */
export function writeExport(tables: PersonalTables): string {
  const words = [...tables.words].sort(byKey).map(
    ([, row]): WordEntry => ({
      display: row.display,
      weight: row.weight,
      seen_s: row.seenS,
      seen: row.seen,
      added: row.added,
    }),
  );
  const pairs = keys(tables.pairs).sort(byKeys).map(([previous, word]): PairEntry => {
    const row = tables.pairs.get(previous)?.get(word) as UseRow;
    return { previous, word, weight: row.weight, seen_s: row.seenS };
  });
  const kept = keys(tables.kept).sort(byKeys).map(([typed, corrected]): KeptEntry => ({ typed, corrected }));
  const all: PersonalExport = { format: FORMAT, words, pairs, blocked: [...tables.blocked].sort(), kept };
  return `${JSON.stringify(all, null, 1)}\n`;
}

/** Read JSON that `writeExport` made. Throws `InputError` for anything else, or impossible values. */
export function readExport(text: string): PersonalExport {
  const value = parsed(text);
  if (value["format"] !== FORMAT) {
    throw new InputError(`${NAME}: expected format ${FORMAT}, got ${JSON.stringify(value["format"])}; update Linnet`);
  }
  const read: PersonalExport = {
    format: FORMAT,
    words: entries<WordEntry>(value["words"], WORD_FIELDS),
    pairs: entries<PairEntry>(value["pairs"], PAIR_FIELDS),
    blocked: list(value["blocked"]).map((text) => (typeof text === "string" ? text : refuse(text))),
    kept: entries<KeptEntry>(value["kept"], KEPT_FIELDS),
  };
  check(read);
  return read;
}

/**
 * Merge into the tables: of two accounts of a word or pair the weightier counts, never their sum.
 *
 * So merging the same export twice changes nothing, and two devices may exchange theirs in any order.
 */
export function mergeExport(tables: PersonalTables, read: PersonalExport, nowS: number): void {
  for (const { display, weight, seen_s: seenS, seen, added } of read.words) {
    const word = writtenForm(display);
    const old = tables.words.get(word);
    const row: WordRow = { display, weight, seenS, seen, added };
    tables.words.set(word, old === undefined ? row : mergedWord(old, row));
  }
  for (const { previous, word, weight, seen_s: seenS } of read.pairs) {
    const old = tables.pairs.get(previous)?.get(word);
    put(tables.pairs, previous, word, old === undefined ? { weight, seenS } : mergedUse(old, { weight, seenS }));
  }
  for (const text of read.blocked) tables.blocked.add(text);
  for (const { typed, corrected } of read.kept) put(tables.kept, typed, corrected, nowS);
  tables.prune(nowS);
}

function mergedWord(old: WordRow, row: WordRow): WordRow {
  return {
    ...mergedUse(old, row),
    display: row.seenS > old.seenS ? row.display : old.display,
    seen: Math.max(old.seen, row.seen),
    added: old.added || row.added,
  };
}

function mergedUse(old: UseRow, row: UseRow): UseRow {
  const seenS = Math.max(old.seenS, row.seenS);
  const weights = [old, row].map((one) => decayed(one.weight, one.seenS, seenS));
  return { weight: Math.max(...weights), seenS };
}

function parsed(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${NAME}: expected JSON (${String(error)}); export it again`);
  }
  return isRecord(value) ? value : refuse(value);
}

/** Entries of exactly these fields. */
function entries<T extends object>(value: unknown, fields: Fields<T>): T[] {
  const expected = Object.entries(fields);
  return list(value).map((entry) => {
    const fits =
      isRecord(entry) &&
      Object.keys(entry).length === expected.length &&
      expected.every(([name, kind]) => typeof entry[name] === kind);
    return fits ? (entry as T) : refuse(entry);
  });
}

/** Throw `InputError` for what no dictionary could have written. */
function check(read: PersonalExport): void {
  for (const word of read.words) {
    if (checkedWord(word.display) !== word.display || !Number.isSafeInteger(word.seen) || word.seen < 0) refuse(word);
  }
  for (const pair of read.pairs) {
    for (const text of [pair.previous, pair.word]) if (writtenForm(checkedWord(text)) !== text) refuse(pair);
  }
  for (const text of [...read.blocked, ...read.kept.flatMap((kept) => [kept.typed, kept.corrected])]) {
    if (checkedShortText(text) !== text) refuse(text);
  }
  for (const entry of [...read.words, ...read.pairs]) {
    const possible = entry.weight >= 0 && entry.weight <= 2 ** 53 && entry.seen_s >= 0;
    if (!possible) refuse(entry);
  }
  checkCounts(read);
}

/** Throw `InputError` for an entry given twice, or more entries than a dictionary keeps. */
function checkCounts(read: PersonalExport): void {
  const learned = read.words.filter((word) => !word.added).length;
  const counts: [number, number][] = [[learned, MOST_WORDS], [read.pairs.length, MOST_PAIRS], [read.kept.length, MOST_KEPT]];
  for (const [count, most] of counts) {
    if (count > 2 * most) throw new InputError(`${NAME}: expected at most ${2 * most} entries, got ${count}`);
  }
  refuseTwice(read.words.map((word) => writtenForm(word.display)));
  refuseTwice(read.pairs.map((pair) => `${pair.previous} ${pair.word}`));
}

function refuseTwice(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) refuse(name);
    seen.add(name);
  }
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : refuse(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(value: unknown): never {
  throw new InputError(`${NAME}: ${(JSON.stringify(value) ?? "nothing").slice(0, 100)} cannot be; export it again`);
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}

function byKeys(a: readonly [string, string], b: readonly [string, string]): number {
  return byKey(a, b) || byKey([a[1], null], [b[1], null]);
}
