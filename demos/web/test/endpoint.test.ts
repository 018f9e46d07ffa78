import { expect, it } from "vitest";

import { type Stretch, endpointRules, stretchEnds } from "../src/linnet/endpoint";
import { InputError } from "../src/linnet/errors";

const TALKING: Stretch = { silentS: 0, spokenS: 3, betweenWords: false, stretchS: 4, voicelessS: 0 };
const RULES = endpointRules();

it.each([
  ["somebody talks", {}, false],
  ["a pause", { silentS: 0.8, voicelessS: 0.2 }, true],
  ["a shorter pause", { silentS: 0.79, voicelessS: 0.8 }, false],
  ["a pause in which somebody hums", { silentS: 1.5, voicelessS: 0.1 }, false],
  ["humming for long", { silentS: 1.6, voicelessS: 0.1 }, true],
  ["a long stretch, inside a word", { spokenS: 29 }, false],
  ["a long stretch, between words", { spokenS: 20, betweenWords: true }, true],
  ["too long a stretch", { spokenS: 30 }, true],
  ["nothing yet", { spokenS: 0, stretchS: 4.9 }, false],
  ["nothing for long", { spokenS: 0, stretchS: 5 }, true],
] as const)("%s", (_, change, ends) => {
  expect(stretchEnds(RULES, { ...TALKING, ...change })).toBe(ends);
});

it("waits in long pauses as long as the rules say, voice or not", () => {
  const patient = endpointRules({ pauseS: 3 });
  expect(stretchEnds(patient, { ...TALKING, silentS: 2, voicelessS: 0 })).toBe(false);
  expect(stretchEnds(patient, { ...TALKING, silentS: 3, voicelessS: 0 })).toBe(true);
});

it.each([{ pauseS: 0 }, { pauseS: 21 }, { limitS: 10 }, { nothingS: 0 }, { quietS: -1 }, { hesitationS: NaN }])(
  "refuses %o",
  (change) => {
    expect(() => endpointRules(change)).toThrow(InputError);
  },
);
