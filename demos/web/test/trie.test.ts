import { describe, expect, it } from "vitest";

import { BundleError } from "../src/linnet/errors";
import { ROOT, Trie } from "../src/linnet/trie";

const bytes = (text: string) => new TextEncoder().encode(text);
const WORDS = ["ab", "a", "ac", "b", "abc", "b", "cab", ""];
const SCORES = [-2, -1, -3, -4, -0.5, -1.5, -7, -9];
const TRIE = Trie.build(WORDS.map(bytes), SCORES);

/** The entries in the order of their sequences, the best first. */
const SORTED = [...WORDS.keys()].sort((a, b) =>
  WORDS[a] < WORDS[b] ? -1 : WORDS[a] > WORDS[b] ? 1 : SCORES[b] - SCORES[a],
);

describe("a trie", () => {
  it("sorts its entries", () => {
    expect([...TRIE.entries]).toEqual(SORTED);
    expect(TRIE.below(ROOT)).toEqual({ start: 0, stop: WORDS.length });
  });

  it.each(["", "a", "ab", "abc", "b", "c", "ca"])("finds what begins with '%s'", (prefix) => {
    const node = TRIE.walk(bytes(prefix))!;
    const { start, stop } = TRIE.below(node);
    const found = [...TRIE.entries.slice(start, stop)].map((entry) => WORDS[entry]);
    expect(found).toEqual(SORTED.map((entry) => WORDS[entry]).filter((word) => word.startsWith(prefix)));
    const best = Math.max(...SCORES.filter((_, i) => WORDS[i].startsWith(prefix)));
    expect(TRIE.best[node]).toBe(best);
    const ending = TRIE.ending(node);
    expect(ending.stop - ending.start).toBe(WORDS.filter((word) => word === prefix).length);
  });

  it("finds nothing else", () => {
    expect(TRIE.walk(bytes("ad"))).toBeNull();
    expect(TRIE.walk(bytes("abcd"))).toBeNull();
  });

  it("may be empty", () => {
    const empty = Trie.build([], []);
    expect(empty.length).toBe(1);
    expect(empty.best[ROOT]).toBe(-Infinity);
  });

  it("refuses arrays that make no tree", () => {
    const grow = (counts: number[], ends: number[], scores: number[]) =>
      Trie.grow(new Uint8Array(counts.length), Uint8Array.from(counts), Uint8Array.from(ends), Float32Array.from(scores));
    expect(() => grow([2, 0], [0, 1], [-1])).toThrow(BundleError);
    expect(() => grow([0, 1], [0, 1], [-1])).toThrow(BundleError);
    expect(() => grow([1, 0], [0, 1], [-1, -2])).toThrow(/expected scores of 1 entries/);
  });
});
