/** Sound in, frames to decode out: the acoustic graph, and a gate that lets speech through. */

import type { Acoustics } from "./acoustics";
import { BundleError } from "./errors";
import type { AudioSettings } from "./manifest";
import { CLOSED, type Frame, type GateState, gateStep, silent } from "./speechGate";
import type { State } from "./state";
import type { VoiceActivity } from "./voiceActivity";

/** What one stream carries from chunk to chunk. */
export interface EarState {
  readonly acoustics: State;
  readonly voice: State;
  readonly gate: GateState;
}

/** What comes of one frame of sound. */
export interface HeardFrame {
  /** What to decode next; null when nothing is ready. */
  readonly frame: Frame | null;
  /** Frames of silence that wait at the gate: so much later than this frame is now. */
  readonly held: number;
  /** Frames since a voice was heard, up to now. */
  readonly quiet: number;
}

/** Loaded acoustic and voice-activity bundles. It never changes: all streams share it. */
export class Ear {
  /** Throws `BundleError` when the chunks of the two differ. */
  constructor(
    readonly acoustics: Acoustics,
    private readonly voice: VoiceActivity,
  ) {
    const [expected, got] = [steps(acoustics.audio), steps(voice.audio)];
    if (expected !== got) {
      throw new BundleError(
        `expected a voice-activity bundle for ${expected} (rate, hop, chunk), got one for ${got}; use bundles ` +
          "made for each other",
      );
    }
  }

  /** The state of a stream that has heard nothing. */
  initial(): EarState {
    return { acoustics: this.acoustics.initial(), voice: this.voice.initial(), gate: CLOSED };
  }

  /** Hear one chunk, see `Acoustics.step`; returns one or more for each frame of it. */
  async step(chunk: Float32Array, state: EarState): Promise<{ heard: HeardFrame[]; state: EarState }> {
    const { frames, state: acoustics } = await this.acoustics.step(chunk, state.acoustics);
    const { speech, state: voice } = await this.voice.step(chunk, state.voice);
    const heard: HeardFrame[] = [];
    let { gate } = state;
    frames.forEach((frame, i) => {
      const step = gateStep(speech[i], frame, gate);
      gate = step.state;
      const { quiet } = gate;
      heard.push(...step.ready.slice(0, -1).map((one) => ({ frame: one, held: 0, quiet })));
      heard.push({ frame: step.ready.at(-1) ?? null, held: gate.held.length, quiet });
    });
    return { heard, state: { acoustics, voice, gate } };
  }

  /** The frames that still wait at the end of the recording: nobody spoke in them. */
  finish(state: EarState): readonly Frame[] {
    return state.gate.held.map(silent);
  }
}

/** What two graphs must share to be stepped side by side. */
function steps(audio: AudioSettings): string {
  return [audio.sampleRateHz, audio.frameHopSamples, audio.chunkSamples].join(", ");
}
