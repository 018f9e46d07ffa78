import { expect, it } from "vitest";

import { StateError } from "../src/linnet/errors";
import type { Listener } from "../src/linnet/listener";
import { SpeechStream } from "../src/linnet/stream";

const AUDIO = { sampleRateHz: 16_000, frameHopSamples: 480, chunkSamples: 4, lookaheadSamples: 2 };

/** Tells each chunk's first sample and how many came before, later chunks sooner; breaks at a sample of -1. */
function echo(): Listener {
  const step = async ([first]: Float32Array, heard: number) => {
    await new Promise((resolve) => setTimeout(resolve, 5 - heard));
    if (first === -1) throw new StateError("broken");
    return { events: [{ kind: "partial", text: `${first} after ${heard}`, stableLength: 0 }], state: heard + 1 };
  };
  return { audio: AUDIO, initial: () => 0, step, finish: async () => [] } as unknown as Listener;
}

it("answers calls in their order, though nobody waits between them", async () => {
  const stream = new SpeechStream(echo(), 16_000);
  const answers = [1, 0.5, 0].map((sample) => stream.accept(new Float32Array(4).fill(sample)));
  const events = (await Promise.all(answers)).flat();
  expect(events.map((event) => event.text)).toEqual(["1 after 0", "0.5 after 1", "0 after 2"]);
  expect((await stream.finish()).map((event) => event.text)).toEqual(["0 after 3"]);
});

it("tells what broke at every call after it", async () => {
  const stream = new SpeechStream(echo(), 16_000);
  await expect(stream.accept(new Float32Array(4).fill(-1))).rejects.toThrow("broken");
  await expect(stream.accept(new Float32Array(4))).rejects.toThrow("broken");
});
