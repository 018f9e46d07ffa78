/** Serves the page from what was stored, so that it works without a network. Stores nothing that a person said. */

interface Shell {
  /** Hash of all files of the page. */
  readonly version: string;
  readonly paths: readonly string[];
}

const scope = self as unknown as ServiceWorkerGlobalScope;
/** The build writes the list of files in its place. */
declare const __SHELL__: Shell;
const shell = __SHELL__;
const PREFIX = "linnet-page-";
const CACHE = PREFIX + shell.version;

scope.addEventListener("install", (event) => event.waitUntil(store()));
scope.addEventListener("activate", (event) => event.waitUntil(takeOver()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && new URL(request.url).origin === scope.location.origin) {
    event.respondWith(answer(request));
  }
});

async function store(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([...shell.paths]);
  await scope.skipWaiting();
}

/** Drop earlier versions of the page. */
async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** The stored answer, or the network's for what was never stored. */
async function answer(request: Request): Promise<Response> {
  const stored = await caches.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
  return stored ?? fetch(request);
}
