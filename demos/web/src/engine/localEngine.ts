import { LinnetError, StateError } from "../linnet/errors";
import { PersonalDictionary } from "../linnet/personalDictionary";
import type { Engine, EngineEvent, Heard, LearnedWord, Loaded, PageFiles, TypingView } from "./engine";
import { Listening } from "./listening";
import { type Models, loadModels, totalBytes } from "./models";
import { PersonalStore } from "./personalStore";
import { TypingDesk } from "./typingDesk";

/** So long after an answer the page has drawn it, and nobody types that fast: there is time for other work. */
const REST_AFTER_MS = 12;

/** The engine itself, in whatever thread it is made. */
export class LocalEngine implements Engine {
  private readonly personal = new PersonalDictionary();
  private store: PersonalStore | null = null;
  private models: Models | null = null;
  private desk: TypingDesk | null = null;
  private listening: Listening | null = null;
  private keptRevision = 0;
  private resting: ReturnType<typeof setTimeout> | undefined;

  /** `tell`: is given events. */
  constructor(private readonly tell: (event: EngineEvent) => void) {}

  async load(files: PageFiles): Promise<Loaded> {
    const total = totalBytes(files);
    await this.restore();
    const { models, loaded } = await loadModels(files, this.personal, (loadedBytes) =>
      this.tell({ event: "progress", loadedBytes, totalBytes: total }),
    );
    this.models = models;
    this.desk = new TypingDesk(models.keyboard);
    this.tellWords();
    return loaded;
  }

  open(context: string): Promise<TypingView> {
    return this.typed((desk) => desk.open(context));
  }

  type(text: string): Promise<TypingView> {
    return this.typed((desk) => desk.type(text));
  }

  tap(x: number, y: number): Promise<TypingView> {
    return this.typed((desk) => desk.tap(x, y));
  }

  backspace(): Promise<TypingView> {
    return this.typed((desk) => desk.backspace());
  }

  choose(text: string): Promise<TypingView> {
    return this.typed((desk) => desk.choose(text));
  }

  write(text: string): Promise<TypingView> {
    return this.typed((desk) => desk.write(text));
  }

  undo(): Promise<TypingView> {
    return this.typed((desk) => desk.undo());
  }

  async learn(on: boolean): Promise<void> {
    loaded(this.desk).learn(on);
  }

  async add(word: string): Promise<void> {
    this.personal.add(word);
    await this.keep();
  }

  async forget(word: string): Promise<void> {
    this.personal.forget(word);
    await this.keep();
  }

  async forgetAll(): Promise<void> {
    this.personal.forgetAll();
    await this.keep();
  }

  async listen(sampleRateHz: number, sound: MessagePort): Promise<void> {
    const stream = await loaded(this.models).recognizer.stream({ sampleRateHz, personal: this.personal });
    this.listening = new Listening(stream, sound, this.tell);
  }

  async stop(): Promise<Heard> {
    const heard = await this.listening?.end();
    this.listening = null;
    return heard ?? { soundS: 0, computedS: 0 };
  }

  /** Do something in the text field, and keep what was learned by it. */
  private async typed(work: (desk: TypingDesk) => Promise<TypingView>): Promise<TypingView> {
    const view = await work(loaded(this.desk));
    clearTimeout(this.resting);
    this.resting = setTimeout(() => void this.rest(), REST_AFTER_MS);
    return view;
  }

  /** What is done between two keys: no suggestion waits for a disk. */
  private async rest(): Promise<void> {
    await loaded(this.desk).prepare();
    await this.keep();
  }

  /** Read the words of earlier visits; damaged ones are left behind. */
  private async restore(): Promise<void> {
    this.store = await PersonalStore.open();
    const json = await this.store.read();
    try {
      if (json) this.personal.importJson(json);
    } catch (error) {
      if (!(error instanceof LinnetError)) throw error;
      this.tell({ event: "failed", message: `The words of earlier visits cannot be read: ${error.message}` });
    }
    this.keptRevision = this.personal.revision;
  }

  /** Store the words when they have changed. */
  private async keep(): Promise<void> {
    if (this.personal.revision === this.keptRevision) return;
    this.keptRevision = this.personal.revision;
    this.tellWords();
    try {
      await this.store?.write(this.personal.exportJson());
    } catch (error) {
      this.tell({ event: "failed", message: `Your words could not be kept for the next visit: ${error}` });
    }
  }

  private tellWords(): void {
    const { lexicon } = loaded(this.models);
    const words = this.personal.words().map(({ display, written, established }): LearnedWord => {
      return { display, established, isNew: lexicon.find(written) === null };
    });
    this.tell({ event: "words", words });
  }
}

function loaded<T>(value: T | null): T {
  if (value === null) throw new StateError("expected the models to be loaded; call load() and wait for it");
  return value;
}
