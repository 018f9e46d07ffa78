import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    // One WebAssembly runtime a process; the graphs take a second to load.
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
