/** Model state as a value: a step takes one and returns a new one; nothing is ever written into a state. */

import { StateError } from "./errors";
import type { StateTensor } from "./manifest";
import type { Runtime, Tensor } from "./ort";

/** From the name of a state to its tensor. */
export type State = ReadonlyMap<string, Tensor>;

type Values = Float32Array | BigInt64Array;

/** The layout of a model's whole state; the model owns it, each stream owns a current `State`. */
export class StateSpec {
  constructor(
    readonly tensors: readonly StateTensor[],
    private readonly runtime: Runtime,
  ) {}

  /** Return the state of `batch` streams that have heard nothing: all zeros. */
  initial(batch = 1): State {
    if (batch < 1) throw new StateError(`expected a batch of at least 1, got ${batch}`);
    return new Map(this.tensors.map((one) => [one.name, this.tensor(one, zeros(one, batch), batch)]));
  }

  /** Return the number of streams in a state. Throws `StateError` when names or shapes do not fit. */
  check(state: State): number {
    const [first] = this.tensors;
    const batch = first ? (state.get(first.name)?.dims[first.batchAxis] ?? 0) : 1;
    for (const one of this.tensors) {
      const tensor = state.get(one.name);
      const expected = shapeFor(one, batch);
      if (!tensor || batch < 1 || tensor.type !== one.dtype || `${tensor.dims}` !== `${expected}`) {
        throw new StateError(
          `state '${one.name}': expected ${one.dtype}[${expected}], got ` +
            `${tensor ? `${tensor.type}[${tensor.dims}]` : "none"}; use a state made by this model`,
        );
      }
    }
    return batch;
  }

  /** Put streams side by side in one state, to step them in one call. */
  stack(states: readonly State[]): State {
    const [only] = states;
    if (!only) throw new StateError("expected at least one state to stack, got none");
    if (states.length === 1) return only;
    const batch = states.reduce((sum, state) => sum + this.check(state), 0);
    return new Map(
      this.tensors.map((one) => {
        const parts = states.map((state) => valuesOf(state, one));
        return [one.name, this.tensor(one, interleave(one, parts, batch), batch)];
      }),
    );
  }

  /** Undo `stack`: one state of batch 1 per stream. */
  split(state: State): State[] {
    const batch = this.check(state);
    if (batch === 1) return [state];
    return Array.from({ length: batch }, (_, i) => {
      return new Map(
        this.tensors.map((one) => [one.name, this.tensor(one, take(one, valuesOf(state, one), batch, i), 1)]),
      );
    });
  }

  private tensor(one: StateTensor, values: Values, batch: number): Tensor {
    return new this.runtime.Tensor(one.dtype, values, shapeFor(one, batch)) as Tensor;
  }
}

/** The shape for `batch` streams, e.g. [2, 1, 400] with batchAxis 1 and batch 8: [2, 8, 400]. */
function shapeFor(one: StateTensor, batch: number): number[] {
  return one.shape.map((length, axis) => (axis === one.batchAxis ? batch : length));
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((all, length) => all * length, 1);
}

function zeros(one: StateTensor, batch: number): Values {
  const length = product(one.shape) * batch;
  return one.dtype === "float32" ? new Float32Array(length) : new BigInt64Array(length);
}

function valuesOf(state: State, one: StateTensor): Values {
  return state.get(one.name)!.data as Values;
}

/** Concatenate along the batch axis. */
function interleave(one: StateTensor, parts: readonly Values[], batch: number): Values {
  const outer = product(one.shape.slice(0, one.batchAxis));
  const all = zeros(one, batch);
  let at = 0;
  for (let row = 0; row < outer; row++) {
    for (const part of parts) {
      const width = part.length / outer;
      all.set(part.subarray(row * width, (row + 1) * width) as Float32Array & BigInt64Array, at);
      at += width;
    }
  }
  return all;
}

/** Copy stream `index` out of `batch` of them. */
function take(one: StateTensor, values: Values, batch: number, index: number): Values {
  const outer = product(one.shape.slice(0, one.batchAxis));
  const inner = product(one.shape.slice(one.batchAxis + 1));
  const result = zeros(one, 1);
  for (let row = 0; row < outer; row++) {
    const start = (row * batch + index) * inner;
    result.set(values.subarray(start, start + inner) as Float32Array & BigInt64Array, row * inner);
  }
  return result;
}
