/** Sound outside the graph: to mono floats within bounds, and into the model's chunks. */

import { AudioFormatError } from "./errors.js";

/**
 * Return samples clipped to [-1, 1]; a new array.
 *
 * Throws `AudioFormatError` for NaN and infinite samples.
 */
export function checkedSamples(samples: Float32Array): Float32Array {
  const clipped = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i];
    if (!Number.isFinite(sample)) {
      throw new AudioFormatError(`expected finite samples, got ${sample} at index ${i}; check the source`);
    }
    clipped[i] = Math.min(Math.max(sample, -1), 1);
  }
  return clipped;
}

/** Collects samples of any number into chunks of one length. */
export class Rechunker {
  private pending = new Float32Array(0);

  /** Start empty; `chunkSamples` is the length of every chunk. */
  constructor(private readonly chunkSamples: number) {}

  /** Take samples and return the chunks that are full. */
  push(samples: Float32Array): Float32Array[] {
    const joined = new Float32Array(this.pending.length + samples.length);
    joined.set(this.pending);
    joined.set(samples, this.pending.length);
    const full = Math.floor(joined.length / this.chunkSamples);
    this.pending = joined.slice(full * this.chunkSamples);
    return Array.from({ length: full }, (_, i) =>
      joined.slice(i * this.chunkSamples, (i + 1) * this.chunkSamples),
    );
  }

  /**
   * Add `padSamples` zeros, fill the last chunk with zeros and return all chunks; none stay pending.
   *
   * Worked number: chunks of 1,920, 100 samples pending, 2,400 to pad: 2,500, filled to 3,840, 2 chunks.
   */
  flush(padSamples: number): Float32Array[] {
    const rest = (this.pending.length + padSamples) % this.chunkSamples;
    return this.push(new Float32Array(padSamples + (rest ? this.chunkSamples - rest : 0)));
  }
}
