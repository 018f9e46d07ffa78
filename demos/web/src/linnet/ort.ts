/** The few things that are used of onnxruntime-web, which is passed in: a page, a worker and a test load it differently. */

import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-web/wasm";

export type { InferenceSession, Tensor };

/** What `import * as ort from "onnxruntime-web/wasm"` is. */
export interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
}

/**
 * Options for small steps: one thread, and nothing is printed.
 *
 * The weights are made float32 once, when the session is made ("disable_quant_qdq"): no step quantizes anything.
 */
export const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ["wasm"],
  executionMode: "sequential",
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  enableCpuMemArena: false,
  enableMemPattern: false,
  logSeverityLevel: 4,
  extra: { session: { disable_quant_qdq: "1" } },
};
