/** Processor time of the page's worker, by Linux: unlike the clock it does not depend on what else the machine does. */

import { readFileSync, readdirSync } from "node:fs";

/** Find the threads of all workers, and return a function that tells their processor time so far, in milliseconds. */
export async function workerClock(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => `/proc/${id}/task`);
  const threads = renderers.flatMap((tasks) => readdirSync(tasks).map((thread) => `${tasks}/${thread}`));
  const workers = threads.filter((thread) => readFileSync(`${thread}/comm`, "utf8").startsWith("DedicatedWorker"));
  if (workers.length === 0) throw new Error("expected the thread of a worker, got none");
  const ns = (thread) => Number(readFileSync(`${thread}/schedstat`, "utf8").split(" ")[0]);
  return () => workers.reduce((sum, thread) => sum + ns(thread), 0) / 1e6;
}

/** Processor milliseconds of `reference` where this page's times were measured: a quiet x86-64 core of 2024. */
const REFERENCE_MS = 7.2;

/**
 * Processor milliseconds, in the worker itself, of work that never changes: 8 million products of floats.
 *
 * Taken between other measurements it tells how fast the machine is at that moment: caches and cores are shared.
 */
export async function reference({ page }, workerMs) {
  const [worker] = page.workers();
  const beforeMs = workerMs();
  await worker.evaluate(multiply);
  return workerMs() - beforeMs;
}

/** How much slower than there the machine is, at least 1, by some times of `reference`. */
export function slowness(times) {
  return Math.max(1, percentiles(times).p50Ms / REFERENCE_MS);
}

/** Runs in the worker. */
function multiply() {
  const values = new Float32Array(1 << 16).fill(0.5);
  let sum = 0;
  for (let round = 0; round < 128; round++) for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}

/** The times below which half and 95 % of them are. */
export function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
  return { count: times.length, p50Ms: at(0.5), p95Ms: at(0.95) };
}
