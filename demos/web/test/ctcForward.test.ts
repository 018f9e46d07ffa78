import { expect, it } from "vitest";

import { SoundGraph } from "../src/linnet/ctcForward";
import { logSumExp } from "../src/linnet/logMath";
import { sequenceScore } from "../src/linnet/sequenceScore";

const UNITS = 3; // the blank, a and b

/** Log-probabilities of some frames, different in each. */
function frames(count: number): Float64Array[] {
  return Array.from({ length: count }, (_, t) => {
    const weights = Array.from({ length: UNITS }, (_, unit) => 1 + ((7 * t + 5 * unit + t * unit) % 11));
    const total = weights.reduce((sum, one) => sum + one, 0);
    return Float64Array.from(weights, (one) => Math.log(one / total));
  });
}

/** All ways to write `count` frames. */
function paths(count: number): number[][] {
  if (count === 0) return [[]];
  return paths(count - 1).flatMap((path) => Array.from({ length: UNITS }, (_, unit) => [...path, unit]));
}

function meaning(path: readonly number[]): string {
  return path.filter((unit, i) => unit !== 0 && unit !== path[i - 1]).join("");
}

function scoreOf(path: readonly number[], sound: readonly Float64Array[]): number {
  return path.reduce((sum, unit, t) => sum + sound[t][unit], 0);
}

/** Blank, a, blank, b, blank: the sequence "ab". */
function graphOfAb(): SoundGraph {
  const sources = [[0], [0, 1], [1, 2], [1, 2, 3], [3, 4]];
  const first = Int32Array.from([0, 1, 3, 5, 8, 10]);
  const source = Int32Array.from(sources.flat());
  const weight = new Float64Array(source.length).fill(1);
  return new SoundGraph(Int32Array.of(0, 1, 0, 2, 0), Float64Array.of(1, 1, 0, 0, 0), source, weight, first);
}

it.each(["", "1", "12", "11", "1212"])("adds up all paths that mean '%s'", (labels) => {
  const sound = frames(5);
  const meant = paths(5).filter((path) => meaning(path) === labels);
  const expected = logSumExp(meant.map((path) => scoreOf(path, sound)));
  expect(sequenceScore(sound, Uint8Array.from(labels, Number))).toBeCloseTo(expected, 10);
});

it("knows what takes more frames than there are", () => {
  expect(sequenceScore(frames(2), Uint8Array.of(1, 1))).toBe(-Infinity);
});

it("adds up the same paths in a graph", () => {
  const sound = frames(6);
  const forward = graphOfAb().forward(sound);
  expect(logSumExp([forward[3], forward[4]])).toBeCloseTo(sequenceScore(sound, Uint8Array.of(1, 2)), 10);
});

it("finds the best path", () => {
  const sound = frames(6);
  const graph = graphOfAb();
  const best = graph.bestPaths(sound);
  const end = best.last[3] >= best.last[4] ? 3 : 4;
  const found = Array.from(graph.trace(best, end), (state) => graph.label[state]);
  const meant = paths(6).filter((path) => meaning(path) === "12");
  const most = Math.max(...meant.map((path) => scoreOf(path, sound)));
  expect(meaning(found)).toBe("12");
  expect(scoreOf(found, sound)).toBeCloseTo(most, 10);
});

it("does not underflow in a long recording", () => {
  const sound = Array.from({ length: 3_000 }, () => Float64Array.of(-20, -20, -20));
  const forward = graphOfAb().forward(sound);
  expect(logSumExp([forward[3], forward[4]])).toBeCloseTo(sequenceScore(sound, Uint8Array.of(1, 2)), 4);
});
