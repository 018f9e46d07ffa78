import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";

import type { Runtime } from "../src/linnet/ort";

env.wasm.numThreads = 1;
env.logLevel = "fatal";

/** onnxruntime-web in node, on one thread. */
export const runtime: Runtime = { InferenceSession, Tensor };
