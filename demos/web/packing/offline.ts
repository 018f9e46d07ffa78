import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** Where the service worker's source says what to keep; the build writes the list there. */
const PLACE = "__SHELL__";

/**
 * A plugin that tells the service worker which files make the page, and the version of them all.
 *
 * The version is a hash of their content: a new one is another service worker, which fetches the new files. Models
 * and WebAssembly are not in the list: the page itself stores them while it loads them.
 */
export function offline(): Plugin {
  return {
    name: "linnet-offline",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, output) {
        const worker = output["sw.js"];
        if (worker?.type !== "chunk") throw new Error("expected the service worker among the outputs");
        const shell = Object.values(output).filter(({ fileName }) => isShell(fileName));
        const hash = createHash("sha256");
        for (const one of shell) hash.update(one.fileName).update(one.type === "chunk" ? one.code : one.source);
        const paths = shell.map(({ fileName }) => (fileName === "index.html" ? "./" : fileName));
        const value = { version: hash.digest("hex").slice(0, 12), paths: [...paths, "icon.svg", "app.webmanifest"] };
        if (!worker.code.includes(PLACE)) throw new Error(`expected ${PLACE} in the service worker`);
        worker.code = worker.code.replace(PLACE, JSON.stringify(value));
      },
    },
  };
}

function isShell(fileName: string): boolean {
  return fileName !== "sw.js" && !fileName.startsWith("bundles/") && !/\.(wasm|map)$/.test(fileName);
}
