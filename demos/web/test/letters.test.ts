import { describe, expect, it } from "vitest";

import { Bundle } from "../src/linnet/bundle";
import { bestLabels } from "../src/linnet/ctcLabels";
import { BundleError, InputError } from "../src/linnet/errors";
import { spelledOut } from "../src/linnet/initials";
import { LanguageModel } from "../src/linnet/languageModel";
import { LetterToSound } from "../src/linnet/letterToSound";
import { Pieces } from "../src/linnet/pieces";
import { Recent } from "../src/linnet/recent";
import { PHONES } from "../src/linnet/units";
import { shipped } from "./fileSource";
import { runtime } from "./runtime";

describe("label sequences", () => {
  it("add up the paths of one sequence", () => {
    const frames = Float32Array.from([0.6, 0.4, 0.6, 0.4], Math.log);
    const found = bestLabels(frames, 2, 2).map(({ labels, score }) => [labels, Number(Math.exp(score).toFixed(2))]);
    expect(found).toEqual([[[1], 0.64], [[], 0.36]]);
  });
});

describe("initials", () => {
  it("are said letter by letter", () => {
    const { phones, probability } = spelledOut("DVDs")!;
    expect(phones.map((phone) => PHONES[phone])).toEqual(["D", "IY", "V", "IY", "D", "IY", "Z"]);
    expect(probability).toBe(0.94);
    expect(spelledOut("hello")).toBeNull();
    expect(spelledOut("NATO")!.probability).toBe(0.38);
  });
});

describe("letter to sound", () => {
  it("refuses what cannot be said", async () => {
    const letters = await LetterToSound.load(await Bundle.open(shipped("en-pronunciation")), runtime);
    for (const word of ["", "''", "日本", "a".repeat(61)]) await expect(letters.pronounce(word)).rejects.toThrow(InputError);
    await expect(letters.pronounce("new", 0)).rejects.toThrow(/at least 1/);
    await letters.release();
  });

  it("takes a bundle of its kind only", async () => {
    const voice = await Bundle.open(shipped("voice-activity"));
    await expect(LetterToSound.load(voice, runtime)).rejects.toThrow(BundleError);
    await expect(LanguageModel.load(voice, runtime)).rejects.toThrow(BundleError);
  });
});

describe("a tokenizer", () => {
  it("is refused when it is damaged", async () => {
    const bytes = await shipped("en-language").read("pieces.model");
    expect(() => Pieces.open(bytes.slice(0, 1000))).toThrow(BundleError);
    expect(() => Pieces.open(new Uint8Array([0xff, 0xff]))).toThrow(BundleError);
    expect(() => Pieces.open(new Uint8Array())).toThrow(/expected pieces <unk> and <\/s>/);
  });
});

describe("recent values", () => {
  it("forget what was not asked for the longest", () => {
    const recent = new Recent<number>(2);
    recent.set("a", 1);
    recent.set("b", 2);
    expect(recent.get("a")).toBe(1);
    recent.set("c", 3);
    expect([recent.get("a"), recent.get("b"), recent.get("c")]).toEqual([1, undefined, 3]);
  });
});
