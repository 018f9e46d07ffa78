import { expect, it } from "vitest";

import { Rechunker, checkedSamples } from "../src/linnet/audio";
import { AudioFormatError, StateError } from "../src/linnet/errors";
import { SoundIntake } from "../src/linnet/soundIntake";

const AUDIO = { sampleRateHz: 16_000, frameHopSamples: 480, chunkSamples: 1_920, lookaheadSamples: 960 };

it("collects chunks of one length from any", () => {
  const rechunker = new Rechunker(4);
  expect(rechunker.push(Float32Array.of(1, 2, 3))).toEqual([]);
  expect(rechunker.push(Float32Array.of(4, 5, 6, 7, 8, 9))).toEqual([
    Float32Array.of(1, 2, 3, 4),
    Float32Array.of(5, 6, 7, 8),
  ]);
  expect(rechunker.flush(2)).toEqual([Float32Array.of(9, 0, 0, 0)]);
  expect(rechunker.flush(0)).toEqual([]);
});

it("pads as its example says", () => {
  const rechunker = new Rechunker(1_920);
  rechunker.push(new Float32Array(100));
  expect(rechunker.flush(2_400)).toHaveLength(2);
});

it("clips, and refuses what is no sound", () => {
  expect(checkedSamples(Float32Array.of(-2, 0.5, 3))).toEqual(Float32Array.of(-1, 0.5, 1));
  expect(() => checkedSamples(Float32Array.of(0, NaN))).toThrow(AudioFormatError);
});

it("takes sound until it is finished, and pads it by the look-ahead", () => {
  const intake = new SoundIntake(AUDIO, 48_000);
  const chunks = intake.push(new Float32Array(48_000));
  expect(intake.acceptedS).toBe(1);
  const all = [...chunks, ...intake.finish()];
  expect(all).toHaveLength(10); // 16,000 samples are 8.3 chunks; filled up and one of padding: 10
  expect(() => intake.push(new Float32Array(1))).toThrow(StateError);
  expect(new SoundIntake(AUDIO, 16_000).finish()).toEqual([]);
});
