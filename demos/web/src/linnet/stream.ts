/** One stream of speech: sound in, events out. */

import type { Event } from "./events";
import type { ListenState, Listener } from "./listener";
import { SoundIntake } from "./soundIntake";

/**
 * Recognises speech while it is spoken. `Recognizer.stream` makes one.
 *
 * - every stretch of speech gives exactly one final; silence gives none, and a partial that proved to be no
 *   speech is taken back by an empty one;
 * - the text inside a partial's `stableLength` begins every later event about the same stretch;
 * - a final never changes; finals and their words come in time order and do not overlap;
 * - blocks of samples may have any length: the events, taken together, are the same;
 * - `finish` loses no last word.
 *
 * Calls may be made without waiting for the one before: they are answered in their order.
 */
export class SpeechStream {
  private readonly intake: SoundIntake;
  private state: Promise<ListenState>;

  /** Listen to sound of one rate. Throws `AudioFormatError` for a rate that is not 8,000 to 96,000 Hz. */
  constructor(
    private readonly listener: Listener,
    sampleRateHz: number,
  ) {
    this.intake = new SoundIntake(listener.audio, sampleRateHz);
    this.state = Promise.resolve(listener.initial());
  }

  /** Length of the sound accepted so far, in seconds. */
  get acceptedS(): number {
    return this.intake.acceptedS;
  }

  /**
   * Hear some more: mono samples at the stream's rate; those beyond +-1 are clipped.
   *
   * Returns what became known, in time order; mostly nothing or one partial. Throws `AudioFormatError` for NaN
   * and infinite samples, and `StateError` when the stream is finished; the stream is then as it was before.
   */
  async accept(samples: Float32Array): Promise<Event[]> {
    return this.listen(this.intake.push(samples), Infinity);
  }

  /** End the stream and return the rest. Throws `StateError` when it is finished already. */
  async finish(): Promise<Event[]> {
    const chunks = this.intake.finish();
    if (!chunks.length) return [];
    const events = await this.listen(chunks, this.acceptedS);
    return [...events, ...(await this.listener.finish(await this.state, this.acceptedS))];
  }

  /** Hear whole chunks at the model's rate, after those of earlier calls. */
  private listen(chunks: readonly Float32Array[], latestS: number): Promise<Event[]> {
    const heard = this.state.then(async (begun) => {
      const events: Event[] = [];
      let state = begun;
      for (const chunk of chunks) {
        const step = await this.listener.step(chunk, state, latestS);
        events.push(...step.events);
        state = step.state;
      }
      return { events, state };
    });
    this.state = heard.then(({ state }) => state);
    this.state.catch(() => undefined); // whoever waits for the events is told, now and at every later call
    return heard.then(({ events }) => events);
  }
}
