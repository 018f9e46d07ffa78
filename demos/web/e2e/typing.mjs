/** The keyboard: with keys of one's own, by taps, by the tab key alone. */

import assert from "node:assert/strict";
import { fresh, offered, offers, reads, text, until, words } from "./page.mjs";
import { percentiles, reference, slowness } from "./processor.mjs";

/** Type, take a suggestion, have a word corrected and take that back. */
export async function typing({ page }) {
  await fresh(page);
  await page.keyboard.type("see you tomor");
  await offered(page, "tomorrow");
  await page.keyboard.press(`Alt+${1 + (await offers(page)).indexOf("tomorrow")}`);
  await until(async () => /tomorrow $/.test(await text(page)), "tomorrow, chosen");
  await page.keyboard.press("Enter");
  await page.keyboard.type("I left teh keys ");
  await until(async () => /I left the keys $/.test(await text(page)), "teh corrected");
  await fresh(page);
  await page.keyboard.type("I left teh ");
  await reads(page, "I left the ");
  await page.keyboard.press("Control+z");
  await reads(page, "I left teh ");
  assert.equal(await page.isVisible("#undo"), false);
  await page.keyboard.press("Backspace");
  await reads(page, "I left teh");
}

/** The cursor anywhere, a selection, a paste: what stands after the cursor stays. */
export async function editing({ page }) {
  await fresh(page);
  await page.keyboard.type("the garden is lovely");
  for (let i = 0; i < " is lovely".length; i++) await page.keyboard.press("ArrowLeft");
  await page.keyboard.type(" of my dreasm ");
  await until(async () => /^the garden of my dreams +is lovely$/i.test(await text(page)), "a correction in the middle");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("new");
  await until(async () => /^new$/i.test(await text(page)), "a selection replaced");
  await page.evaluate(() => document.execCommand("insertText", false, " text from elsewhere"));
  await page.keyboard.press("Control+Backspace");
  await until(async () => /^new text from $/i.test(await text(page)), "a word deleted");
  await page.keyboard.type("th");
  await until(async () => (await offers(page)).some((one) => /^the/i.test(one)), "offers after edits");
}

/** Taps beside the right keys: the touch model finds the word. */
export async function taps({ page }) {
  await fresh(page);
  const keys = await page.locator("#keys").boundingBox();
  const centres = await page.$$eval("#keys button[data-character]", (all) =>
    Object.fromEntries(
      all.map((key) => [
        key.dataset.character,
        [Number.parseFloat(key.style.left) / 100 + 0.05, Number.parseFloat(key.style.top) / 100 + 0.125],
      ]),
    ),
  );
  for (const [i, character] of [..."tomorrow"].entries()) {
    const [x, y] = centres[character];
    await page.mouse.click(keys.x + (x + (i % 2 ? 0.03 : -0.03)) * keys.width, keys.y + y * keys.height);
  }
  await until(async () => (await offers(page))[0]?.toLowerCase() === "tomorrow", "tomorrow, tapped");
  await page.click("#keys button[aria-label=Shift]");
  await page.click("#keys button[aria-label='Full stop']");
  await until(async () => /tomorrow\?$/i.test(await text(page)), "a question mark");
}

/** A word typed twice is learned, offered, listed, kept over a reload, and forgotten on request. */
export async function learning({ page }) {
  await fresh(page);
  await page.click("#forget-all");
  await page.click("#forget-all");
  await until(async () => (await words(page)).length === 0, "an empty list");
  assert.equal(await page.isVisible("#common"), false);
  await page.focus("#text");
  await page.keyboard.type("I met McQuillan. Ask McQuillan. ");
  await until(async () => (await words(page)).includes("McQuillan"), "McQuillan in the list");
  await page.keyboard.type("I met mcq");
  await offered(page, "McQuillan");
  await page.click("#words button[aria-label='Forget McQuillan']");
  await until(async () => (await words(page)).length === 0, "no word in the list");
  await fresh(page);
  await typeAnswered(page, "I met mcq");
  assert.equal(await text(page), "I met mcq");
  assert.equal((await offers(page)).includes("McQuillan"), false);
}

/** An offensive word is never offered. */
export async function decency({ page }) {
  for (const beginning of ["what the fuc", "you piece of shi", "son of a bitc"]) {
    await fresh(page);
    await typeAnswered(page, beginning);
    assert.equal((await text(page)).toLowerCase(), beginning);
    const found = (await offers(page)).join(" ").toLowerCase();
    assert.doesNotMatch(found, /\b(fuck|shit|bitch)/);
  }
}

/** Everything is reached by the tab key, shows where it is, and has a name; arrows walk over the keys. */
export async function keyboardOnly({ page }) {
  await fresh(page);
  const reached = [];
  for (let i = 0; i < 24; i++) {
    await page.keyboard.press("Tab");
    const one = await page.evaluate(() => {
      const it = document.activeElement;
      const name = it.getAttribute("aria-label") ?? (it.textContent || it.labels?.[0]?.textContent || "");
      return { id: it.id || it.className || it.tagName, name: name.trim(), outline: getComputedStyle(it).outlineStyle };
    });
    if (one.id === "BODY") break;
    assert.equal(one.outline, "solid", `no visible focus on ${one.id}`);
    assert.ok(one.name, `no name: ${one.id}`);
    reached.push(one.id);
  }
  for (const id of ["microphone", "new-word", "learn"])
    assert.ok(reached.includes(id), `${id} not reached: ${reached}`);
  await page.focus("#keys button[aria-label=q]");
  for (const key of ["ArrowRight", "ArrowRight", "Enter", "ArrowDown", "Space"]) await page.keyboard.press(key);
  await until(async () => /^e[sd]$/i.test(await text(page)), "two keys by arrows and Enter");
}

/** Milliseconds between an answer and the next key: faster than anybody types, and time enough to read ahead. */
const BETWEEN_MS = 30;
/** After so many keys the speed of the machine is measured again. */
const EVERY = 10;

/**
 * How long suggestions take: by the clock, from a character in the box to the strip that answers it, and in processor
 * time of the worker, what it reads ahead included.
 */
export async function suggestionTimes(opened, sample, workerMs) {
  const { page } = opened;
  await fresh(page);
  const [clock, processor, references] = [[], [], []];
  await reference(opened, workerMs); // compiled now
  for (const [i, character] of [...sample].entries()) {
    const beforeMs = workerMs();
    clock.push(await page.evaluate(typeOne, character));
    await page.waitForTimeout(BETWEEN_MS);
    processor.push(workerMs() - beforeMs);
    if (i % EVERY === 0) references.push(await reference(opened, workerMs));
  }
  return { clock: percentiles(clock), processor: percentiles(processor), slowness: slowness(references) };
}

/** Type characters, and wait for the answer to each. */
async function typeAnswered(page, line) {
  for (const character of line) await page.evaluate(typeOne, character);
}

/** Runs in the page: type a character, and return after how many milliseconds the strip showed its answer. */
async function typeOne(character) {
  const area = document.querySelector("#text");
  const strip = document.querySelector("#strip");
  const changed = new Promise((resolve) => {
    const observer = new MutationObserver(() => (observer.disconnect(), resolve(performance.now())));
    observer.observe(strip, { childList: true, subtree: true, characterData: true, attributes: true });
  });
  const startedMs = performance.now();
  area.setRangeText(character, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new InputEvent("input", { inputType: "insertText", data: character }));
  return (await changed) - startedMs;
}
