import { describe, expect, it } from "vitest";

import { Bundle, sha256 } from "../src/linnet/bundle";
import { BundleError, LinnetError } from "../src/linnet/errors";
import { parseManifest } from "../src/linnet/manifest";
import type { Source } from "../src/linnet/source";
import { StepModel } from "../src/linnet/stepModel";
import { shipped } from "./fileSource";
import { runtime } from "./runtime";

/** Files in memory, over those of a shipped bundle. */
class Altered implements Source {
  constructor(private readonly files: Record<string, Uint8Array | string>) {}

  async read(path: string): Promise<Uint8Array> {
    const file = this.files[path];
    if (file === undefined) return shipped("voice-activity").read(path);
    return typeof file === "string" ? new TextEncoder().encode(file) : file;
  }
}

async function manifestJson(): Promise<Record<string, unknown>> {
  return JSON.parse(new TextDecoder().decode(await shipped("voice-activity").read("manifest.json")));
}

const GRAPH = "voice.weight_only.onnx";

describe("a bundle", () => {
  it("gives the bytes that the manifest names", async () => {
    const bundle = await Bundle.open(shipped("voice-activity"));
    const graph = await bundle.graph();
    expect(await sha256(graph)).toBe(bundle.manifest.graphs.weight_only.sha256);
    expect(bundle.sound()).toEqual({
      sampleRateHz: 16_000,
      frameHopSamples: 480,
      chunkSamples: 1920,
      lookaheadSamples: 960,
    });
  });

  it("refuses altered, short and missing files", async () => {
    const graph = await (await Bundle.open(shipped("voice-activity"))).graph();
    const other = graph.slice();
    other[100] ^= 1;
    for (const [bytes, reason] of [[other, /expected sha256/], [graph.slice(1), /expected \d+ bytes/]] as const) {
      const bundle = await Bundle.open(new Altered({ [GRAPH]: bytes }));
      await expect(bundle.graph()).rejects.toThrow(reason);
    }
    const bundle = await Bundle.open(shipped("voice-activity"));
    await expect(bundle.graph("int4")).rejects.toThrow(/expected a graph 'int4'/);
    await expect(bundle.file("lexicon")).rejects.toThrow(BundleError);
    const language = await Bundle.open(shipped("en-language"));
    expect(() => language.sound()).toThrow(/takes sound/);
  });

  it("refuses a graph that carries a state the manifest does not know", async () => {
    const json = await manifestJson();
    const states = (json.states as { name: string }[]).slice(1);
    const bundle = await Bundle.open(new Altered({ "manifest.json": JSON.stringify({ ...json, states }) }));
    await expect(StepModel.load(bundle, runtime)).rejects.toThrow(/neither declared nor carried/);
  });

  it("refuses what is no graph", async () => {
    const json = await manifestJson();
    const bytes = new Uint8Array(100);
    const entry = { file: GRAPH, sha256: await sha256(bytes), size_bytes: 100, required: true };
    const manifest = JSON.stringify({ ...json, graphs: { weight_only: entry } });
    const bundle = await Bundle.open(new Altered({ "manifest.json": manifest, [GRAPH]: bytes }));
    await expect(StepModel.load(bundle, runtime)).rejects.toThrow(/cannot load the weight_only graph/);
  });
});

describe("a manifest", () => {
  it("is refused when it is for another version or damaged", async () => {
    const json = await manifestJson();
    const cases: [Record<string, unknown>, RegExp][] = [
      [{ ...json, format: 4 }, /expected key 'format' to be 3, got 4/],
      [{ ...json, kind: 7 }, /kind: expected a text, got 7/],
      [{ ...json, states: [{}] }, /states\[0\].*expected/],
      [{ ...json, graphs: { int8: { file: "../x", sha256: "", size_bytes: 1 } } }, /path inside the bundle/],
      [{ ...json, speech: { language: 1 } }, /speech: word: expected a value, got nothing|speech: word/],
    ];
    for (const [changed, reason] of cases) {
      expect(() => parseManifest(JSON.stringify(changed))).toThrow(reason);
      expect(() => parseManifest(JSON.stringify(changed))).toThrow(LinnetError);
    }
    expect(() => parseManifest("{")).toThrow(/expected JSON/);
    expect(() => parseManifest("[]")).toThrow(/expected an object/);
  });
});

describe("a step", () => {
  it("refuses inputs and states of another shape", async () => {
    const model = await StepModel.load(await Bundle.open(shipped("voice-activity")), runtime);
    const audio = model.floats(new Float32Array(1920), [1, 1920]);
    await expect(model.step({ audio }, new Map())).rejects.toThrow(/state 'overlap'/);
    await expect(model.step({ sound: audio }, model.initial())).rejects.toThrow(/refuses these inputs/);
    expect(() => model.initial(0)).toThrow(/at least 1/);
    const before = model.initial();
    const { state } = await model.step({ audio: model.floats(new Float32Array(1920).fill(0.1), [1, 1920]) }, before);
    expect([...before.values()].every((one) => (one.data as Float32Array).every((value) => value === 0))).toBe(true);
    expect((state.get("overlap")!.data as Float32Array)[0]).toBeCloseTo(0.1);
    await model.release();
  });
});
