import type { Bundle } from "./bundle";
import { AudioFormatError, BundleError } from "./errors";
import { type InferenceSession, type Runtime, SESSION_OPTIONS, type Tensor } from "./ort";
import { type State, StateSpec } from "./state";

/** What a step gives: the outputs by name, and the next state. */
export interface Stepped {
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly state: State;
}

/**
 * An ONNX graph with its state as inputs and outputs. It holds no state of its own: one model serves every stream.
 *
 *     const model = await StepModel.load(await Bundle.open(source), ort);
 *     const { outputs, state } = await model.step({ audio: model.floats(chunk, [1, chunk.length]) }, model.initial());
 */
export class StepModel {
  private constructor(
    private readonly session: InferenceSession,
    private readonly runtime: Runtime,
    private readonly outputs: readonly string[],
    /** The layout of this model's state. */
    readonly spec: StateSpec,
  ) {}

  /** Load one graph of a bundle. Throws `BundleError` when it cannot be loaded or is not what the manifest says. */
  static async load(bundle: Bundle, runtime: Runtime, precision = "weight_only"): Promise<StepModel> {
    const { inputs, outputs, states, name } = bundle.manifest;
    const graph = await bundle.graph(precision);
    let session: InferenceSession;
    try {
      session = await runtime.InferenceSession.create(graph, SESSION_OPTIONS);
    } catch (error) {
      throw new BundleError(`${name}: onnxruntime-web cannot load the ${precision} graph: ${error}`, { cause: error });
    }
    checkNames(name, "input", session.inputNames, [...inputs, ...states.map((state) => state.input)]);
    checkNames(name, "output", session.outputNames, [...outputs, ...states.map((state) => state.output)]);
    return new StepModel(session, runtime, outputs, new StateSpec(states, runtime));
  }

  /** Return the state of `batch` streams that have heard nothing. */
  initial(batch = 1): State {
    return this.spec.initial(batch);
  }

  /**
   * Run one step; `state` is left as it was. Throws `AudioFormatError` for inputs and `StateError` for a state that
   * do not fit the graph.
   */
  async step(inputs: Readonly<Record<string, Tensor>>, state: State): Promise<Stepped> {
    this.spec.check(state);
    const feed: Record<string, Tensor> = { ...inputs };
    for (const one of this.spec.tensors) feed[one.input] = state.get(one.name)!;
    let values: InferenceSession.OnnxValueMapType;
    try {
      values = await this.session.run(feed);
    } catch (error) {
      throw new AudioFormatError(`the graph refuses these inputs: ${error}`, { cause: error });
    }
    return {
      outputs: Object.fromEntries(this.outputs.map((name) => [name, values[name] as Tensor])),
      state: new Map(this.spec.tensors.map((one) => [one.name, values[one.output] as Tensor])),
    };
  }

  /** Return a float32 tensor over `values`, which are not copied. */
  floats(values: Float32Array, shape: readonly number[]): Tensor {
    return new this.runtime.Tensor("float32", values, shape) as Tensor;
  }

  /** Return an int64 tensor of whole numbers. */
  integers(values: ArrayLike<number>, shape: readonly number[]): Tensor {
    return new this.runtime.Tensor("int64", BigInt64Array.from(Array.from(values, BigInt)), shape) as Tensor;
  }

  /** Free the graph's memory; no step may follow. */
  async release(): Promise<void> {
    await this.session.release();
  }
}

/** Throw `BundleError` unless the graph has exactly the expected inputs or outputs. */
function checkNames(bundle: string, what: string, found: readonly string[], expected: readonly string[]): void {
  const missing = expected.filter((name) => !found.includes(name));
  const unknown = found.filter((name) => !expected.includes(name));
  if (missing.length || unknown.length) {
    throw new BundleError(
      `${bundle}: the graph lacks the ${what}s [${missing}] and has [${unknown}], neither declared nor carried ` +
        "states; export the graph and its manifest together",
    );
  }
}
