import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Plugin } from "vite";

/** The bundles of the page, by the names of their folders. */
const NAMES = ["en-acoustic", "en-language", "en-pronunciation", "voice-activity"];
/** The only graphs a page needs: see "Precision" in the documentation of the bundle format. */
const PRECISION = "weight_only";
/** What a page reads of a manifest; the measurements and commands in it stay behind. */
const KEYS = [
  "format",
  "kind",
  "name",
  "language",
  "licence",
  "credits",
  "graphs",
  "files",
  "audio",
  "states",
  "inputs",
  "outputs",
  "tokens",
  "typing",
  "speech",
];
const MODULE = "virtual:linnet-bundles";

interface DataFile {
  readonly file: string;
}

interface PackedBundle {
  readonly name: string;
  /** Named by its content: "bundles/en-language.0f3a91c2". */
  readonly folder: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * A plugin that puts bundles into the page, and their list into the module "virtual:linnet-bundles".
 *
 * `from`: the folder that holds them. Only what the page reads is taken: weight-only graphs, data files, and of the
 * manifests the keys that are read. Each bundle's folder is named by its content, so it can be cached for ever.
 */
export function bundles(from: string): Plugin {
  const packed = NAMES.map((name) => pack(join(from, name), name));
  return {
    name: "linnet-bundles",
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : null),
    load: (id) => (id === `\0${MODULE}` ? moduleOf(packed) : null),
    generateBundle() {
      for (const { folder, files } of packed) {
        for (const [file, source] of files) this.emitFile({ type: "asset", fileName: `${folder}/${file}`, source });
      }
    },
  };
}

function pack(directory: string, name: string): PackedBundle {
  const manifest = reduced(JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")), directory);
  const files = new Map<string, Uint8Array>([["manifest.json", Buffer.from(JSON.stringify(manifest))]]);
  for (const { file } of [...Object.values(manifest.graphs), ...Object.values(manifest.files)]) {
    files.set(file, readFileSync(join(directory, file)));
  }
  const hash = createHash("sha256");
  for (const [file, bytes] of files) hash.update(file).update(bytes);
  return { name, folder: `bundles/${name}.${hash.digest("hex").slice(0, 8)}`, files };
}

/** A manifest without what a page does not read. */
function reduced(manifest: Record<string, unknown>, directory: string) {
  const graph = (manifest.graphs as Record<string, DataFile>)[PRECISION];
  if (!graph) throw new Error(`${directory}: expected a ${PRECISION} graph; \`linnet-export\` adds it to a bundle`);
  const kept = Object.fromEntries(KEYS.filter((key) => key in manifest).map((key) => [key, manifest[key]]));
  return { ...kept, graphs: { [PRECISION]: graph }, files: manifest.files as Record<string, DataFile> };
}

/** The source of the module that tells the page what there is to load. */
function moduleOf(packed: readonly PackedBundle[]): string {
  const runtime = createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm");
  return [
    `export const bundles = ${JSON.stringify(packed.map(listed))};`,
    `export const runtimeBytes = ${statSync(runtime).size};`,
  ].join("\n");
}

/** What the page is told about a bundle. */
function listed({ name, folder, files }: PackedBundle) {
  return { name, folder, files: [...files].map(([file, bytes]) => ({ file, sizeBytes: bytes.length })) };
}
