/**
 * How long the recognizer takes for the conformance vectors' recording, and which part of it takes how much.
 *
 *     npx rolldown bench/speech.ts --platform node --external onnxruntime-web/wasm -o build/speech.mjs
 *     node build/speech.mjs
 */

import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";

import { Bundle } from "../src/linnet/bundle";
import { Language } from "../src/linnet/language";
import type { Runtime } from "../src/linnet/ort";
import { Recognizer } from "../src/linnet/recognizer";
import type { SpeechStream } from "../src/linnet/stream";
import { recordedClip } from "../test/clip";
import { shipped } from "../test/fileSource";

/** Once to warm up, and as often as this to measure. */
const TIMES = 5;
/** 20 ms, as an AudioWorklet may collect them. */
const BLOCK_SAMPLES = 320;

env.wasm.numThreads = 1;
env.logLevel = "fatal";

/** Processor time so far, in seconds. */
function processorS(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** onnxruntime-web with the time and the number of steps of each graph, by its first output. */
class TimedRuntime implements Runtime {
  readonly spentS = new Map<string, number>();
  readonly steps = new Map<string, number>();
  readonly Tensor = Tensor;
  readonly InferenceSession = {
    create: async (model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession> => {
      const session = await InferenceSession.create(model, options);
      const name = session.outputNames[0];
      const run = session.run.bind(session);
      session.run = async (feed: InferenceSession.FeedsType) => {
        const began = processorS();
        const outputs = await run(feed);
        this.spentS.set(name, (this.spentS.get(name) ?? 0) + processorS() - began);
        this.steps.set(name, (this.steps.get(name) ?? 0) + 1);
        return outputs;
      };
      return session;
    },
  };
}

/** Let a stream hear the whole clip, and return what one has to wait for. */
async function listen(stream: SpeechStream, clip: Float32Array): Promise<string> {
  let [firstPartialS, longestS] = [0, 0];
  for (let at = 0; at < clip.length; at += BLOCK_SAMPLES) {
    const began = processorS();
    const events = await stream.accept(clip.subarray(at, at + BLOCK_SAMPLES));
    longestS = Math.max(longestS, processorS() - began);
    if (events.length && !firstPartialS) firstPartialS = stream.acceptedS + processorS() - began;
  }
  const began = processorS();
  const [final] = (await stream.finish()).filter((event) => event.kind === "final");
  const finalS = processorS() - began;
  return (
    `first partial ${(firstPartialS - final.startS).toFixed(2)} s after the first word began; longest block ` +
    `${(longestS * 1e3).toFixed(0)} ms; final ${(finalS * 1e3).toFixed(0)} ms`
  );
}

/** Print the real-time factor and its parts. */
async function measure(): Promise<void> {
  const runtime = new TimedRuntime();
  const clip = recordedClip();
  const bundles = ["en-acoustic", "en-pronunciation", "voice-activity", "en-language"];
  const [acoustic, pronunciation, voice, words] = await Promise.all(bundles.map((name) => Bundle.open(shipped(name))));
  const soundS = (TIMES * clip.length) / 16_000;
  // A language of its own each time: the contexts of the time before would be known.
  let totalS = 0;
  for (let time = 0; time <= TIMES; time++) {
    const language = await Language.load(words, runtime);
    const recognizer = await Recognizer.load({ acoustic, pronunciation, voice }, language, runtime);
    const stream = await recognizer.stream();
    if (time === 1) [runtime.spentS, runtime.steps].forEach((one) => one.clear());
    const began = processorS();
    const waits = await listen(stream, clip);
    if (time > 0) totalS += processorS() - began;
    if (time === TIMES) console.log(waits);
  }
  const graphsS = [...runtime.spentS.values()].reduce((sum, one) => sum + one, 0);
  const share = (spentS: number) => (spentS / soundS).toFixed(4);
  console.log(`real-time factor ${share(totalS)} of ${soundS.toFixed(1)} s of sound, processor time`);
  for (const [name, spentS] of runtime.spentS) {
    const steps = runtime.steps.get(name) ?? 0;
    console.log(`  graph of '${name}': ${share(spentS)}, ${steps} steps of ${((spentS / steps) * 1e3).toFixed(2)} ms`);
  }
  console.log(`  all else, the search: ${share(totalS - graphsS)}`);
}

await measure();
