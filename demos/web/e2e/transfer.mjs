/** How many bytes the page takes to load, by what they are. */

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const KINDS = { runtime: /\.wasm$/, models: /^bundles\// };

/** Bytes of all files of a built page: as they are, and as a browser that accepts Brotli gets them. */
export function transferred(folder) {
  const sums = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (!entry.isFile() || /\.(br|gz)$/.test(name)) continue;
    const kind = Object.keys(KINDS).find((one) => KINDS[one].test(name)) ?? "page";
    const sum = (sums[kind] ??= { rawBytes: 0, sentBytes: 0 });
    sum.rawBytes += statSync(path).size;
    sum.sentBytes += statSync(path + ".br", { throwIfNoEntry: false })?.size ?? statSync(path).size;
  }
  return sums;
}
