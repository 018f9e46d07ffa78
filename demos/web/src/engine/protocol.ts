/** The messages between the page and its worker. */

import type { Engine, EngineEvent } from "./engine";

/** The name of something that an engine does. */
export type Method = keyof Engine;

/** One call, page to worker. */
export type Call = {
  [M in Method]: { readonly id: number; readonly method: M; readonly args: Parameters<Engine[M]> };
}[Method];

/** What became of a call, worker to page. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

/** Everything that a worker sends. */
export type Message = Reply | EngineEvent;

/** Tell an event from a reply. */
export function isEvent(message: Message): message is EngineEvent {
  return "event" in message;
}
