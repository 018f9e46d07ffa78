import type { Heard, Loaded } from "../engine/engine";
import { element } from "./elements";

const MOST_TIMES = 2_000;
/** How often the panel is written again while somebody types. */
const EVERY_MS = 500;

/** The panel of what was measured in this page, on this device. */
export class Measurements {
  private readonly times: number[] = [];
  private waiting: number | undefined;

  /** Add how long a suggestion took. */
  suggested(tookMs: number): void {
    this.times.push(tookMs);
    if (this.times.length > MOST_TIMES) this.times.shift();
    this.waiting ??= window.setTimeout(() => this.showTimes(), EVERY_MS);
  }

  private showTimes(): void {
    this.waiting = undefined;
    const sorted = [...this.times].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
    this.say("suggestion-time", `${at(0.5).toFixed(1)} ms, p95 ${at(0.95).toFixed(1)} ms`);
  }

  /** Show how long a second of the last dictation took to compute. */
  heard({ soundS, computedS }: Heard): void {
    if (soundS) this.say("dictation-time", `${(computedS / soundS).toFixed(2)} s a second`);
  }

  /** Show what was loaded. */
  loaded({ runtimeBytes, modelBytes }: Loaded): void {
    this.say("sizes", `${(runtimeBytes / 1e6).toFixed(1)}, ${megabytes(modelBytes)}`);
  }

  private say(id: string, text: string): void {
    element(id, HTMLElement).textContent = text;
  }
}

/** Bytes in millions, as "4.6 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
