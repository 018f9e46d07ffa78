import type { Event } from "../linnet/events";
import type { SpeechStream } from "../linnet/stream";
import type { EngineEvent, Heard } from "./engine";

/** One dictation: blocks of samples come through a port, events go out. */
export class Listening {
  private work: Promise<void> = Promise.resolve();
  private computedMs = 0;

  constructor(
    private readonly stream: SpeechStream,
    private readonly sound: MessagePort,
    private readonly tell: (event: EngineEvent) => void,
  ) {
    sound.onmessage = ({ data }: MessageEvent<Float32Array>) => this.then(() => stream.accept(data));
  }

  /** Hear what has come, give the last words, and end. */
  async end(): Promise<Heard> {
    this.then(() => this.stream.finish());
    this.sound.close();
    await this.work;
    return { soundS: this.stream.acceptedS, computedS: this.computedMs / 1000 };
  }

  /** Hear some more after all that came before. */
  private then(hear: () => Promise<Event[]>): void {
    this.work = this.work.then(async () => {
      const startedMs = performance.now();
      try {
        for (const event of await hear()) this.report(event);
      } catch (error) {
        this.tell({ event: "failed", message: `Dictation: ${error instanceof Error ? error.message : error}` });
      }
      this.computedMs += performance.now() - startedMs;
    });
  }

  private report(event: Event): void {
    const { kind, text } = event;
    if (kind === "partial") this.tell({ event: kind, text, stableLength: event.stableLength });
    else this.tell({ event: kind, text });
  }
}
