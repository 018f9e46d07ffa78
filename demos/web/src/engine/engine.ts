/** What the page asks of the models. A worker does it, so that no key waits for a network. */

/** One file and its size. */
export interface SizedFile {
  readonly file: string;
  readonly sizeBytes: number;
}

/** The files of one bundle. */
export interface BundleFiles {
  readonly name: string;
  /** Its address, relative to the page. */
  readonly folder: string;
  readonly files: readonly SizedFile[];
}

/** Everything that is loaded beside the page itself. */
export interface PageFiles {
  readonly bundles: readonly BundleFiles[];
  /** onnxruntime-web's WebAssembly, by its address. */
  readonly runtime: SizedFile;
  /** Address that relative ones begin from. */
  readonly base: string;
}

/** What loading found out. */
export interface Loaded {
  /** Whether every file is stored, so that none has to be fetched again. */
  readonly stored: boolean;
  /** Bytes of onnxruntime-web's WebAssembly. */
  readonly runtimeBytes: number;
  /** Bytes of the models and what belongs to them. */
  readonly modelBytes: number;
}

/** One thing that the strip offers. */
export interface Offer {
  readonly text: string;
  /** "literal", "correction", "completion" or "next_word", as in Python. */
  readonly kind: string;
}

/** What can be taken back. */
export interface Change {
  /** What was typed; empty where the words were dictated. */
  readonly from: string;
  readonly to: string;
}

/** What typing has led to. */
export interface TypingView {
  /** All text before the cursor. */
  readonly text: string;
  readonly offers: readonly Offer[];
  /** The last correction, until the next word is finished. */
  readonly change: Change | null;
  /** How long the worker took, queueing not included. */
  readonly tookMs: number;
}

/** A word of the personal dictionary. */
export interface LearnedWord {
  readonly display: string;
  /** Typed often enough to be suggested and heard; else on probation. */
  readonly established: boolean;
  /** Not among the words of the language. */
  readonly isNew: boolean;
}

/** What a dictation took. */
export interface Heard {
  readonly soundS: number;
  readonly computedS: number;
}

/** What the engine tells without being asked. */
export type EngineEvent =
  | { readonly event: "progress"; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly event: "partial"; readonly text: string; readonly stableLength: number }
  | { readonly event: "final"; readonly text: string }
  | { readonly event: "words"; readonly words: readonly LearnedWord[] }
  | { readonly event: "requested"; readonly count: number }
  | { readonly event: "failed"; readonly message: string };

/** The models, the session that types and the stream that listens. Calls are done in the order they are made. */
export interface Engine {
  /** Load everything; "progress" events tell how far it is. */
  load(files: PageFiles): Promise<Loaded>;
  /** Begin a text field anew with what stands before the cursor. */
  open(context: string): Promise<TypingView>;
  /** Type characters. */
  type(text: string): Promise<TypingView>;
  /** Tap on the keyboard, in shares of its width and height. */
  tap(x: number, y: number): Promise<TypingView>;
  backspace(): Promise<TypingView>;
  /** Write an offer in the place of the word being typed. */
  choose(text: string): Promise<TypingView>;
  /** Write what was dictated after what was typed. */
  write(text: string): Promise<TypingView>;
  /** Take back the last correction or choice. */
  undo(): Promise<TypingView>;
  /** Whether words are learned from what is typed from now on. */
  learn(on: boolean): Promise<void>;
  add(word: string): Promise<void>;
  forget(word: string): Promise<void>;
  forgetAll(): Promise<void>;
  /** Hear the blocks of samples that come through a port; "partial" and "final" events follow. */
  listen(sampleRateHz: number, sound: MessagePort): Promise<void>;
  /** Hear what is left, give the last words, and end. */
  stop(): Promise<Heard>;
}
