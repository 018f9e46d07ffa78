import type { Engine, EngineEvent, Heard, Loaded, PageFiles, TypingView } from "./engine";
import { type Call, type Message, type Method, type Reply, isEvent } from "./protocol";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The engine in a worker, as the page sees it. */
export class RemoteEngine implements Engine {
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;

  /** `hear`: is given what the engine tells without being asked. */
  constructor(
    private readonly worker: Worker,
    hear: (event: EngineEvent) => void,
  ) {
    worker.addEventListener("message", ({ data }: MessageEvent<Message>) => {
      if (isEvent(data)) hear(data);
      else this.settle(data);
    });
    worker.addEventListener("error", (event) => this.fail(event.message || "the worker could not be started"));
  }

  load(files: PageFiles): Promise<Loaded> {
    return this.call("load", [files]);
  }

  open(context: string): Promise<TypingView> {
    return this.call("open", [context]);
  }

  type(text: string): Promise<TypingView> {
    return this.call("type", [text]);
  }

  tap(x: number, y: number): Promise<TypingView> {
    return this.call("tap", [x, y]);
  }

  backspace(): Promise<TypingView> {
    return this.call("backspace", []);
  }

  choose(text: string): Promise<TypingView> {
    return this.call("choose", [text]);
  }

  write(text: string): Promise<TypingView> {
    return this.call("write", [text]);
  }

  undo(): Promise<TypingView> {
    return this.call("undo", []);
  }

  learn(on: boolean): Promise<void> {
    return this.call("learn", [on]);
  }

  add(word: string): Promise<void> {
    return this.call("add", [word]);
  }

  forget(word: string): Promise<void> {
    return this.call("forget", [word]);
  }

  forgetAll(): Promise<void> {
    return this.call("forgetAll", []);
  }

  listen(sampleRateHz: number, sound: MessagePort): Promise<void> {
    return this.call("listen", [sampleRateHz, sound], [sound]);
  }

  stop(): Promise<Heard> {
    return this.call("stop", []);
  }

  private call<M extends Method>(
    method: M,
    args: Parameters<Engine[M]>,
    transfer: Transferable[] = [],
  ): ReturnType<Engine[M]> {
    const id = ++this.calls;
    const answer = new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.worker.postMessage({ id, method, args } as Call, transfer);
    return answer as ReturnType<Engine[M]>;
  }

  private settle(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ("error" in reply) waiting?.reject(Object.assign(new Error(reply.error.message), { name: reply.error.name }));
    else waiting?.resolve(reply.value);
  }

  private fail(message: string): void {
    for (const one of this.waiting.values()) one.reject(new Error(message));
    this.waiting.clear();
  }
}
