import { describe, expect, it } from "vitest";

import { Bundle } from "../src/linnet/bundle";
import type { Tensor } from "../src/linnet/ort";
import { StepModel } from "../src/linnet/stepModel";
import { shipped } from "./fileSource";
import { runtime } from "./runtime";
import { expectSame, vectors } from "./vectors";

interface Values {
  shape: number[];
  every: number;
  values: number[];
}

interface Step {
  inputs: Record<string, { shape: number[]; int16?: string; int64?: number[] }>;
  outputs: Record<string, Values>;
  state: Record<string, Values>;
}

const STEPS = vectors<Record<string, Step[]>>("graphs");

describe.each(Object.keys(STEPS))("the graph of %s", (name) => {
  it("says what it says in Python", async () => {
    const model = await StepModel.load(await Bundle.open(shipped(name)), runtime);
    let state = model.initial();
    for (const step of STEPS[name]) {
      const stepped = await model.step(tensors(model, step.inputs), state);
      expectSame(spread(stepped.outputs, step.outputs), step.outputs);
      expectSame(spread(Object.fromEntries(stepped.state), step.state), step.state);
      state = stepped.state;
    }
    await model.release();
  });
});

describe("batches", () => {
  it("give each stream what it gets alone", async () => {
    const model = await StepModel.load(await Bundle.open(shipped("en-language")), runtime);
    const pieces = [700, 3, 9000];
    const one = (await model.step({ pieces: model.integers([5], [1, 1]) }, model.initial())).state;
    const states = [model.initial(), one, model.initial()];
    const together = await model.step({ pieces: model.integers(pieces, [3, 1]) }, model.spec.stack(states));
    const split = model.spec.split(together.state);
    for (const [i, piece] of pieces.entries()) {
      const alone = await model.step({ pieces: model.integers([piece], [1, 1]) }, states[i]);
      const width = alone.outputs.log_probs.size;
      const row = (together.outputs.log_probs.data as Float32Array).slice(i * width, (i + 1) * width);
      expectSame([...row], [...(alone.outputs.log_probs.data as Float32Array)]);
      for (const key of ["h", "c"]) expectSame([...split[i].get(key)!.data], [...alone.state.get(key)!.data]);
    }
    expect(() => model.spec.stack([])).toThrow(/at least one state/);
    await model.release();
  });
});

/** The graph's inputs. */
function tensors(model: StepModel, inputs: Step["inputs"]): Record<string, Tensor> {
  const entries = Object.entries(inputs).map(([name, { shape, int16, int64 }]) => {
    if (int64) return [name, model.integers(int64, shape)] as const;
    const whole = new Int16Array(Uint8Array.from(atob(int16!), (one) => one.charCodeAt(0)).buffer);
    return [name, model.floats(Float32Array.from(whole, (one) => one / 2 ** 15), shape)] as const;
  });
  return Object.fromEntries(entries);
}

/** The same values of each tensor as the vectors have. */
function spread(found: Readonly<Record<string, Tensor>>, like: Record<string, Values>): Record<string, Values> {
  const entries = Object.entries(found).map(([name, tensor]) => {
    const { every } = like[name];
    const values = [...(tensor.data as Float32Array)].filter((_, i) => i % every === 0);
    return [name, { shape: [...tensor.dims], every, values }] as [string, Values];
  });
  return Object.fromEntries(entries);
}
