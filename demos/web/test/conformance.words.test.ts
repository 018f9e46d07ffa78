import { beforeAll, describe, expect, it } from "vitest";

import { Bundle } from "../src/linnet/bundle";
import { LanguageModel } from "../src/linnet/languageModel";
import { LetterToSound } from "../src/linnet/letterToSound";
import { Lexicon } from "../src/linnet/lexicon";
import { numbers, type Range } from "../src/linnet/range";
import { SpokenLexicon } from "../src/linnet/spokenLexicon";
import { PHONES } from "../src/linnet/units";
import { tokens } from "../src/linnet/written";
import { shipped } from "./fileSource";
import { runtime } from "./runtime";
import { expectSame, vectors } from "./vectors";

interface Word {
  word: number;
  display: string;
}

interface Sound {
  word: number;
  phones: number[];
  cost: number;
}

interface Words {
  tokens: Record<string, string[]>;
  pieces: Record<string, number[]>;
  lexicon: {
    words: number;
    nodes: number;
    misspellings: number;
    fingerprint: string;
    found: Record<string, Word | null>;
    prefixes: Record<string, number[]>;
    alike: Record<string, number[]>;
  };
  added: {
    made_of: [string, number, number[], number][];
    sounds_made_of: [number, number[], number][];
    words: Word[];
    labels: number[];
    best: number[];
    sounds: Sound[];
    sounds_best: number[];
  };
  spoken: { pronunciations: number; nodes: number; best: number[]; sounds: Record<string, Sound[]> };
  language: { text: string; words: string[]; scores: (number | null)[]; best: string[]; spelled: number[] }[];
  read_each: number[];
  pronounced: Record<string, [string, number][]>;
}

const EXPECTED = vectors<Words>("words");
const SPELLED = ["london", "bathmann", "qzx", "supercalifragilistic"];

let lexicon: Lexicon;
let language: LanguageModel;
let spoken: SpokenLexicon;
let letters: LetterToSound;

beforeAll(async () => {
  const [words, sounds] = await Promise.all([Bundle.open(shipped("en-language")), Bundle.open(shipped("en-pronunciation"))]);
  lexicon = Lexicon.open(await words.file("lexicon"));
  language = await LanguageModel.load(words, runtime);
  spoken = await SpokenLexicon.open(await sounds.file("pronunciations"), lexicon);
  letters = await LetterToSound.load(sounds, runtime);
});

/** All that a lexicon knows of a word. */
function wordOf(one: Lexicon, word: number) {
  return {
    word,
    display: one.display(word),
    letters: one.letters(word),
    pieces: one.pieces(word),
    score: one.scores[word],
    share: one.share[word],
    flags: one.flags[word],
  };
}

function soundsOf(one: SpokenLexicon, found: number[]): Sound[] {
  return found.map((i) => ({ word: one.word[i], phones: [...one.phones(i)], cost: one.cost[i] }));
}

function byKey<T>(keys: Iterable<string>, value: (key: string) => T): Record<string, T> {
  return Object.fromEntries(Array.from(keys, (key) => [key, value(key)]));
}

describe("words", () => {
  it("are read from text as in Python", () => {
    expectSame(byKey(Object.keys(EXPECTED.tokens), tokens), EXPECTED.tokens);
  });

  it("have the same pieces", () => {
    expectSame(byKey(Object.keys(EXPECTED.pieces), (token) => language.pieces.encode(token)), EXPECTED.pieces);
  });

  it("are found in the lexicon", async () => {
    const { found, prefixes, alike, ...sizes } = EXPECTED.lexicon;
    expect({
      words: lexicon.length,
      nodes: lexicon.trie.length,
      misspellings: lexicon.misspellings.size,
      fingerprint: await lexicon.fingerprint(),
    }).toEqual(sizes);
    const all = byKey(Object.keys(found), (word) => {
      const id = lexicon.find(word);
      return id === null ? null : wordOf(lexicon, id);
    });
    const pair = ({ start, stop }: Range) => [start, stop];
    expectSame(all, found);
    expectSame(byKey(Object.keys(prefixes), (one) => pair(lexicon.prefix(one))), prefixes);
    expectSame(byKey(Object.keys(alike), (one) => pair(lexicon.withLetters(one))), alike);
  });

  it("make the same lexicon when they are added", () => {
    const { made_of, sounds_made_of, ...expected } = EXPECTED.added;
    const words = made_of.map(([display, score, pieces, flags]) => ({ display, score, pieces, flags }));
    const added = Lexicon.build(words, undefined, lexicon, ["teh"]);
    const sounds = SpokenLexicon.build(
      added,
      sounds_made_of.map(([word, phones, cost]) => ({ word, phones: Uint8Array.from(phones), cost })),
    );
    const got = {
      words: numbers({ start: 0, stop: added.length }).map((word) => wordOf(added, word)),
      labels: [...added.trie.label],
      best: [...added.trie.best],
      sounds: soundsOf(sounds, numbers({ start: 0, stop: sounds.length })),
      sounds_best: [...sounds.trie.best],
    };
    expectSame(got, expected);
  });

  it("sound the same", () => {
    const got = {
      pronunciations: spoken.length,
      nodes: spoken.trie.length,
      best: [...spoken.trie.best.slice(0, EXPECTED.spoken.best.length)],
      sounds: byKey(Object.keys(EXPECTED.spoken.sounds), (word) => soundsOf(spoken, spoken.ofWord(lexicon.find(word)!))),
    };
    expectSame(got, EXPECTED.spoken);
  });

  it("that are new are pronounced the same", async () => {
    for (const [word, expected] of Object.entries(EXPECTED.pronounced)) {
      const found = await letters.pronounce(word);
      const got = found.map(({ phones, score }) => [Array.from(phones, (phone) => PHONES[phone]).join(" "), score]);
      expectSame(got, expected);
    }
  });
});

describe("the language model", () => {
  it("scores words after a text as in Python", async () => {
    const asked = Object.keys(EXPECTED.lexicon.found);
    for (const expected of EXPECTED.language) {
      const context = await language.context(expected.text);
      const scores = language.wordScores(context, lexicon);
      const ranked = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]);
      const spelled: number[] = [];
      for (const token of SPELLED) spelled.push(await language.spelledScore(context, token));
      const got = {
        text: expected.text,
        words: context.words,
        scores: asked.map((word) => lexicon.find(word)).map((id) => (id === null ? null : scores[id])),
        best: ranked.slice(0, 5).map((id) => lexicon.display(id)),
        spelled,
      };
      expectSame(got, expected);
    }
  });

  it("reads several words at once", async () => {
    const contexts = await language.readEach(language.start(), SPELLED);
    expectSame(contexts.map((one) => one.pieceScores[language.pieces.end]), EXPECTED.read_each);
  });
});
