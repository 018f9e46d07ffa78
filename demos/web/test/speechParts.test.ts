import { expect, it } from "vitest";

import { heardWords } from "../src/linnet/heardLetters";
import { agreed } from "../src/linnet/speechBeam";
import { NO_WORDS, longer } from "../src/linnet/speechHistory";
import { Rows } from "../src/linnet/speechRows";
import { personalBonus, personalProbabilities } from "../src/linnet/personalWords";
import { LETTERS } from "../src/linnet/units";

/** Frames in which these letters are the best, "_" for the blank. */
function letters(text: string): Float32Array[] {
  return Array.from(text, (letter) => {
    const frame = new Float32Array(LETTERS.length).fill(-9);
    frame[letter === "_" ? 0 : LETTERS.indexOf(letter)] = 0;
    return frame;
  });
}

it("reads letters: repeats are one, blanks part them, spaces part words", () => {
  expect(heardWords(letters("  aa_ab_  _c "))).toEqual([
    { text: "aab", startFrame: 2, endFrame: 7 },
    { text: "c", startFrame: 11, endFrame: 12 },
  ]);
  expect(heardWords(letters("__ _"))).toEqual([]);
});

it("merges equal rows: probabilities add up, the rest is of the better one", () => {
  const rows = new Rows(0);
  rows.push(0, 5, Math.log(0.1), -Infinity, 1, 2, -3);
  rows.push(1, 5, Math.log(0.1), -Infinity, 1, 2, -9);
  rows.push(0, 5, Math.log(0.2), Math.log(0.4), 3, 4, -1);
  const merged = rows.merged(-5, 10);
  expect(merged.length).toBe(1);
  expect(Math.exp(merged.blank[0])).toBeCloseTo(0.3);
  expect(Math.exp(merged.nonblank[0])).toBeCloseTo(0.4);
  expect([merged.began[0], merged.heard[0], merged.prospect[0], merged.best]).toEqual([3, 4, -1, -1]);
});

it("keeps the best row of each kind, and the largest of all", () => {
  const rows = new Rows(1);
  [-4, -2, -2, -1, -2].forEach((prospect, i) => rows.push(i, 7, i, 0, 0, 0, prospect));
  expect(Array.from(rows.largest(3).prospect).sort()).toEqual([-1, -2, -2]);
  const best = rows.bestOfEach(Int32Array.of(0, 0, 1, 1, 2), 10);
  expect(Array.from(best.blank.subarray(0, best.length))).toEqual([1, 3, 4]);
});

it("tells how many words all hypotheses begin with", () => {
  const of = (...words: number[]) => words.reduce((history, word) => longer(history, word, 0), NO_WORDS);
  const beam = (...histories: ReturnType<typeof of>[]) => ({ histories }) as unknown as Parameters<typeof agreed>[0];
  expect(agreed(beam(of(1, 2, 3), of(1, 2, 4), of(1, 2)))).toBe(2);
  expect(agreed(beam(of(1, 2, 3)))).toBe(3);
  expect(agreed(beam(of(1), NO_WORDS))).toBe(0);
});

it("weighs personal words as Python does", () => {
  expect(personalBonus(0.001, Math.log(0.001))).toBeCloseTo(0.6931, 4);
  const found = personalProbabilities([["Anouk", 2], ["no", 0], ["Siobhan", 6]]);
  expect([...found]).toEqual([["Anouk", (0.1 / 58) * 2], ["Siobhan", (0.1 / 58) * 6]]);
});
