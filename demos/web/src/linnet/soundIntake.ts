/** Sound as it comes, of any rate and length, made into the chunks that a graph takes. */

import { Rechunker, checkedSamples } from "./audio";
import { StateError } from "./errors";
import type { AudioSettings } from "./manifest";
import { Resampler } from "./resampler";

/** The sound of one stream on its way to the graph. */
export class SoundIntake {
  private readonly resampler: Resampler | null;
  private readonly rechunker: Rechunker;
  private acceptedSamples = 0;
  private finished = false;

  /** Throws `AudioFormatError` for a rate that is not 8,000 to 96,000 Hz. */
  constructor(
    private readonly audio: AudioSettings,
    readonly sampleRateHz: number,
  ) {
    const sameRate = sampleRateHz === audio.sampleRateHz;
    this.resampler = sameRate ? null : new Resampler(sampleRateHz, audio.sampleRateHz);
    this.rechunker = new Rechunker(audio.chunkSamples);
  }

  /** Length of the sound accepted so far, in seconds. */
  get acceptedS(): number {
    return this.acceptedSamples / this.sampleRateHz;
  }

  /** Take some more, see `SpeechStream.accept`, and return the chunks that are full. */
  push(samples: Float32Array): Float32Array[] {
    this.refuseFinished();
    const checked = checkedSamples(samples);
    this.acceptedSamples += checked.length;
    return this.rechunker.push(this.resampler ? this.resampler.push(checked) : checked);
  }

  /** Pad with silence by the look-ahead, rounded up to chunks, and return the rest; none of no sound. */
  finish(): Float32Array[] {
    this.refuseFinished();
    this.finished = true;
    if (this.acceptedSamples === 0) return [];
    const { lookaheadSamples, chunkSamples } = this.audio;
    const rest = this.resampler ? this.resampler.flush() : new Float32Array(0);
    const padChunks = Math.ceil(lookaheadSamples / chunkSamples);
    return [...this.rechunker.push(rest), ...this.rechunker.flush(padChunks * chunkSamples)];
  }

  private refuseFinished(): void {
    if (this.finished) {
      throw new StateError("expected an open stream, got one that is finished; open a new one");
    }
  }
}
