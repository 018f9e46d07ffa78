/**
 * All checks of the built page in Chromium, and what it measures. Prints a table; writes JSON with `--out`.
 *
 *     node e2e/run.mjs --page ../../sdk/linnet/web --python python3 --clip clip.wav --seconds 6.7 \
 *         --expected "the words of the clip" --learned NAME
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { dictation, interrupted, learnedBySpeech } from "./dictation.mjs";
import { noCapture, noMicrophone, refusedMicrophone } from "./failures.mjs";
import { contrast, phone, stillness } from "./looks.mjs";
import { browse, fresh, open } from "./page.mjs";
import { noRequests, offline, onlyItself } from "./privacy.mjs";
import { reference, slowness, workerClock } from "./processor.mjs";
import { serve } from "./server.mjs";
import { transferred } from "./transfer.mjs";
import { decency, editing, keyboardOnly, learning, suggestionTimes, taps, typing } from "./typing.mjs";

const SHOTS = new URL("screenshots/", import.meta.url).pathname;
const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const SAMPLE =
  "I wanted to tell you about the garden before we leave. the tomatoes came up late this year but the beans " +
  "are doing well, and somebody shuold water them while we are away. thanks for looking after the cat as well ";

const { values: given } = parseArgs({
  options: Object.fromEntries(
    ["page", "python", "clip", "seconds", "expected", "learned", "out"].map((name) => [name, { type: "string" }]),
  ),
});
const checks = [];
const measured = { transferred: transferred(given.page) };

/** Do one check and remember how it went; later ones are done in any case. */
async function check(name, work) {
  try {
    const value = await work();
    checks.push({ name, ok: true, value });
    return value;
  } catch (error) {
    checks.push({ name, ok: false, error: error.message });
    return null;
  }
}

const shoot = (page, name) => page.screenshot({ path: `${SHOTS}${name}.png`, animations: "disabled" });

async function desktop(server, browser) {
  const opened = await open(browser, server.url, { permissions: ["microphone"] });
  const { page } = opened;
  measured.loadMs = opened.loadMs;
  await shoot(page, "desktop-light-empty");
  await check("typing", () => typing(opened));
  await check("editing", () => editing(opened));
  await check("taps", () => taps(opened));
  await check("learning", () => learning(opened));
  await check("decency", () => decency(opened));
  await check("keyboard only", () => keyboardOnly(opened));
  const workerMs = await workerClock(browser);
  measured.suggestions = await check("suggestion times", () => suggestionTimes(opened, SAMPLE, workerMs));
  const references = [await reference(opened, workerMs), await reference(opened, workerMs)];
  const beforeMs = workerMs();
  const told = {
    expected: given.expected,
    clipS: Number(given.seconds),
    screenshot: (name) => shoot(page, `desktop-light-${name}`),
  };
  measured.dictation = await check("dictation", () => dictation(opened, told));
  const processorS = (workerMs() - beforeMs) / 1000;
  references.push(await reference(opened, workerMs));
  measured.dictationProcessor = { seconds: processorS, slowness: slowness(references) };
  await check("learned by speech", () => learnedBySpeech(opened, { word: given.learned, clipS: told.clipS }));
  await check("interrupted by a key", () => interrupted(opened));
  measured.memory = await memory(page);
  await check("no requests", () => noRequests(opened));
  await check("contrast, light", () => contrast(opened));
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot(page, "desktop-dark-dictated");
  await check("contrast, dark", () => contrast(opened));
  await check("stillness", () => stillness(opened));
  return opened;
}

async function small(server, browser) {
  for (const colorScheme of ["light", "dark"]) {
    const opened = await open(browser, server.url, { ...PHONE, colorScheme, permissions: ["microphone"] });
    const { page } = opened;
    await page.focus("#text");
    await page.keyboard.type("thanks for teh lovely even");
    await page.waitForTimeout(500);
    await shoot(page, `phone-${colorScheme}`);
    await page.screenshot({ path: `${SHOTS}phone-${colorScheme}-whole.png`, fullPage: true });
    await check(`phone, ${colorScheme}`, () => phone(opened));
    await page.click("#microphone");
    await page.waitForTimeout(3_000);
    await shoot(page, `phone-${colorScheme}-dictating`);
    await check(`phone dictating, ${colorScheme}`, () => phone(opened));
    await check(`contrast dictating, ${colorScheme}`, () => contrast(opened));
    await opened.context.close();
  }
}

async function without(server) {
  const browser = await browse(null);
  const opened = await open(browser, server.url, { permissions: ["microphone"] });
  await check("no microphone", () => noMicrophone(opened, (name) => shoot(opened.page, `desktop-light-${name}`)));
  await check("contrast of a notice", () => contrast(opened));
  await check("refused microphone", () => refusedMicrophone(opened));
  await check("no capture", () => noCapture(browser, server.url));
  await check("only itself", () => onlyItself(opened));
  await browser.close();
}

/** Memory of page and worker together. */
async function memory(page) {
  const found = await page.evaluate(() => performance.measureUserAgentSpecificMemory());
  const worker = found.breakdown.filter(({ attribution }) => attribution.some(({ scope }) => scope.includes("Worker")));
  return { bytes: found.bytes, workerBytes: worker.reduce((sum, { bytes }) => sum + bytes, 0) };
}

mkdirSync(SHOTS, { recursive: true });
const server = await serve(given.python);
const browser = await browse(given.clip);
try {
  const opened = await desktop(server, browser);
  await small(server, browser);
  await without(server);
  await fresh(opened.page);
  measured.offlineReloadMs = await check("offline", () => offline(opened, server, given.learned));
} finally {
  await browser.close();
  await server.stop();
}
report();

function report() {
  for (const { name, ok, error } of checks) console.log(`${ok ? "ok  " : "FAIL"}  ${name}${error ? `: ${error}` : ""}`);
  const times = (one) => one && `p50 ${one.p50Ms.toFixed(1)} ms, p95 ${one.p95Ms.toFixed(1)} ms, ${one.count} keys`;
  const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const sums = Object.entries(measured.transferred);
  const all = (key) => sums.reduce((sum, [, one]) => sum + one[key], 0);
  const rows = [
    ...sums.map(([kind, one]) => [`transferred, ${kind}`, `${mb(one.sentBytes)} compressed, ${mb(one.rawBytes)} raw`]),
    ["transferred, all", `${mb(all("sentBytes"))} compressed, ${mb(all("rawBytes"))} raw`],
    [
      "load from this machine",
      `${(measured.loadMs / 1000).toFixed(1)} s; offline ${((measured.offlineReloadMs ?? 0) / 1000).toFixed(1)} s`,
    ],
    ["memory, page and worker", mb(measured.memory.bytes)],
    ["first words after speech begins", `${measured.dictation?.firstPartialMs.toFixed(0)} ms`],
    ["dictation, by the clock", `${measured.dictation?.took} of sound`],
    [
      "dictation, processor",
      `${(measured.dictationProcessor.seconds / Number(given.seconds)).toFixed(2)} s a second of sound`,
    ],
    ["suggestions, key to strip", times(measured.suggestions?.clock)],
    ["suggestions, processor", times(measured.suggestions?.processor)],
    [
      "slower than the machine of README",
      `typing ${measured.suggestions?.slowness.toFixed(2)}, dictation ${measured.dictationProcessor.slowness.toFixed(2)}`,
    ],
    [
      "load of the machine",
      loadavg()
        .map((one) => one.toFixed(1))
        .join(" "),
    ],
  ];
  for (const [what, value] of rows) console.log(`${what.padEnd(34)}${value}`);
  if (given.out) writeFileSync(given.out, JSON.stringify({ checks, measured }, null, 2));
  process.exitCode = checks.every(({ ok }) => ok) ? 0 : 1;
}
