/** The microphone: a recording is played into it, and its words appear. */

import assert from "node:assert/strict";
import { fresh, said, text, until, words } from "./page.mjs";

/** A peak of sound above this is somebody speaking: 5 % of full scale, as the level ring shows it. */
const SPEAKING = 1 + Math.log10(0.05) / 2;
/** So many blocks of 10 ms of it, one after the other, are speech; opening the microphone makes a shorter click. */
const BLOCKS = 6;

/** Dictate the clip; returns what was written, and how long the first words took. */
export async function dictation({ page }, { expected, clipS, screenshot }) {
  await fresh(page);
  await watch(page);
  const startedMs = performance.now();
  await page.click("#microphone");
  await until(() => page.evaluate(() => globalThis.seen.firstMs), "a partial");
  await page.waitForTimeout(1_200);
  await screenshot?.("dictating");
  await page.waitForTimeout(Math.max(0, startedMs + clipS * 1000 + 500 - performance.now()));
  await page.click("#microphone");
  await until(async () => (await said(page, "microphone-label")) === "Dictate", "the end of dictation");
  const written = (await text(page)).trim();
  const errors = wordErrors(expected, written);
  const { firstMs, spokeMs, partials } = await page.evaluate(() => globalThis.seen);
  assert.ok(partials >= 3, `only ${partials} partials`);
  assert.ok(errors <= 2, `expected "${expected}", the page wrote "${written}"`);
  return { written, errors, firstPartialMs: firstMs - spokeMs, took: await said(page, "dictation-time") };
}

/** A word typed twice is written when it is spoken, in the place of a like-sounding one of the language. */
export async function learnedBySpeech({ page }, { word, clipS }) {
  await fresh(page);
  await page.keyboard.type(`I met ${word}. Ask ${word}. `);
  await until(async () => (await words(page)).includes(word), `${word} in the list`);
  await fresh(page);
  await page.click("#microphone");
  await page.waitForTimeout(clipS * 1000 + 500);
  await page.click("#microphone");
  await until(async () => (await said(page, "microphone-label")) === "Dictate", "the end of dictation");
  const written = await text(page);
  assert.match(written, new RegExp(`\\b${word}\\b`));
  return written.trim();
}

/** A key pressed while words come in ends the dictation and is typed after them; */
export async function interrupted({ page }) {
  await fresh(page);
  await page.keyboard.press("Alt+m");
  await until(async () => /like most of/i.test(await text(page)), "a partial of words enough");
  await page.focus("#text");
  await page.keyboard.type("?");
  await until(async () => /^like.*[a-z]\?$/i.test(await text(page)), "a question mark after the words");
  assert.equal(await said(page, "microphone-label"), "Dictate");
  await page.keyboard.press("Alt+m");
  await until(async () => (await said(page, "microphone-label")) === "Stop", "dictation once more");
  await page.keyboard.press("Escape");
  await until(async () => (await said(page, "microphone-label")) === "Dictate", "the end of dictation");
}

/** Note when somebody began to speak, and when text first appeared. */
async function watch(page) {
  await page.evaluate(([speaking, blocks]) => {
    const level = document.querySelector("#level");
    const area = document.querySelector("#text");
    const before = area.value;
    const seen = { spokeMs: 0, firstMs: 0, partials: 0 };
    globalThis.seen = seen;
    let loud = [];
    new MutationObserver(() => {
      loud = Number(level.style.getPropertyValue("--level")) > speaking ? [...loud, performance.now()] : [];
      if (!seen.spokeMs && loud.length >= blocks) seen.spokeMs = loud[0];
    }).observe(level, { attributes: true });
    let last = before;
    const look = () => {
      if (area.value !== last) seen.partials += 1;
      if (!seen.firstMs && area.value.trim() !== before.trim()) seen.firstMs = performance.now();
      last = area.value;
      requestAnimationFrame(look);
    };
    look();
  }, [SPEAKING, BLOCKS]);
}

/** Words that must be changed, left out or put in (Levenshtein), capitals aside. */
export function wordErrors(expected, written) {
  const [a, b] = [expected, written].map((line) => line.toLowerCase().split(/\s+/).filter(Boolean));
  let row = b.map((_, j) => j + 1);
  a.forEach((word, i) => {
    const next = [];
    b.forEach((other, j) => {
      const [left, up, corner] = [j ? next[j - 1] : i + 1, row[j], j ? row[j - 1] : i];
      next.push(Math.min(left + 1, up + 1, corner + (word === other ? 0 : 1)));
    });
    row = next;
  });
  return row.at(-1) ?? a.length;
}
