/**
 * How much processor time a keystroke takes: a character is typed and three suggestions are asked for, one session a line.
 *
 *     npx rolldown bench/typing.ts --platform node --external onnxruntime-web/wasm -o build/typing.mjs
 *     node build/typing.mjs
 */

import { readFile } from "node:fs/promises";
import * as ort from "onnxruntime-web/wasm";
import { Bundle } from "../src/linnet/bundle";
import { Keyboard } from "../src/linnet/keyboard";
import { Language } from "../src/linnet/language";

const ROOT = new URL("../../../", import.meta.url);

async function main(): Promise<void> {
  ort.env.wasm.numThreads = 1;
  const folder = new URL("sdk/linnet/bundles/en-language/", ROOT);
  const source = { read: async (path: string) => new Uint8Array(await readFile(new URL(path, folder))) };
  const started = now();
  const language = await Language.load(await Bundle.open(source), ort);
  console.log(`loaded in ${(now() - started).toFixed(0)} ms`);
  const keyboard = new Keyboard(language);
  const text = await readFile(new URL("sdk/linnet/benchmark_typing.txt", ROOT), "utf8");
  for (const round of ["first", "second"]) report(round, await type(keyboard, text));
  report("step of the language model", await steps(language));
}

/** Milliseconds of processor time that this process has taken: a busy machine does not lengthen them. */
function now(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds for each character of a text. */
async function type(keyboard: Keyboard, text: string): Promise<number[]> {
  const times: number[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    const session = keyboard.session(false);
    for (const character of line) {
      const started = now();
      await session.type(character);
      await session.suggestions(3);
      times.push(now() - started);
    }
  }
  return times;
}

async function steps({ model }: Language): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < 100; i++) {
    const started = now();
    await model.read(model.start(), ["the"]);
    times.push(now() - started);
  }
  return times;
}

function report(name: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(2);
  console.log(`${name}: ${times.length}, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms`);
}

await main();
