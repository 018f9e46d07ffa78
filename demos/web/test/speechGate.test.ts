import { expect, it } from "vitest";

import { CLOSED, DEFAULT_GATE, type Frame, gateStep, silent } from "../src/linnet/speechGate";
import { PHONES } from "../src/linnet/units";

/** Frame number n, to be known again by its first phone. */
function frame(n: number): Frame {
  return { phones: new Float32Array(PHONES.length).fill(-n), letters: new Float32Array(29).fill(-n) };
}

/** What the decoder hears of frames with these probabilities of speech: each frame's number, or "silent". */
function heard(speech: readonly number[]): (number | "silent")[] {
  let state = CLOSED;
  const frames: Frame[] = [];
  speech.forEach((probability, n) => {
    const step = gateStep(probability, frame(n + 1), state);
    frames.push(...step.ready);
    state = step.state;
    expect(frames.length + state.held.length).toBe(n + 1); // none is lost, none comes twice
  });
  return frames.map((one) => (one.phones[0] === silent(one).phones[0] ? "silent" : -one.phones[1]));
}

const quiet = (frames: number): number[] => Array.from({ length: frames }, () => 0.1);
const loud = (frames: number): number[] => Array.from({ length: frames }, () => 0.9);

it("lets no silence through, and holds the last of it", () => {
  const frames = heard(quiet(20));
  expect(frames).toEqual(Array.from({ length: 20 - DEFAULT_GATE.lookbackFrames }, () => "silent"));
});

it("hears the frames before somebody began to speak", () => {
  const frames = heard([...quiet(20), ...loud(5)]);
  const silentFrames = frames.filter((one) => one === "silent").length;
  expect(silentFrames).toBe(25 - 12 - 1); // 12 that wait and the one that opens
  expect(frames.slice(silentFrames)).toEqual(Array.from({ length: 13 }, (_, i) => silentFrames + 1 + i));
});

it("takes a click for none", () => {
  expect(heard([...quiet(20), ...loud(4), ...quiet(20)])).not.toContain(21);
});

it("closes after a while of quiet, and counts it", () => {
  let { state } = gateStep(0.9, frame(0), { ...CLOSED, isOpen: true });
  for (let n = 1; n <= 10; n++) {
    expect(state.isOpen).toBe(true);
    ({ state } = gateStep(0.1, frame(n), state));
    expect(state.quiet).toBe(n);
  }
  expect(state.isOpen).toBe(false);
});
