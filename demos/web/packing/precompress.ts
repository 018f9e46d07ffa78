import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

/** A file is compressed when at most this share of it is left; a graph's int8 weights are near it. */
const WORTHWHILE = 0.97;

/** Quality of Brotli, of 11: from here on it gets slow, and graphs get no smaller. */
const QUALITY = 6;

/** A plugin that writes each file a second and third time, as .gz and .br, for servers that send these. */
export function precompress(): Plugin {
  let folder = "";
  return {
    name: "linnet-precompress",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      const paths = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = paths.filter((path) => path.isFile()).map((path) => join(path.parentPath, path.name));
      await Promise.all(files.map(compress));
    },
  };
}

async function compress(path: string): Promise<void> {
  const bytes = await readFile(path);
  const brotli = promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
  for (const [suffix, packing] of [
    [".gz", promisify(gzip)(bytes)],
    [".br", brotli],
  ] as const) {
    const packed = await packing;
    if (packed.length < WORTHWHILE * bytes.length) await writeFile(path + suffix, packed);
  }
}
