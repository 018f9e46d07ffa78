import type { Engine, Heard } from "../engine/engine";
import { element } from "./elements";
import { Microphone, MicrophoneError } from "./microphone";

/** What dictation tells the page. */
export interface DictationEvents {
  /** It begins or has ended. */
  listening(on: boolean): void;
  /** It cannot be done, and why. */
  failed(reason: string): void;
  /** All sound is heard; returns when the last words are written. */
  heard(measured: Heard): Promise<void>;
}

type Phase = "off" | "starting" | "on" | "stopping";

const LABELS: Readonly<Record<Phase, string>> = {
  off: "Dictate",
  starting: "Wait",
  on: "Stop",
  stopping: "Finishing",
};
/** A level below this share of full scale moves nothing: the noise of a quiet room. */
const QUIET = 0.01;

/** The microphone button. */
export class Dictation {
  private readonly button = element("microphone", HTMLButtonElement);
  private readonly level = element("level", HTMLElement);
  private microphone: Microphone | null = null;
  private phase: Phase = "off";

  constructor(
    private readonly engine: Engine,
    private readonly events: DictationEvents,
  ) {
    this.button.addEventListener("click", () => void this.toggle());
    document.addEventListener("keydown", (event) => {
      const asked = event.altKey && event.code === "KeyM";
      if (!asked && !(event.key === "Escape" && this.phase === "on")) return;
      event.preventDefault();
      void this.toggle();
    });
  }

  /** Load what capturing needs, so that nothing is fetched later. */
  async prepare(): Promise<void> {
    try {
      this.microphone = await Microphone.prepare((peak) => this.show(peak));
      this.button.disabled = false;
    } catch (error) {
      this.events.failed(said(error));
    }
  }

  /** End it, if it is on: the last words come before this returns. */
  async stop(): Promise<void> {
    if (this.phase !== "on" || !this.microphone) return;
    this.enter("stopping");
    await this.microphone.stop();
    try {
      await this.events.heard(await this.engine.stop());
    } catch (error) {
      this.events.failed(said(error));
    }
    this.enter("off");
    this.events.listening(false);
  }

  private async toggle(): Promise<void> {
    if (this.phase === "on") await this.stop();
    else if (this.phase === "off" && !this.button.disabled) await this.start();
  }

  private async start(): Promise<void> {
    if (!this.microphone) return;
    this.enter("starting");
    const { port1, port2 } = new MessageChannel();
    try {
      await this.microphone.start(port1);
      await this.engine.listen(this.microphone.sampleRateHz, port2);
      this.enter("on");
      this.events.listening(true);
    } catch (error) {
      this.enter("off");
      this.events.failed(said(error));
    }
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    this.button.dataset.phase = phase;
    this.button.setAttribute("aria-pressed", String(phase === "on"));
    element("microphone-label", HTMLElement).textContent = LABELS[phase];
    if (phase !== "on") this.show(0);
  }

  private show(peak: number): void {
    const loudness = peak > QUIET ? Math.min(1, 1 + Math.log10(peak) / 2) : 0; // 40 dB from nothing to all
    this.level.style.setProperty("--level", loudness.toFixed(2));
  }
}

function said(error: unknown): string {
  if (error instanceof MicrophoneError) return error.message;
  return `Dictation stopped: ${error instanceof Error ? error.message : error}`;
}
