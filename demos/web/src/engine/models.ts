import * as ort from "onnxruntime-web/wasm";
import { Acoustics } from "../linnet/acoustics";
import { Bundle } from "../linnet/bundle";
import { Dictation } from "../linnet/dictation";
import { Ear } from "../linnet/ear";
import { BundleError } from "../linnet/errors";
import { Keyboard } from "../linnet/keyboard";
import { Language } from "../linnet/language";
import type { Lexicon } from "../linnet/lexicon";
import type { PersonalDictionary } from "../linnet/personalDictionary";
import { Recognizer } from "../linnet/recognizer";
import { VoiceActivity } from "../linnet/voiceActivity";
import type { Loaded, PageFiles } from "./engine";
import { StoredSource } from "./storedSource";

/** Everything that is loaded: one language model and one personal dictionary for keyboard and ear. */
export interface Models {
  readonly keyboard: Keyboard;
  readonly recognizer: Recognizer;
  readonly lexicon: Lexicon;
}

/**
 * Load onnxruntime-web and all bundles, from the browser's store or the page's server.
 *
 * `progress`: is told the bytes that have come. Throws `BundleError`.
 */
export async function loadModels(
  files: PageFiles,
  personal: PersonalDictionary,
  progress: (loadedBytes: number) => void,
): Promise<{ models: Models; loaded: Loaded }> {
  let loadedBytes = 0;
  const base = new URL(files.base);
  const source = await StoredSource.open(base, (count) => progress((loadedBytes += count)));
  await startRuntime(await source.read(files.runtime.file));
  const models = await open(files, source, personal);
  const addresses = [
    files.runtime.file,
    ...files.bundles.flatMap((one) => one.files.map(({ file }) => `${one.folder}/${file}`)),
  ];
  const stored = await source.keepOnly(new Set(addresses.map((path) => new URL(path, base).href)));
  const runtimeBytes = files.runtime.sizeBytes;
  return { models, loaded: { stored, runtimeBytes, modelBytes: loadedBytes - runtimeBytes } };
}

/** Bytes of everything that is loaded. */
export function totalBytes({ bundles, runtime }: PageFiles): number {
  const files = [runtime, ...bundles.flatMap((bundle) => bundle.files)];
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Start WebAssembly from its bytes, so that onnxruntime-web fetches nothing itself. */
async function startRuntime(wasm: Uint8Array): Promise<void> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = wasm.buffer as ArrayBuffer;
}

/** The largest graph comes first: the memory that loading it takes is used again by the others, 17 MB less in all. */
async function open(files: PageFiles, source: StoredSource, personal: PersonalDictionary): Promise<Models> {
  const bundle = (kind: string) => Bundle.open(source.below(folder(files, kind)));
  const acoustic = await bundle("acoustic");
  const acoustics = await Acoustics.load(acoustic, ort);
  ort.env.wasm.wasmBinary = undefined; // started: 14 MB less to hold
  const language = await Language.load(await bundle("language"), ort);
  const voice = await VoiceActivity.load(await bundle("voice-activity"), ort);
  const dictation = await Dictation.load(language, await bundle("pronunciation"), acoustic, ort);
  const recognizer = new Recognizer(new Ear(acoustics, voice), dictation);
  return { keyboard: new Keyboard(language, personal), recognizer, lexicon: language.lexicon };
}

/** Where the bundle of a kind is, whatever its language. */
function folder(files: PageFiles, kind: string): string {
  const found = files.bundles.find(({ name }) => name.endsWith(kind));
  if (!found) throw new BundleError(`expected a bundle "${kind}" in the page; build the page again`);
  return found.folder;
}
