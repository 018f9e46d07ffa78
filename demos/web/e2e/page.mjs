/** Opening the page, and what every check does with it. */

import { chromium } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Start Chromium; with `clip` it has a microphone that plays this recording once, and leave to use it. */
export function browse(clip) {
  const microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
  const args = clip ? [...microphone, `--use-file-for-fake-audio-capture=${clip}%noloop`] : [];
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--enable-blink-features=ForceEagerMeasureMemory", ...args],
  });
}

/** Open the page and wait until it is ready; `problems` and `requests` go on growing. */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  const problems = [];
  const requests = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  const startedMs = performance.now();
  await page.goto(url);
  await ready(page);
  const loadMs = performance.now() - startedMs;
  context.on("request", (request) => requests.push(request.url()));
  return { context, page, problems, requests, loadMs };
}

export const ready = (page) => page.waitForSelector("body[data-ready]", { timeout: 120_000 });
export const text = (page) => page.inputValue("#text");
export const said = (page, id) => page.textContent(`#${id}`);
export const offers = (page) => page.$$eval("#strip button", (all) => all.map((one) => one.textContent));
export const words = (page) => page.$$eval("#words li span", (all) => all.map((one) => one.textContent));

/** Wait until `found()` is true, and return it. Nothing is measured by it: it waits as long as a busy machine needs. */
export async function until(found, what, timeoutMs = 60_000) {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const value = await found();
    if (value) return value;
    if (performance.now() > endMs) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** Wait until the strip offers a text. */
export const offered = (page, wanted) =>
  until(async () => (await offers(page)).includes(wanted), `the offer "${wanted}"`);
/** Wait until this stands in the box. */
export const reads = (page, wanted) => until(async () => (await text(page)) === wanted, `the text "${wanted}"`);
/** Begin with an empty box. */
export async function fresh(page) {
  const isAnswered = async () => (await text(page)) === "" || page.isEnabled("#clear");
  await until(isAnswered, "a box that can be emptied");
  if (await page.isEnabled("#clear")) await page.click("#clear");
  await reads(page, "");
  await page.focus("#text");
}
