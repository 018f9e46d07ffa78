import { BundleError } from "./errors";
import { type AudioSettings, type DataFile, type Manifest, parseManifest } from "./manifest";
import type { Source } from "./source";

/** A bundle: its manifest is read at once, each file when it is asked for, and then checked by its hash. */
export class Bundle {
  private constructor(
    private readonly source: Source,
    readonly manifest: Manifest,
  ) {}

  /** Read the manifest. Throws `BundleError` when there is none or it cannot be accepted. */
  static async open(source: Source): Promise<Bundle> {
    const text = new TextDecoder().decode(await source.read("manifest.json"));
    return new Bundle(source, parseManifest(text));
  }

  /** Return the bytes of a graph. Throws `BundleError` when it is not here or altered. */
  async graph(precision = "weight_only"): Promise<Uint8Array> {
    return this.read(this.manifest.graphs, precision, "graph");
  }

  /** Return the bytes of the "tokenizer", the "lexicon", ... Throws `BundleError`. */
  async file(key: string): Promise<Uint8Array> {
    return this.read(this.manifest.files, key, "file");
  }

  /** Return the audio settings. Throws `BundleError` for a bundle that takes no sound. */
  sound(): AudioSettings {
    const { audio, name, kind } = this.manifest;
    if (!audio) throw new BundleError(`expected a bundle that takes sound, '${name}' is of kind '${kind}'`);
    return audio;
  }

  private async read(files: Readonly<Record<string, DataFile>>, key: string, what: string): Promise<Uint8Array> {
    const entry = Object.hasOwn(files, key) ? files[key] : undefined;
    if (!entry) {
      throw new BundleError(
        `${this.manifest.name}: expected a ${what} '${key}', the bundle has [${Object.keys(files).join(", ")}]`,
      );
    }
    const bytes = await this.source.read(entry.file);
    await check(`${this.manifest.name}/${entry.file}`, entry, bytes);
    return bytes;
  }
}

/** Throw `BundleError` unless the bytes are those that the manifest names. */
async function check(path: string, entry: DataFile, bytes: Uint8Array): Promise<void> {
  if (bytes.length !== entry.sizeBytes) {
    throw new BundleError(`${path}: expected ${entry.sizeBytes} bytes, got ${bytes.length}; load the page again`);
  }
  const found = await sha256(bytes);
  if (found !== entry.sha256) {
    throw new BundleError(`${path}: expected sha256 ${entry.sha256}, got ${found}; load the page again`);
  }
}

/** Return the SHA-256 of some bytes in lower-case hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
