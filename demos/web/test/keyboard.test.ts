import { beforeAll, describe, expect, it, vi } from "vitest";

import * as blending from "../src/linnet/blending";
import { Bundle } from "../src/linnet/bundle";
import { InputError, StateError } from "../src/linnet/errors";
import { KeyLayout } from "../src/linnet/keyLayout";
import { Keyboard } from "../src/linnet/keyboard";
import { Language } from "../src/linnet/language";
import { HALF_LIFE_S } from "../src/linnet/personalDecay";
import { PersonalDictionary } from "../src/linnet/personalDictionary";
import { StepModel } from "../src/linnet/stepModel";
import type { Commit, Suggestion } from "../src/linnet/suggestion";
import { TouchModel } from "../src/linnet/touch";
import type { Tap } from "../src/linnet/typedText";
import * as confusions from "../src/linnet/typingConfusions";
import type { TypingSession } from "../src/linnet/typingSession";
import { LETTERS } from "../src/linnet/units";
import { PERSONAL_SCORE } from "../src/linnet/vocabulary";
import { shipped } from "./fileSource";
import { runtime } from "./runtime";
import { expectSame, vectors } from "./vectors";

interface Step {
  readonly call: readonly [method: string, ...given: unknown[]];
  readonly commits: readonly unknown[];
  readonly text: string;
  readonly suggestions: readonly unknown[];
}

interface SessionSteps {
  readonly context: string;
  readonly steps: readonly Step[];
}

interface Asked {
  readonly call: readonly [name: string, ...given: unknown[]];
  readonly suggestions: readonly unknown[];
}

interface TypingVectors {
  readonly sessions: readonly SessionSteps[];
  readonly asked: readonly Asked[];
  readonly learned: {
    readonly before: object;
    readonly times_s: readonly number[];
    readonly sessions: readonly SessionSteps[];
    readonly after: object;
    readonly words: readonly unknown[];
    readonly unigram: Readonly<Record<string, number>>;
    readonly followers: Readonly<Record<string, number>>;
  };
  readonly numbers: Readonly<Record<string, unknown>>;
}

const { sessions, asked, learned, numbers } = vectors<TypingVectors>("typing");
let language: Language;

beforeAll(async () => {
  language = await Language.load(await Bundle.open(shipped("en-language")), runtime);
});

/** The dictionary that Python's vectors begin with, at a time that may go on. */
function dictionary(clock = () => learned.times_s[0]): PersonalDictionary {
  const personal = new PersonalDictionary(clock);
  personal.importJson(JSON.stringify(learned.before));
  return personal;
}

function shown(suggestions: readonly Suggestion[]): unknown[] {
  return suggestions.map(({ text, kind, probability }) => [text, kind, probability]);
}

/** Call a method by Python's name and return what it finished. */
async function commitsOf(session: TypingSession, [method, ...given]: Step["call"]): Promise<Commit[]> {
  switch (method) {
    case "type":
      return session.type(given[0] as string);
    case "tap":
      return session.tap(given[0] as number, given[1] as number);
    case "commit":
      return [await session.commit(given[0] as string | number)];
    case "undo": {
      const undone = await session.undo();
      return undone ? [undone] : [];
    }
    case "backspace":
      await session.backspace();
      return [];
    default:
      await session.reset();
      return [];
  }
}

/** Do the steps and compare what is answered; `between` is done after each. */
async function follow(session: TypingSession, steps: readonly Step[], between = async () => {}): Promise<void> {
  for (const step of steps) {
    const commits = (await commitsOf(session, step.call)).map((one) => [one.text, one.correctedFrom]);
    const suggestions = shown(await session.suggestions(3));
    expectSame({ call: step.call, commits, text: session.text, suggestions }, step);
    await between();
  }
}

async function answer(keyboard: Keyboard, [name, ...given]: Asked["call"]): Promise<Suggestion[]> {
  if (name === "nextWords") return keyboard.nextWords(...(given as [string, number]));
  if (name === "complete") return keyboard.complete(...(given as [string, string, number]));
  return keyboard.correct(...(given as [string, string, Tap[] | null, number]));
}

describe("as Python does", () => {
  it.each(sessions)("types after '$context'", async ({ context, steps }) => {
    await follow(new Keyboard(language, dictionary()).session(false, context), steps);
  });

  it("answers the same when it reads ahead", async () => {
    const keyboard = new Keyboard(language, dictionary());
    for (const { context, steps } of sessions) {
      const session = keyboard.session(false, context);
      await follow(session, steps, () => session.prepare());
    }
  });

  it("learns from what is typed", async () => {
    let nowS = 0;
    const personal = dictionary(() => nowS);
    const keyboard = new Keyboard(language, personal);
    for (const [i, { context, steps }] of learned.sessions.entries()) {
      nowS = learned.times_s[i];
      await follow(keyboard.session(true, context), steps);
    }
    expectSame(JSON.parse(personal.exportJson()), learned.after);
    const words = personal.words().map((one) => [one.display, one.weight, one.established, one.added]);
    expectSame(words, learned.words);
    expectSame(Object.fromEntries(personal.unigram()), learned.unigram);
    expectSame(Object.fromEntries(personal.after("met")), learned.followers);
  });

  it.each(asked)("answers without a session: $call", async ({ call, suggestions }) => {
    expectSame(shown(await answer(new Keyboard(language, dictionary()), call)), suggestions);
  });

  it("knows its numbers", () => {
    const known = {
      substituted: Object.fromEntries(confusions.SUBSTITUTED),
      missed: Object.fromEntries(confusions.MISSED),
      extra: Object.fromEntries(confusions.EXTRA),
      digraphs: Object.fromEntries(confusions.DIGRAPHS),
      doubled: confusions.DOUBLED,
      singled: confusions.SINGLED,
      wordTrust: blending.WORD_TRUST,
      wordHalfway: blending.WORD_HALFWAY,
      pairTrust: blending.PAIR_TRUST,
      pairHalfway: blending.PAIR_HALFWAY,
      halfLifeS: HALF_LIFE_S,
      personalScore: PERSONAL_SCORE,
    };
    const touch = new TouchModel(KeyLayout.load("qwerty"), LETTERS);
    const finite = (scores: Float32Array) => Array.from(scores, (score) => (score === -Infinity ? null : score));
    const read = {
      tap: finite(touch.tap(0.33, 0.4)),
      spaceTap: finite(touch.tap(0.3, 0.8)),
      character: finite(touch.character("g")),
      space: finite(touch.character(" ")),
    };
    expectSame({ ...known, ...read }, numbers);
  });
});

describe("a typing session", () => {
  it("brings back the earlier suggestions on backspace", async () => {
    const session = new Keyboard(language).session(false, "see you ");
    await session.type("tomo");
    const before = await session.suggestions(16);
    await session.type("rx");
    await session.backspace();
    await session.backspace();
    expect(await session.suggestions(16)).toEqual(before);
  });

  it("has read ahead when a space comes, whatever is learned by it", async () => {
    const session = new Keyboard(language, new PersonalDictionary()).session(true, "meet me ");
    const stepped = vi.spyOn(StepModel.prototype, "step");
    for (const key of "tomorow") {
      await session.type(key);
      await session.suggestions(3);
      await session.prepare();
    }
    const before = stepped.mock.calls.length;
    await session.type(" ");
    expect((await session.suggestions(3)).map(({ kind }) => kind)).toEqual(["next_word", "next_word", "next_word"]);
    expect(session.text).toBe("meet me tomorrow ");
    expect(before).toBeGreaterThan(0);
    expect(stepped.mock.calls.length).toBe(before);
    stepped.mockRestore();
  });

  it("answers calls in their order, whether or not they were waited for", async () => {
    const keyboard = new Keyboard(language);
    const [session, waited] = [keyboard.session(false), keyboard.session(false)];
    const keys = Array.from("teh beahc ");
    const [given] = await Promise.all([session.suggestions(3), ...keys.map((key) => session.type(key))]);
    expect(given).toEqual(await waited.suggestions(3));
    await waited.type("teh beahc ");
    expect(session.text).toBe(waited.text);
  });

  it("takes back a correction at once, and does not make it again", async () => {
    const session = new Keyboard(language).session(false, "I left ");
    expect(await session.type("teh ")).toEqual([{ text: "the", correctedFrom: "teh" }]);
    expect(await session.undo()).toEqual({ text: "the", correctedFrom: "teh" });
    expect(session.text).toBe("I left teh ");
    await session.type("keys to teh ");
    expect(session.text).toBe("I left teh keys to teh ");
  });

  it("suggests a name once it was typed twice, and never corrects it away", async () => {
    const personal = new PersonalDictionary();
    const keyboard = new Keyboard(language, personal);
    await keyboard.session(true).type("I met Belkazim. ");
    expect((await keyboard.complete("I met ", "belk")).map((one) => one.text)).not.toContain("Belkazim");
    await keyboard.session(true).type("Ask Belkazim. ");
    expect((await keyboard.complete("I met ", "belk")).map((one) => one.text)).toContain("Belkazim");
    const session = keyboard.session(false, "so ");
    await session.type("belkazim ");
    expect(session.text).toBe("so Belkazim ");
    expect(personal.forget("belkazim")).toBe(true);
    expect((await keyboard.complete("I met ", "belk")).map((one) => one.text)).not.toContain("Belkazim");
  });

  it("refuses what cannot be used, and goes on", async () => {
    const session = new Keyboard(language).session(false);
    await expect(session.type("a\ud800")).rejects.toThrow(InputError);
    await expect(session.tap(2, 0.5)).rejects.toThrow(InputError);
    await expect(session.commit()).rejects.toThrow(StateError);
    await expect(session.commit(99)).rejects.toThrow(InputError);
    await expect(session.suggestions(0)).rejects.toThrow(InputError);
    await session.type("ok");
    expect(session.text).toBe("ok");
  });
});
