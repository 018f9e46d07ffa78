import runtimeFile from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import { bundles, runtimeBytes } from "virtual:linnet-bundles";
import type { Engine, EngineEvent, TypingView } from "../engine/engine";
import { RequestCounter } from "../engine/requestCounter";
import { KeyLayout } from "../linnet/keyLayout";
import { Announcer } from "./announcer";
import { Dictation } from "./dictation";
import { element } from "./elements";
import { Keys } from "./keys";
import { Measurements, megabytes } from "./measurements";
import { registerOffline, showOffline } from "./offline";
import { SuggestionStrip } from "./suggestionStrip";
import { TextField } from "./textField";
import { WordsPanel } from "./wordsPanel";

/** Everything on the page, and what each part tells the others. */
export class App {
  private readonly engine: Engine;
  private readonly field: TextField;
  private readonly strip: SuggestionStrip;
  private readonly keys: Keys;
  private readonly dictation: Dictation;
  private readonly words: WordsPanel;
  private readonly measurements = new Measurements();
  private readonly announcer = new Announcer();
  private readonly undo = element("undo", HTMLButtonElement);
  private readonly clear = element("clear", HTMLButtonElement);
  private readonly requests = { page: 0, worker: 0 };
  private calls = 0;
  private writing: Promise<void> = Promise.resolve();

  /** `connect`: makes the engine, given who hears its events. */
  constructor(connect: (hear: (event: EngineEvent) => void) => Engine) {
    const engine = connect((event) => this.hear(event));
    const fail = (reason: string) => this.complain(reason);
    this.engine = engine;
    this.field = new TextField({
      typed: (text) => this.after(() => engine.type(text)),
      erased: () => this.after(() => engine.backspace()),
      reopened: (before) => this.after(() => engine.open(before)),
    });
    this.strip = new SuggestionStrip((text) => this.after(() => engine.choose(text)));
    this.keys = new Keys(KeyLayout.load("qwerty"), {
      tapped: (x, y) => this.after(() => engine.tap(x, y)),
      typed: (character) => this.after(() => engine.type(character)),
      erased: () => this.after(() => engine.backspace()),
    });
    this.dictation = new Dictation(engine, {
      listening: (on) => this.listening(on),
      failed: fail,
      heard: (measured) => {
        this.measurements.heard(measured);
        return this.writing;
      },
    });
    this.words = new WordsPanel(engine, fail);
    this.undo.addEventListener("click", () => this.takeBack());
    this.clear.addEventListener("click", () => this.empty());
    document.addEventListener("keydown", (event) => this.shortcut(event));
  }

  /** Load everything and let the page be used. */
  async start(): Promise<void> {
    const served = registerOffline();
    try {
      const runtime = { file: runtimeFile, sizeBytes: runtimeBytes };
      const loaded = await this.engine.load({ bundles, runtime, base: document.baseURI });
      this.measurements.loaded(loaded);
      this.field.enable(true);
      this.keys.enable(true);
      this.words.enable();
      await this.dictation.prepare();
      this.show(await this.engine.open(""));
      showOffline((await served) && loaded.stored);
      this.ready();
    } catch (error) {
      this.complain(`Linnet could not be loaded: ${error instanceof Error ? error.message : error}`);
      element("loading", HTMLElement).hidden = true;
    }
  }

  /** Everything is there: from now on no request is made. */
  private ready(): void {
    element("loading", HTMLElement).hidden = true;
    document.body.dataset.ready = "yes";
    this.countRequests();
    new RequestCounter((count) => {
      this.requests.page = count;
      this.countRequests();
    }).start();
    if (matchMedia("(pointer: coarse)").matches) element("text", HTMLElement).setAttribute("inputmode", "none");
    else this.field.focus();
  }

  /** Do something that changes the text; its result is shown unless more was done since. */
  private async after(work: () => Promise<TypingView>): Promise<void> {
    const call = ++this.calls;
    await this.dictation.stop();
    try {
      const view = await work();
      if (call === this.calls) this.show(view);
      this.measurements.suggested(view.tookMs);
    } catch (error) {
      this.complain(error instanceof Error ? error.message : String(error));
    }
  }

  private show({ text, offers, change }: TypingView): void {
    this.strip.show(offers);
    if (text !== this.field.context) this.field.replace(text);
    this.clear.disabled = !this.field.text;
    this.undo.hidden = !change;
    if (change) this.undo.textContent = change.from ? `Undo “${change.to}”` : "Undo dictation";
  }

  private hear(event: EngineEvent): void {
    if (event.event === "progress") this.progress(event.loadedBytes, event.totalBytes);
    else if (event.event === "words") this.words.show(event.words);
    else if (event.event === "failed") this.complain(event.message);
    else if (event.event === "requested") {
      this.requests.worker = event.count;
      this.countRequests();
    } else if (event.event === "partial") {
      this.field.show(event.text, event.stableLength);
      this.announcer.partial(event.text.slice(0, event.stableLength));
    } else this.writing = this.write(event.text);
  }

  /** A stretch of speech has ended: its words are written. */
  private async write(text: string): Promise<void> {
    this.announcer.final(text);
    try {
      if (text) this.show(await this.engine.write(text));
    } catch (error) {
      this.complain(error instanceof Error ? error.message : String(error));
    }
  }

  private listening(on: boolean): void {
    this.field.dictating(on);
    element("state", HTMLElement).textContent = on ? "Listening" : "";
    if (on) {
      this.announcer.say("Listening");
      element("notice", HTMLElement).hidden = true;
    } else this.field.focus();
  }

  private takeBack(): void {
    void this.after(() => this.engine.undo());
    this.field.focus();
  }

  private empty(): void {
    this.field.clear();
    void this.after(() => this.engine.open(""));
    this.field.focus();
  }

  private shortcut(event: KeyboardEvent): void {
    const asked = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!asked || this.undo.hidden) return;
    event.preventDefault();
    this.takeBack();
  }

  private progress(loaded: number, total: number): void {
    element("progress", HTMLProgressElement).value = loaded / total;
    const text =
      loaded < total ? `Loading the models: ${megabytes(loaded)} of ${megabytes(total)}` : "Starting the models";
    element("progress-text", HTMLElement).textContent = text;
  }

  private countRequests(): void {
    element("requests", HTMLElement).textContent = String(this.requests.page + this.requests.worker);
  }

  private complain(reason: string): void {
    const notice = element("notice", HTMLElement);
    notice.textContent = reason;
    notice.hidden = false;
  }
}
