/** The worker: does the page's calls one after the other, and counts its own network requests. */

import type { EngineEvent } from "./engine";
import { LocalEngine } from "./localEngine";
import type { Call, Message } from "./protocol";
import { RequestCounter } from "./requestCounter";

const scope = self as unknown as DedicatedWorkerGlobalScope;
const send = (message: Message) => scope.postMessage(message);
const tell = (event: EngineEvent) => send(event);
const engine = new LocalEngine(tell);
const requests = new RequestCounter((count) => tell({ event: "requested", count }));
let queue: Promise<void> = Promise.resolve();

scope.addEventListener("message", ({ data }: MessageEvent<Call>) => {
  queue = queue.then(() => answer(data));
});

async function answer({ id, method, args }: Call): Promise<void> {
  try {
    const work = engine[method] as (...args: unknown[]) => Promise<unknown>;
    const value = await work.apply(engine, args);
    if (method === "load") requests.start();
    send({ id, value });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    send({ id, error: { name, message } });
  }
}
