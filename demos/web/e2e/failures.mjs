/** What cannot be done is said, and the rest goes on working. */

import assert from "node:assert/strict";
import { offered, ready, said, until } from "./page.mjs";

/** No microphone in this machine. */
export async function noMicrophone({ page }, screenshot) {
  await page.click("#microphone");
  const notice = await until(async () => (await page.isVisible("#notice")) && said(page, "notice"), "a notice");
  assert.match(notice, /[Mm]icrophone/);
  assert.equal(await said(page, "microphone-label"), "Dictate");
  await page.click("#text");
  await page.keyboard.type("see you tomor");
  await offered(page, "tomorrow");
  await screenshot?.("no-microphone");
  return notice;
}

/** The person says no. */
export async function refusedMicrophone({ page }) {
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
  });
  await page.click("#microphone");
  const notice = await until(async () => (await page.isVisible("#notice")) && said(page, "notice"), "a notice");
  assert.match(notice, /refused/);
}

/** A browser that gives pages no microphone. */
export async function noCapture(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => Object.defineProperty(navigator, "mediaDevices", { value: undefined }));
  await page.goto(url);
  await ready(page);
  assert.match(await said(page, "notice"), /no microphone/);
  assert.equal(await page.isDisabled("#microphone"), true);
  await page.keyboard.type("see you tomor");
  await offered(page, "tomorrow");
  await context.close();
}
