import { expect, it } from "vitest";

import { ownForm, withCapitals } from "../src/linnet/capitals";
import { characters, lastCharacter } from "../src/linnet/characters";
import { erf } from "../src/linnet/erf";
import { InputError } from "../src/linnet/errors";
import { KeyLayout } from "../src/linnet/keyLayout";
import { endOfText } from "../src/linnet/place";
import { descending, largest, topValues } from "../src/linnet/sorting";
import { beginsSentence, isLeftAlone, joinsWord, trailingWord } from "../src/linnet/wordCharacters";
import { tokens } from "../src/linnet/written";

it("sorts indices by value, and equals by index", () => {
  const values = Float32Array.of(-1, 3.5, -0, -Infinity, 3.5, -1e-30, 2, -7e4);
  expect([...descending(values, 8)]).toEqual([1, 4, 6, 2, 5, 0, 7, 3]);
  expect([...descending(values, 8, -1)]).toEqual([1, 4, 6, 2, 5, 0]);
  expect([...descending(values, 2)]).toEqual([1, 0]);
});

it("finds the largest values", () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000);
  expect([1, 2, 16, 1000].map((count) => topValues(values, count)[0])).toEqual([999, 998, 984, 0]);
  expect([...topValues(values, 4)]).toEqual([996, 997, 998, 999]);
  expect([largest(values), largest(values, 0, 1), largest(values, 5, 5)]).toEqual([999, 0, -Infinity]);
});

it("computes the error function", () => {
  expect(erf(0)).toBe(0);
  expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 14);
  expect(erf(-2)).toBeCloseTo(-0.9953222650189527, 14);
  expect(erf(5)).toBeCloseTo(1 - 1.5374597944280349e-12, 14);
  expect([erf(40), erf(-40)]).toEqual([1, -1]);
});

it("splits text into the characters that a person sees", () => {
  const text = "oe\u0301\u{1f468}\u200d\u{1f469}\u{1f1e9}\u{1f1ea}\u{1f44d}\u{1f3fd}\r\n";
  expect(characters(text)).toEqual(["o", "e\u0301", "\u{1f468}\u200d\u{1f469}", "\u{1f1e9}\u{1f1ea}", "\u{1f44d}\u{1f3fd}", "\r\n"]);
  expect([lastCharacter(text), lastCharacter("")]).toEqual(["\r\n", ""]);
});

it("knows which characters go on with a word", () => {
  expect(Array.from("aé9ש@_' .!😀").map((c) => joinsWord(c, true))).toEqual([
    true, true, true, true, true, true, true, false, false, false, false,
  ]);
  expect(joinsWord("'", false)).toBe(false);
  expect(["see you", "see you ", "don't", "'quoted", "x 😀", "a@b.c"].map(trailingWord)).toEqual([
    "you", "", "don't", "quoted", "", "c",
  ]);
});

it("knows where a sentence begins and what to leave alone", () => {
  expect(["", "Hi. ", "Hi.", "Hi \n", 'He said "Hi!" ', "e.g", "Hi, "].map(beginsSentence)).toEqual([
    true, true, false, true, true, false, false,
  ]);
  expect(isLeftAlone("", "teh")).toBe(false);
  const left = [["", "LOL"], ["", "iPone"], ["", "cafée"], ["www.", "exmaple"], ["`", "teh"], ["", "b2b"], ["", "teh'"]];
  expect(left.map(([before, typed]) => isLeftAlone(before, typed))).toEqual(left.map(() => true));
});

it("writes words with the capitals that a place asks for", () => {
  expect(withCapitals("london", "lon", true)).toBe("London");
  expect(withCapitals("London", "LON", false)).toBe("LONDON");
  expect(withCapitals("iPhone", "Iph", true)).toBe("iPhone");
  expect(withCapitals("tomorrow", "Tom", false)).toBe("Tomorrow");
  expect([ownForm("Hello", true), ownForm("McCall", true), ownForm("Hello", false)]).toEqual(["hello", "McCall", "Hello"]);
});

it("reads text as tokens", () => {
  expect(tokens("I\u2019m late... 25 minutes, OK?")).toEqual(["i'm", "late", ".", "00", "minutes", ",", "ok", "?"]);
  expect(tokens("\u{1f600} 123456 a_b\n\nx²")).toEqual(["\ufffd", "0000", "a", "\ufffd", "b", "\n", "x", "0"]);
});

it("finds the nearest key, also in the margin", () => {
  const layout = KeyLayout.load("qwerty");
  expect([layout.nearest(0.06, 0.1), layout.nearest(0.5, 0.9), layout.nearest(0.3, 1.1)]).toEqual(["q", " ", " "]);
  for (const [x, y] of [[1.2, 0.5], [NaN, 0.5], [0.5, -0.2]]) expect(() => layout.nearest(x, y)).toThrow(InputError);
});

it("reads only the end of a long text", () => {
  expect([endOfText("short"), endOfText("x".repeat(100_000)).length]).toEqual(["short", 1696]);
});
