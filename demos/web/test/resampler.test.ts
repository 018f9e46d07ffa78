import { describe, expect, it } from "vitest";

import { AudioFormatError, StateError } from "../src/linnet/errors";
import { Resampler } from "../src/linnet/resampler";

const TO_HZ = 16_000;

/** A sine whose frequency rises evenly from 0 to `endHz` within a second: its value at a time. */
function sweep(endHz: number): (timeS: number) => number {
  return (timeS) => Math.sin(Math.PI * endHz * timeS * timeS);
}

function sampled(sound: (timeS: number) => number, rateHz: number): Float32Array {
  return Float32Array.from({ length: rateHz }, (_, i) => sound(i / rateHz));
}

function joined(parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

function resampled(sound: Float32Array, fromHz: number, block = sound.length, toHz = TO_HZ): Float32Array {
  const resampler = new Resampler(fromHz, toHz);
  const parts: Float32Array[] = [];
  for (let at = 0; at < sound.length; at += block) parts.push(resampler.push(sound.subarray(at, at + block)));
  return joined([...parts, resampler.flush()]);
}

describe.each([44_100, 48_000, 22_050, 96_000, 11_025])("from %i Hz", (fromHz) => {
  const top = Math.min(fromHz, TO_HZ) / 2;

  it("keeps a sweep within its band, in time and height", () => {
    const sound = sweep(0.9 * top); // ends within the band that passes
    const heard = resampled(sampled(sound, fromHz), fromHz);
    const expected = sampled(sound, TO_HZ);
    expect(heard.length).toBe(TO_HZ);
    const inner = Array.from(heard.subarray(200, -200), (one, i) => Math.abs(one - expected[i + 200]));
    expect(Math.max(...inner)).toBeLessThan(2e-4); // -74 dB
  });

  it("gives the same however it is cut", () => {
    const sound = sampled(sweep(top), fromHz).subarray(0, 4_000);
    const whole = resampled(sound, fromHz);
    for (const block of [1, 7, 128, 999]) expect(resampled(sound, fromHz, block)).toEqual(whole);
  });
});

it("removes what the lower rate cannot hold", () => {
  const high = Float32Array.from({ length: 48_000 }, (_, i) => Math.sin((2 * Math.PI * 9_000 * i) / 48_000));
  const heard = resampled(high, 48_000).subarray(200, -200);
  expect(Math.max(...heard.map(Math.abs))).toBeLessThan(2e-5); // -94 dB
});

it("refuses rates and calls that cannot be used", () => {
  expect(() => new Resampler(7_999, TO_HZ)).toThrow(AudioFormatError);
  expect(() => new Resampler(44_100.5, TO_HZ)).toThrow(AudioFormatError);
  const resampler = new Resampler(48_000, TO_HZ);
  expect(resampler.flush()).toHaveLength(0);
  expect(() => resampler.push(new Float32Array(1))).toThrow(StateError);
});
