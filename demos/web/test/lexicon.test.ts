import { beforeAll, describe, expect, it } from "vitest";

import { BundleError, InputError } from "../src/linnet/errors";
import { fromHalf, roundedToHalf } from "../src/linnet/float16";
import { Lexicon } from "../src/linnet/lexicon";
import { LexiconFile } from "../src/linnet/lexiconFile";
import { numbers } from "../src/linnet/range";
import { spelling } from "../src/linnet/spelling";
import { SpokenLexicon } from "../src/linnet/spokenLexicon";
import { shipped } from "./fileSource";

let bytes: Uint8Array;
let lexicon: Lexicon;

beforeAll(async () => {
  bytes = await shipped("en-language").read("words.lexicon");
  lexicon = Lexicon.open(bytes);
});

describe("a lexicon", () => {
  it("reads its file without copying it, wherever it lies", () => {
    const odd = new Uint8Array(bytes.length + 1);
    odd.set(bytes, 1);
    expect(Lexicon.open(odd.subarray(1)).find("london")).toBe(lexicon.find("london"));
    const { buffer } = LexiconFile.open(bytes).uint8("display");
    expect(buffer).toBe(bytes.buffer);
  });

  it("finds every word by its letters", () => {
    for (let word = 0; word < lexicon.length; word += 997) {
      expect(numbers(lexicon.withLetters(lexicon.letters(word)))).toContain(word);
    }
  });

  it("refuses damaged files", () => {
    expect(() => Lexicon.open(new Uint8Array(5))).toThrow(/at least 12 bytes/);
    expect(() => Lexicon.open(new Uint8Array(50))).toThrow(/expected 'LNLX'/);
    expect(() => Lexicon.open(bytes.slice(0, 100_000))).toThrow(BundleError);
    const swapped = bytes.slice();
    const dtype = new TextDecoder("latin1").decode(bytes.subarray(0, 100_000)).indexOf("float16");
    swapped.set(new TextEncoder().encode("float64"), dtype);
    expect(() => Lexicon.open(swapped)).toThrow(BundleError);
  });

  it("refuses words that it cannot hold", () => {
    const word = { display: "new", score: -3, pieces: [4] };
    for (const wrong of [{ display: "日本" }, { display: "" }, { score: 1 }, { score: NaN }, { pieces: [] }]) {
      expect(() => Lexicon.build([{ ...word, ...wrong }])).toThrow(InputError);
    }
  });

  it("is told from others by those who refer to its words", async () => {
    const sounds = await shipped("en-pronunciation").read("words.phones");
    const other = Lexicon.build([{ display: "new", score: -3, pieces: [4] }]);
    await expect(SpokenLexicon.open(sounds, other)).rejects.toThrow(/expected those of this lexicon/);
    const sound = { word: 0, phones: Uint8Array.of(24), cost: 0 };
    for (const wrong of [{ word: 1 }, { phones: Uint8Array.of() }, { phones: Uint8Array.of(40) }, { cost: 0.5 }]) {
      expect(() => SpokenLexicon.build(other, [{ ...sound, ...wrong }])).toThrow(InputError);
    }
  });
});

describe("spelling", () => {
  it("takes accents off that the alphabet lacks", () => {
    expect(["acefé", "acef", "ac"].map((alphabet) => spelling("Café", new Set(alphabet)))).toEqual(["café", "cafe", null]);
    expect(spelling("Łøß", new Set("abcloses"))).toBe("loss");
  });
});

describe("half precision", () => {
  it("is read and rounded to", () => {
    expect([...fromHalf(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0xfc00))]).toEqual([
      1, -2, 65504, 2 ** -24, -Infinity,
    ]);
    expect([0, -5.6053, 1 + 2 ** -11, 1 + 3 * 2 ** -11, -12.40001].map(roundedToHalf)).toEqual([
      0, -5.60546875, 1, 1 + 2 ** -9, -12.3984375,
    ]);
  });
});
