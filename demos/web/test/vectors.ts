import { readFileSync } from "node:fs";

import { expect } from "vitest";

import { repositoryFile } from "./fileSource";

const TOLERANCE = 1e-4;

/** What Python answered, see `tests/conformance`. */
export function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(repositoryFile(`tests/conformance/${name}.json`), "utf-8")) as T;
}

/** Expect the same values, numbers up to the tolerance. */
export function expectSame(got: unknown, expected: unknown): void {
  expect(differences(expected, got, "")).toEqual([]);
}

function differences(expected: unknown, got: unknown, where: string): string[] {
  if (isObject(expected) && isObject(got)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(got)]);
    return [...keys].flatMap((key) => differences(expected[key], got[key], `${where}.${key}`));
  }
  const numbers = typeof expected === "number" && typeof got === "number";
  const same = numbers ? Math.abs(expected - got) <= TOLERANCE : expected === got;
  return same ? [] : [`${where}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
