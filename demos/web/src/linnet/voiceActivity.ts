/** Whether someone speaks, frame by frame, by a small graph that is stepped beside the acoustic one. */

import type { Bundle } from "./bundle";
import { BundleError } from "./errors";
import type { AudioSettings } from "./manifest";
import type { Runtime } from "./ort";
import type { State } from "./state";
import { StepModel } from "./stepModel";

/** What a frame may be, in the order of the graph's output. */
const ACTIVITIES = ["noise", "speech"];
/** Name of the graph's output, (batch, frames, 2) natural-log probabilities of `ACTIVITIES`. */
const OUTPUT = "activity";
const SPEECH = ACTIVITIES.indexOf("speech");

/** A loaded voice-activity bundle. It never changes: all streams share it, each with its own state. */
export class VoiceActivity {
  private constructor(
    readonly audio: AudioSettings,
    private readonly model: StepModel,
  ) {}

  /** Load one graph of a bundle. Throws `BundleError` for a bundle of another kind. */
  static async load(bundle: Bundle, runtime: Runtime, precision?: string): Promise<VoiceActivity> {
    const { kind, tokens, name } = bundle.manifest;
    if (kind !== "voice_activity" || `${tokens[OUTPUT]}` !== `${ACTIVITIES}`) {
      throw new BundleError(
        `${name}: expected a bundle of kind 'voice_activity' with '${OUTPUT}' of [${ACTIVITIES}], got kind ` +
          `'${kind}' with ${JSON.stringify(tokens)}`,
      );
    }
    return new VoiceActivity(bundle.sound(), await StepModel.load(bundle, runtime, precision));
  }

  /** The state of a stream that has heard nothing. */
  initial(): State {
    return this.model.initial();
  }

  /** Hear one chunk, (chunkSamples,) in [-1, 1]; returns P(speech) of each frame and the next state. */
  async step(chunk: Float32Array, state: State): Promise<{ speech: Float32Array; state: State }> {
    const audio = this.model.floats(chunk, [1, chunk.length]);
    const { outputs, state: after } = await this.model.step({ audio }, state);
    const scores = outputs[OUTPUT].data as Float32Array;
    const speech = new Float32Array(scores.length / ACTIVITIES.length);
    for (let i = 0; i < speech.length; i++) speech[i] = Math.exp(scores[i * ACTIVITIES.length + SPEECH]);
    return { speech, state: after };
  }
}
