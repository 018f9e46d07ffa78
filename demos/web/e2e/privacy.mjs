/** No network: none is used after loading, and none is needed the next time. */

import assert from "node:assert/strict";
import { offered, ready, said, words } from "./page.mjs";

/** Not one request since the page was ready: by its own counter, and by the browser's. */
export async function noRequests({ page, requests, problems }) {
  assert.equal(await said(page, "requests"), "0");
  assert.deepEqual(requests, []);
  assert.deepEqual(problems, []);
}

/** Another origin cannot even be asked, neither by the page nor by its worker: the policy forbids it. */
export async function onlyItself({ page }) {
  for (const thread of [page, ...page.workers()]) assert.equal(await thread.evaluate(askAnother), "connect-src");
  assert.equal(page.workers().length, 1);
}

/** Runs in the page and in its worker: return which rule of the policy stops a request. */
function askAnother() {
  return new Promise((resolve) => {
    const scope = globalThis.document ?? globalThis;
    scope.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
    fetch("http://127.0.0.2:9/").then(
      () => resolve("answered"),
      () => setTimeout(() => resolve("tried"), 2_000),
    );
  });
}

/** With the server gone the page loads, types, and knows its words. */
export async function offline({ page, problems }, server, word) {
  assert.equal(await said(page, "offline"), "ready offline");
  await server.stop();
  const startedMs = performance.now();
  await page.reload();
  await ready(page);
  const reloadMs = performance.now() - startedMs;
  await page.keyboard.type("see you tomor");
  await offered(page, "tomorrow");
  assert.ok((await words(page)).includes(word), `${word} was not kept`);
  assert.equal(await said(page, "offline"), "ready offline");
  assert.deepEqual(problems, []);
  return reloadMs;
}
