/** What a bundle says about itself: the parts of `manifest.json` that a page reads. */

import { BundleError } from "./errors";
import { type SpeechWeights, speechWeights } from "./speechWeights";
import { JsonObject } from "./strictJson";
import { type TypingWeights, typingWeights } from "./typingWeights";

/** The only manifest format this version reads. */
export const FORMAT = 3;

/** One file of the bundle. */
export interface DataFile {
  /** Path relative to the bundle, with "/". */
  readonly file: string;
  /** Lower-case hexadecimal SHA-256 of the file. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What an acoustic graph takes and how its output frames lie in time. */
export interface AudioSettings {
  readonly sampleRateHz: number;
  /** Samples per output frame, e.g. 480 = 30 ms at 16 kHz. */
  readonly frameHopSamples: number;
  /** Samples per step, a multiple of `frameHopSamples`. */
  readonly chunkSamples: number;
  /** How long after a sound the model may still report it. */
  readonly lookaheadSamples: number;
}

/** A state tensor and the graph input and output that carry it. */
export interface StateTensor {
  /** Such as "lstm.0.cell". */
  readonly name: string;
  /** For one stream: 1 along `batchAxis`. */
  readonly shape: readonly number[];
  readonly batchAxis: number;
  readonly dtype: "float32" | "int64";
  readonly input: string;
  readonly output: string;
}

/** A manifest, as far as a page reads it. */
export interface Manifest {
  /** "acoustic", "language", "pronunciation" or "voice_activity". */
  readonly kind: string;
  readonly name: string;
  /** BCP 47 tag, such as "en". */
  readonly language: string;
  readonly licence: string;
  readonly credits: readonly string[];
  /** By precision: "int8", "float32", "weight_only". */
  readonly graphs: Readonly<Record<string, DataFile>>;
  /** What the graphs need beside them, such as "tokenizer" and "lexicon". */
  readonly files: Readonly<Record<string, DataFile>>;
  /** Null for a bundle that takes no sound. */
  readonly audio: AudioSettings | null;
  readonly states: readonly StateTensor[];
  /** Graph inputs that are not states. */
  readonly inputs: readonly string[];
  /** Graph outputs that are not states. */
  readonly outputs: readonly string[];
  /** For an output of log-probabilities, the unit of each column. */
  readonly tokens: Readonly<Record<string, readonly string[]>>;
  /** Null for a bundle that nobody types with. */
  readonly typing: TypingWeights | null;
  /** Null for a bundle that hears no words. */
  readonly speech: SpeechWeights | null;
}

/** Read the text of a `manifest.json`. Throws `BundleError` for another format and for what is missing. */
export function parseManifest(text: string, file = "manifest.json"): Manifest {
  const json = JsonObject.of(parseJson(text, file), file);
  const format = json.number("format");
  if (format !== FORMAT) {
    throw new BundleError(
      `${file}: expected key 'format' to be ${FORMAT}, got ${format}; use a bundle made for this version of Linnet`,
    );
  }
  const [audio, typing, speech] = ["audio", "typing", "speech"].map((key) => json.objectOrNull(key));
  return {
    kind: json.text("kind"),
    name: json.text("name"),
    language: json.text("language"),
    licence: json.text("licence"),
    credits: json.texts("credits"),
    graphs: each(json.object("graphs"), dataFile),
    files: each(json.object("files"), dataFile),
    audio: audio ? audioSettings(audio) : null,
    states: json.objects("states").map(stateTensor),
    inputs: json.texts("inputs"),
    outputs: json.texts("outputs"),
    tokens: tokensOf(json.object("tokens")),
    typing: typing ? typingWeights(typing) : null,
    speech: speech ? speechWeights(speech) : null,
  };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BundleError(`${file}: expected JSON, got: ${error}; get the bundle again`, { cause: error });
  }
}

function each<T>(json: JsonObject, read: (one: JsonObject) => T): Record<string, T> {
  return Object.fromEntries(json.keys().map((key) => [key, read(json.object(key))]));
}

function tokensOf(json: JsonObject): Record<string, string[]> {
  return Object.fromEntries(json.keys().map((key) => [key, json.texts(key)]));
}

function dataFile(json: JsonObject): DataFile {
  const file = json.text("file");
  if (/^$|^\/|[\\:]|(^|\/)\.\.(\/|$)/.test(file)) {
    throw new BundleError(`expected a path inside the bundle, got '${file}'; get the bundle again`);
  }
  return { file, sha256: json.text("sha256"), sizeBytes: json.number("size_bytes") };
}

function audioSettings(json: JsonObject): AudioSettings {
  return {
    sampleRateHz: json.number("sample_rate_hz"),
    frameHopSamples: json.number("frame_hop_samples"),
    chunkSamples: json.number("chunk_samples"),
    lookaheadSamples: json.number("lookahead_samples"),
  };
}

function stateTensor(json: JsonObject): StateTensor {
  const dtype = json.text("dtype");
  if (dtype !== "float32" && dtype !== "int64") {
    throw new BundleError(`state ${json.text("name")}: expected float32 or int64, got ${dtype}`);
  }
  return {
    name: json.text("name"),
    shape: json.numbers("shape"),
    batchAxis: json.number("batch_axis"),
    dtype,
    input: json.text("input"),
    output: json.text("output"),
  };
}
