import { describe, expect, it } from "vitest";

import { InputError } from "../src/linnet/errors";
import { PersonalDictionary } from "../src/linnet/personalDictionary";
import { Evidence, isLearnable } from "../src/linnet/personalWord";

const DAY_S = 86_400;

describe("a personal dictionary", () => {
  it("suggests a word that was typed twice, or chosen once", () => {
    const personal = new PersonalDictionary();
    personal.learn("McAllister", "Ms");
    expect([...personal.unigram().keys()]).toEqual([]);
    personal.learn("McAllister", "Ms");
    personal.learn("Siobhan", null, Evidence.TAPPED);
    personal.learn("teh", null, Evidence.AUTOCORRECTED);
    expect([...personal.unigram().keys()]).toEqual(["mcallister", "siobhan"]);
    expect([...personal.after("ms").keys()]).toEqual(["mcallister"]);
    expect(personal.find("MCALLISTER")?.display).toBe("McAllister");
    expect(personal.has("teh")).toBe(false);
  });

  it("forgets as time goes by, but not what was added by hand", () => {
    let nowS = 0;
    const personal = new PersonalDictionary(() => nowS);
    personal.add("Ouagadougou");
    personal.learnText("Siobhan");
    nowS = 120 * DAY_S;
    const [added, learned] = personal.words();
    expect(added.weight).toBe(1);
    expect(learned.weight).toBeCloseTo(0.5, 6);
  });

  it("counts its changes, and those of the words that may be suggested", () => {
    const personal = new PersonalDictionary(() => 0);
    const seen = () => [personal.revision, personal.vocabularyRevision];
    const [revision, words] = seen();
    expect(seen()).toEqual([revision, words]);
    personal.learn("hello");
    expect(seen()).toEqual([revision + 1, words]);
    personal.learn("hello");
    expect(seen()).toEqual([revision + 2, words + 1]);
    personal.learn("hello");
    expect(seen()).toEqual([revision + 3, words + 1]);
    personal.block("hello");
    expect(seen()).toEqual([revision + 4, words + 2]);
  });

  it("forgets a word with all that goes with it", () => {
    const personal = new PersonalDictionary(() => 0);
    const empty = personal.exportJson();
    personal.learnText("Belkasim");
    personal.learn("met", "Belkasim");
    personal.learn("Belkasim", "met");
    personal.keep("belkasim", "basis");
    personal.forget("met");
    expect(personal.forget("belkasim")).toBe(true);
    expect(personal.forget("belkasim")).toBe(false);
    expect(personal.exportJson()).toBe(empty);
  });

  it("merges its own export without a change, and another's by the larger weights", () => {
    const [one, other] = [new PersonalDictionary(() => 0), new PersonalDictionary(() => 60 * DAY_S)];
    one.learnText("see Siobhan");
    other.learn("SIOBHAN", "see");
    other.block("nice");
    const exported = one.exportJson();
    one.importJson(exported);
    expect(one.exportJson()).toBe(exported);
    other.importJson(exported);
    expect(other.find("siobhan")).toMatchObject({ display: "SIOBHAN", weight: 1, established: true });
    expect([...other.after("see")]).toEqual([["siobhan", 1]]);
    expect([...other.blocked()]).toEqual(["nice"]);
  });

  it.each([
    "",
    "[]",
    '{"format": 2}',
    '{"format": 1, "words": [{}], "pairs": [], "blocked": [], "kept": []}',
    '{"format": 1, "words": [], "pairs": [], "blocked": [" Two  words"], "kept": []}',
    '{"format": 1, "words": [], "pairs": [], "blocked": [], "kept": [], "more": {"nested": [}}',
  ])("refuses damaged JSON and keeps what it knows: %s", (text) => {
    const personal = new PersonalDictionary();
    personal.add("kept");
    expect(() => personal.importJson(text)).toThrow(InputError);
    expect(personal.words()).toHaveLength(1);
  });

  it.each(["hello there", "", "b2b"])("refuses to add %j", (word) => {
    expect(() => new PersonalDictionary().add(word)).toThrow(InputError);
  });

  it("drops the least valuable words when there are too many", () => {
    const personal = new PersonalDictionary(() => 0);
    personal.add("added");
    personal.learnText("often");
    const name = (i: number) => `word${Array.from(String(i), (digit) => "abcdefghij"[Number(digit)]).join("")}`;
    for (let i = 0; i < 21_500; i++) personal.learn(name(i));
    expect(personal.words().length).toBeLessThan(21_000);
    expect(personal.has("often") && personal.has("added")).toBe(true);
  });
});

it("learns words, and neither noise nor passwords", () => {
  const words = ["McAllister", "rock'n'roll", "e\u0301te\u0301", "hunter2", "xKcdQwRtPz", "noooooo", "tsktskst", "-a", ""];
  expect(words.map(isLearnable)).toEqual([true, true, true, false, false, false, false, false, false]);
});
