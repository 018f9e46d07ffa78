import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { bundles } from "./packing/bundles.ts";
import { offline } from "./packing/offline.ts";
import { precompress } from "./packing/precompress.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the page's bundles come from: your own with `LINNET_BUNDLES=/path make web`. */
const from = process.env.LINNET_BUNDLES ?? here("../../sdk/linnet/bundles");

export default defineConfig({
  base: "./", // a page works in any folder of any server
  worker: { format: "es" },
  build: {
    outDir: here("../../sdk/linnet/web"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the policy of the page allows no data: addresses
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
    rollupOptions: {
      input: { index: here("index.html"), sw: here("src/offline/serviceWorker.ts") },
      output: { entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  plugins: [bundles(from), offline(), precompress()],
});
