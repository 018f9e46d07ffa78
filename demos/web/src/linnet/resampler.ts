/**
 * Changes the sample rate of one stream, piece by piece; however it is cut, the output is the same.
 *
 * A windowed sinc with a Kaiser window as a polyphase filter: output sample n lies at input position
 * n * from / to, and of all fractions only to / gcd(from, to) differ, each with its own taps. Formulas of the
 * window's shape and length: Oppenheim and Schafer, "Discrete-Time Signal Processing", section 7.5.3 (Kaiser
 * 1974); polyphase: Crochiere and Rabiner, "Multirate Digital Signal Processing", 1983.
 */

import { AudioFormatError, StateError } from "./errors.js";

/** Lowest and highest sample rates that are taken. */
export const LOWEST_RATE_HZ = 8_000;
export const HIGHEST_RATE_HZ = 96_000;

const STOP_BAND_DB = 100;
/** Part of the lower rate's band that passes unchanged; the rest falls off to the stop band at its end. */
const PASS_BAND = 0.91;
const SHAPE = 0.1102 * (STOP_BAND_DB - 8.7);

/** A stream from one rate to another. Output lags input by half the filter: 6 ms from 48 to 16 kHz. */
export class Resampler {
  private readonly step: number;
  private readonly phases: number;
  private readonly reach: number;
  private readonly cutoff: number;
  private readonly taps: Float32Array[] = [];
  private pending: Float32Array;
  /** Input position of the first pending sample. */
  private first: number;
  private given = 0;
  private taken = 0;
  private finished = false;

  /** Start a stream. Throws `AudioFormatError` for rates outside 8 to 96 kHz. */
  constructor(fromHz: number, toHz: number) {
    for (const rateHz of [fromHz, toHz]) {
      if (!Number.isInteger(rateHz) || rateHz < LOWEST_RATE_HZ || rateHz > HIGHEST_RATE_HZ) {
        throw new AudioFormatError(
          `expected a whole rate of ${LOWEST_RATE_HZ} to ${HIGHEST_RATE_HZ} Hz, got ${rateHz}; resample first`,
        );
      }
    }
    const divisor = greatestDivisor(fromHz, toHz);
    this.step = fromHz / divisor;
    this.phases = toHz / divisor;
    const nyquist = Math.min(fromHz, toHz) / 2 / fromHz; // in cycles per input sample
    this.cutoff = (nyquist * (1 + PASS_BAND)) / 2;
    const order = (STOP_BAND_DB - 7.95) / (2.285 * 2 * Math.PI * nyquist * (1 - PASS_BAND));
    this.reach = Math.ceil(order / 2);
    this.pending = new Float32Array(this.reach); // as if it had been silent before
    this.first = -this.reach;
  }

  /** Take samples of any number, and return what is ready, maybe nothing. */
  push(samples: Float32Array): Float32Array {
    this.refuseFinished();
    this.taken += samples.length;
    return this.process(samples);
  }

  /** End the stream and return its remaining output, up to the last input sample. */
  flush(): Float32Array {
    this.refuseFinished();
    this.finished = true;
    const total = Math.ceil((this.taken * this.phases) / this.step);
    const rest = this.process(new Float32Array(this.reach + 1));
    return rest.subarray(0, Math.max(0, rest.length - (this.given - total)));
  }

  private refuseFinished(): void {
    if (this.finished) throw new StateError("the resampler was flushed; start a new one for more audio");
  }

  private process(samples: Float32Array): Float32Array {
    const input = new Float32Array(this.pending.length + samples.length);
    input.set(this.pending);
    input.set(samples, this.pending.length);
    const end = this.first + input.length; // output n needs input up to floor(position) + reach
    const ready = Math.max(0, Math.ceil(((end - this.reach) * this.phases) / this.step) - this.given);
    const output = new Float32Array(ready);
    for (let i = 0; i < ready; i++) output[i] = this.sample(input, this.given + i);
    this.given += ready;
    const needed = Math.floor((this.given * this.step) / this.phases) - this.reach + 1;
    const dropped = Math.min(Math.max(needed - this.first, 0), input.length);
    this.pending = input.slice(dropped);
    this.first += dropped;
    return output;
  }

  /** Return output sample number n. */
  private sample(input: Float32Array, n: number): number {
    const whole = Math.floor((n * this.step) / this.phases);
    const phase = n * this.step - whole * this.phases;
    const taps = (this.taps[phase] ??= this.phaseTaps(phase / this.phases));
    let at = whole - this.reach + 1 - this.first;
    let sum = 0;
    for (let k = 0; k < taps.length; k++) sum += taps[k] * input[at++];
    return sum;
  }

  /** Return the filter around a position that lies a fraction of a sample after one, scaled to pass 0 Hz. */
  private phaseTaps(fraction: number): Float32Array {
    const taps = new Float64Array(2 * this.reach);
    let sum = 0;
    for (let k = 0; k < taps.length; k++) {
      const distance = k - this.reach + 1 - fraction; // -reach < distance <= reach
      taps[k] = sinc(2 * this.cutoff * distance) * kaiser(distance / this.reach);
      sum += taps[k];
    }
    return Float32Array.from(taps, (tap) => tap / sum);
  }
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Return the Kaiser window at -1 to 1, not scaled. */
function kaiser(x: number): number {
  return bessel(SHAPE * Math.sqrt(Math.max(0, 1 - x * x)));
}

/** Return the modified Bessel function of the first kind and order 0, by its power series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / 2 / k) ** 2;
    sum += term;
  }
  return sum;
}
