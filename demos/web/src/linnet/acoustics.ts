/** The acoustic graph: chunks of sound in, frames of phones and letters out. The state is a value. */

import type { Bundle } from "./bundle";
import { BundleError } from "./errors";
import type { AudioSettings, Manifest } from "./manifest";
import type { Runtime, Tensor } from "./ort";
import type { Frame } from "./speechGate";
import type { State } from "./state";
import { StepModel } from "./stepModel";

/** A loaded acoustic bundle. It never changes: all streams share it. */
export class Acoustics {
  private constructor(
    readonly manifest: Manifest,
    readonly audio: AudioSettings,
    private readonly model: StepModel,
  ) {}

  /** Load one graph of a bundle. Throws `BundleError` for a bundle that is not for speech. */
  static async load(bundle: Bundle, runtime: Runtime, precision?: string): Promise<Acoustics> {
    const { manifest } = bundle;
    const isSpeech = manifest.kind === "acoustic" && `${manifest.inputs}` === "audio";
    if (!isSpeech || !("phones" in manifest.tokens && "letters" in manifest.tokens)) {
      throw new BundleError(
        `${manifest.name}: expected 'audio' to 'phones' and 'letters' (kind 'acoustic'), got kind ` +
          `'${manifest.kind}', inputs [${manifest.inputs}], tokens for [${Object.keys(manifest.tokens)}]`,
      );
    }
    return new Acoustics(manifest, bundle.sound(), await StepModel.load(bundle, runtime, precision));
  }

  /** Seconds from frame to frame. */
  get frameS(): number {
    return this.audio.frameHopSamples / this.audio.sampleRateHz;
  }

  /** The state of a stream that has heard nothing. */
  initial(): State {
    return this.model.initial();
  }

  /**
   * Hear one chunk, (chunkSamples,) at the model's rate, in [-1, 1].
   *
   * Returns `chunkSamples / frameHopSamples` frames, and the new state.
   */
  async step(chunk: Float32Array, state: State): Promise<{ frames: Frame[]; state: State }> {
    const audio = this.model.floats(chunk, [1, chunk.length]);
    const { outputs, state: after } = await this.model.step({ audio }, state);
    const phones = rows(outputs.phones);
    const letters = rows(outputs.letters);
    return { frames: phones.map((one, i) => ({ phones: one, letters: letters[i] })), state: after };
  }
}

/** Return the frames of an output (1, frames, units), each a copy. */
function rows(output: Tensor): Float32Array[] {
  const [, frames, units] = output.dims;
  const values = output.data as Float32Array;
  return Array.from({ length: frames }, (_, i) => values.slice(i * units, (i + 1) * units));
}
