import { beforeAll, describe, expect, it } from "vitest";

import { Bundle } from "../src/linnet/bundle";
import { AudioFormatError, InputError, StateError } from "../src/linnet/errors";
import type { Event } from "../src/linnet/events";
import { Language } from "../src/linnet/language";
import { PersonalDictionary } from "../src/linnet/personalDictionary";
import { Recognizer } from "../src/linnet/recognizer";
import { SpeechContexts } from "../src/linnet/speechContexts";
import { SpeechSearch } from "../src/linnet/speechSearch";
import type { SpokenWord } from "../src/linnet/speechHypothesis";
import { SpokenWords } from "../src/linnet/speechWords";
import { SpokenLexicon } from "../src/linnet/spokenLexicon";
import type { SpeechStream } from "../src/linnet/stream";
import { recordedClip } from "./clip";
import { shipped } from "./fileSource";
import { runtime } from "./runtime";
import { vectors } from "./vectors";

type FoundWord = readonly [text: string, start: number, end: number, confidence: number];

interface SearchVectors {
  readonly precision: string;
  readonly phones: readonly number[][];
  readonly letters: readonly number[][];
  readonly partials: readonly (readonly [text: string, stable: number])[];
  readonly hypotheses: readonly {
    readonly words: readonly FoundWord[];
    readonly acoustic: number;
    readonly language: number;
    readonly total: number;
    readonly posterior: number;
  }[];
  /** A margin by which words are written as their letters are heard, and the first hypothesis with it. */
  readonly spelled_margin: number;
  readonly spelled: readonly FoundWord[];
}

type FoundEvent =
  | { readonly kind: "partial"; readonly text: string; readonly stable_length: number }
  | {
      readonly kind: "final";
      readonly text: string;
      readonly words: readonly FoundWord[];
      readonly alternatives: readonly (readonly [text: string, confidence: number])[];
    };

interface RecognizerVectors {
  readonly precision: string;
  readonly sample_rate_hz: number;
  readonly block_samples: number;
  readonly streams: readonly {
    readonly personal: readonly string[];
    /** None, or "pause_s" and "quiet_s". */
    readonly endpoint: { readonly pause_s?: number; readonly quiet_s?: number };
    /** Of silence before the clip. */
    readonly silence_s: number;
    readonly events: readonly FoundEvent[];
  }[];
}

const DIGITS = 3;

let language: Language;
let recognizer: Recognizer;
let heard: RecognizerVectors;
let clip: Float32Array;

beforeAll(async () => {
  heard = vectors("recognizer");
  clip = recordedClip();
  const [acoustic, pronunciation, voice, words] = await Promise.all(
    ["en-acoustic", "en-pronunciation", "voice-activity", "en-language"].map((name) => Bundle.open(shipped(name))),
  );
  language = await Language.load(words, runtime, heard.precision);
  recognizer = await Recognizer.load({ acoustic, pronunciation, voice }, language, runtime, heard.precision);
});

async function listened(stream: SpeechStream, sound: Float32Array, block: number): Promise<Event[]> {
  const events: Event[] = [];
  for (let at = 0; at < sound.length; at += block) {
    events.push(...(await stream.accept(sound.subarray(at, at + block))));
  }
  return [...events, ...(await stream.finish())];
}

function expectSameWords(words: readonly SpokenWord[], expected: readonly FoundWord[]): void {
  const found = words.map((word) => [word.text, word.startFrame, word.endFrame]);
  expect(found).toEqual(expected.map((word) => word.slice(0, 3)));
  words.forEach((word, i) => expect(word.confidence).toBeCloseTo(expected[i][3], DIGITS));
}

function expectSameEvent(event: Event, expected: FoundEvent): void {
  if (event.kind === "partial" || expected.kind === "partial") {
    const { kind, text } = event;
    expect({ kind, text, stable_length: event.kind === "partial" ? event.stableLength : 0 }).toEqual(expected);
    return;
  }
  expect(event.text).toBe(expected.text);
  expect(event.words.map((word) => word.text)).toEqual(expected.words.map(([text]) => text));
  event.words.forEach((word, i) => {
    expect(word.startS).toBeCloseTo(expected.words[i][1], DIGITS);
    expect(word.endS).toBeCloseTo(expected.words[i][2], DIGITS);
    expect(word.confidence).toBeCloseTo(expected.words[i][3], DIGITS);
  });
  expect(event.alternatives.map((one) => one.text)).toEqual(expected.alternatives.map(([text]) => text));
  event.alternatives.forEach((one, i) => expect(one.confidence).toBeCloseTo(expected.alternatives[i][1], DIGITS));
}

it("finds the same words as Python in the same frames", async () => {
  const expected = vectors<SearchVectors>("speech_search");
  const acoustic = await Bundle.open(shipped("en-acoustic"));
  const pronunciation = await Bundle.open(shipped("en-pronunciation"));
  const spoken = await SpokenLexicon.open(await pronunciation.file("pronunciations"), language.lexicon);
  const parts = [new SpokenWords([spoken]), new SpeechContexts(language.model)] as const;
  const weights = acoustic.manifest.speech!;
  const search = new SpeechSearch(...parts, weights);
  let beam = search.start();
  const partials: [string, number][] = [];
  for (const [i, phones] of expected.phones.entries()) {
    beam = await search.advance(beam, Float32Array.from(phones), Float32Array.from(expected.letters[i]));
    const { words, stable } = search.partial(beam);
    if ((i + 1) % 10 === 0) partials.push([words.map((word) => word.text).join(" "), stable]);
  }
  expect(partials).toEqual(expected.partials);
  const found = await search.finish(beam);
  expect(found).toHaveLength(expected.hypotheses.length);
  found.forEach((one, i) => {
    const same = expected.hypotheses[i];
    expectSameWords(one.words, same.words);
    for (const score of ["acoustic", "language", "total", "posterior"] as const) {
      expect(one[score]).toBeCloseTo(same[score], DIGITS);
    }
  });
  const spelling = new SpeechSearch(...parts, { ...weights, spelledMargin: expected.spelled_margin });
  const [spelled] = await spelling.finish(beam);
  expectSameWords(spelled.words, expected.spelled);
});

describe.each([0, 1, 2])("stream %i", (number) => {
  it("tells the same as Python of the same sound", async () => {
    const { personal: words, endpoint, silence_s: silenceS, events: expected } = heard.streams[number];
    const personal = new PersonalDictionary();
    for (const word of words) personal.add(word);
    const { pause_s: pauseS, quiet_s: quietS } = endpoint;
    const rules = pauseS === undefined ? {} : { pauseS, quietS };
    const sound = new Float32Array(silenceS * heard.sample_rate_hz + clip.length);
    sound.set(clip, sound.length - clip.length);
    const events = await listened(await recognizer.stream({ personal, endpoint: rules }), sound, heard.block_samples);
    expect(events.map((event) => event.text)).toEqual(expected.map((event) => event.text));
    events.forEach((event, i) => expectSameEvent(event, expected[i]));
  });
});

it("tells the same however the sound is cut, also when nobody waits for an answer", async () => {
  const whole = await listened(await recognizer.stream(), clip, clip.length);
  const stream = await recognizer.stream();
  const answers: Promise<Event[]>[] = [];
  for (let at = 0; at < clip.length; at += 777) answers.push(stream.accept(clip.subarray(at, at + 777)));
  answers.push(stream.finish());
  expect((await Promise.all(answers)).flat()).toEqual(whole);
});

it("hears the same words at another rate", async () => {
  const doubled = new Float32Array(2 * clip.length); // 32 kHz, with images above 8 kHz
  clip.forEach((sample, i) => doubled.fill(sample, 2 * i, 2 * i + 2));
  const stream = await recognizer.stream({ sampleRateHz: 32_000 });
  const events = await listened(stream, doubled, 4_096);
  const same = await listened(await recognizer.stream(), clip, 1_600);
  expect(events.at(-1)?.text).toBe(same.at(-1)?.text);
  expect(stream.acceptedS).toBeCloseTo(clip.length / heard.sample_rate_hz);
});

it("needs 0.3 s of speech for its first words, computing not included", async () => {
  const rateHz = 16_000;
  const block = rateHz / 100;
  const stream = await recognizer.stream();
  let [loud, beganS] = [0, 0];
  for (let at = 0; at < clip.length; at += block) {
    const samples = clip.subarray(at, at + block);
    loud = samples.some((sample) => Math.abs(sample) > 0.05) ? loud + 1 : 0; // as e2e/dictation.mjs finds speech
    if (!beganS && loud === 6) beganS = at / rateHz - 0.05;
    const events = await stream.accept(samples);
    if (events.length === 0) continue;
    expect(beganS).toBeGreaterThan(0);
    expect(stream.acceptedS - beganS).toBeLessThanOrEqual(0.3);
    return;
  }
  expect.fail("expected words");
});

it("hears nothing in silence", async () => {
  const stream = await recognizer.stream();
  expect(await listened(stream, new Float32Array(4 * 16_000), 16_000)).toEqual([]);
  await expect(stream.accept(clip)).rejects.toThrow(StateError);
});

it("refuses what it cannot use", async () => {
  await expect(recognizer.stream({ sampleRateHz: 4_000 })).rejects.toThrow(AudioFormatError);
  await expect(recognizer.stream({ endpoint: { pauseS: -1 } })).rejects.toThrow(InputError);
  const stream = await recognizer.stream();
  await expect(stream.accept(Float32Array.of(0, NaN))).rejects.toThrow(AudioFormatError);
  expect(await stream.finish()).toEqual([]);
});
