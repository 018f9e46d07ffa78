/** From one chunk of sound to events: ear, decoder, endpoint rules. The state is a value. */

import type { DictationDecoder } from "./dictationDecoder";
import type { Ear, EarState, HeardFrame } from "./ear";
import { type EndpointRules, stretchEnds } from "./endpoint";
import type { Event, Partial } from "./events";
import type { AudioSettings } from "./manifest";
import type { SpeechBeam } from "./speechBeam";

/** Everything one stream carries from chunk to chunk. */
export interface ListenState {
  readonly heard: EarState;
  readonly decoded: SpeechBeam;
  /** Frames decoded of the present stretch. */
  readonly frames: number;
  /** The last partial of the present stretch. */
  readonly shown: Partial | null;
}

/** What a chunk leads to. */
export interface Listened {
  readonly events: readonly Event[];
  readonly state: ListenState;
}

/** What a stream listens with. It never changes. */
export class Listener {
  constructor(
    private readonly ear: Ear,
    private readonly decoder: DictationDecoder,
    private readonly endpoint: EndpointRules,
  ) {}

  /** What the ear's graph takes. */
  get audio(): AudioSettings {
    return this.ear.acoustics.audio;
  }

  /** The state of a stream that has heard nothing. */
  initial(): ListenState {
    return { heard: this.ear.initial(), decoded: this.decoder.initial(), frames: 0, shown: null };
  }

  /**
   * Hear one chunk; no word ends later than `latestS`, the end of the recording once it is known.
   *
   * Returns the finals of the stretches that ended in this chunk, then the partial of the present stretch if
   * it changed; and the new state.
   */
  async step(chunk: Float32Array, state: ListenState, latestS: number): Promise<Listened> {
    const ear = await this.ear.step(chunk, state.heard);
    const events: Event[] = [];
    let { decoded, frames, shown } = state;
    for (const sound of ear.heard) {
      if (sound.frame) {
        decoded = await this.decoder.step(sound.frame, decoded);
        frames++;
      }
      if (!this.ends(decoded, frames, sound)) continue;
      events.push(...(await this.final(decoded, shown, latestS)));
      [decoded, frames, shown] = [this.decoder.cut(decoded), 0, null];
    }
    const partial = this.decoder.partial(decoded);
    if (partial && !isSame(partial, shown)) events.push(partial);
    return { events, state: { heard: ear.state, decoded, frames, shown: partial ?? shown } };
  }

  /** The final of the stretch that the end of the recording cuts off, if there is one. */
  async finish(state: ListenState, durationS: number): Promise<Event[]> {
    let { decoded } = state;
    for (const frame of this.ear.finish(state.heard)) decoded = await this.decoder.step(frame, decoded);
    return this.final(decoded, state.shown, durationS);
  }

  /** Whether the present stretch is over; `held` silent frames follow the last decoded one. */
  private ends(decoded: SpeechBeam, frames: number, { held, quiet }: HeardFrame): boolean {
    const { silentFrames, spokenFrames, betweenWords } = this.decoder.pause(decoded);
    const { frameS } = this.ear.acoustics;
    return stretchEnds(this.endpoint, {
      silentS: spokenFrames ? (silentFrames + held) * frameS : 0,
      spokenS: spokenFrames ? (spokenFrames + held) * frameS : 0,
      betweenWords,
      stretchS: (frames + held) * frameS,
      voicelessS: quiet * frameS,
    });
  }

  /** The present stretch as it stands; what was shown of one that proved to be no speech is taken back. */
  private async final(decoded: SpeechBeam, shown: Partial | null, latestS: number): Promise<Event[]> {
    const final = await this.decoder.final(decoded, { audio: this.audio, latestS });
    if (final) return [final];
    return shown ? [{ kind: "partial", text: "", stableLength: 0 }] : [];
  }
}

function isSame(partial: Partial, shown: Partial | null): boolean {
  return partial.text === shown?.text && partial.stableLength === shown.stableLength;
}
