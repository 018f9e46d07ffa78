/** How a word that no dictionary has may sound: a graph from letters to phones, and initials by rule. */

import type { Bundle } from "./bundle";
import { bestLabels } from "./ctcLabels";
import { BundleError, InputError } from "./errors";
import { type SpelledOut, spelledOut } from "./initials";
import type { Runtime } from "./ort";
import { letterLabels, spelling } from "./spelling";
import { LAST_PHONE } from "./spokenLexicon";
import { StepModel } from "./stepModel";
import { LETTERS, PHONES } from "./units";

const INPUT = "letters";
const OUTPUT = "phones";
const UNITS = PHONES.slice(0, LAST_PHONE + 1);
const LABEL = letterLabels(LETTERS);
/** Letters; nobody says longer words. */
export const LONGEST_WORD = 60;

/** One way to say a word. */
export interface Pronounced {
  /** Indices into `PHONES`, without blank and boundary. */
  readonly phones: Uint8Array;
  /** Natural-log probability of these phones, given the spelling. */
  readonly score: number;
}

/** Letters in, phones out. It holds no state. */
export class LetterToSound {
  private constructor(private readonly model: StepModel) {}

  /** Load the graph of a bundle of kind "pronunciation". Throws `BundleError`. */
  static async load(bundle: Bundle, runtime: Runtime, precision = "weight_only"): Promise<LetterToSound> {
    const { kind, inputs, outputs, tokens, states } = bundle.manifest;
    const fits = kind === "pronunciation" && `${inputs}` === INPUT && `${outputs}` === OUTPUT && states.length === 0;
    if (!fits || `${tokens[OUTPUT]}` !== `${UNITS}`) {
      throw new BundleError(
        `expected kind 'pronunciation', 'letters' to the ${UNITS.length} 'phones' of this version and no states, ` +
          `got '${kind}', ${inputs} to ${outputs}; use a bundle made for this version of Linnet`,
      );
    }
    return new LetterToSound(await StepModel.load(bundle, runtime, precision));
  }

  /**
   * Return up to `best` ways to say a word, most probable first.
   *
   * Accents are taken off and capitals do not matter, except where they mark initials, see `initials.ts`. Throws
   * `InputError` for what is not spelled with a-z and the apostrophe, or too long.
   */
  async pronounce(word: string, best = 3): Promise<Pronounced[]> {
    const letters = spelling(word, LABEL);
    if (letters === null || !letters.replaceAll("'", "") || letters.length > LONGEST_WORD) {
      throw new InputError(
        `expected a word of 1 to ${LONGEST_WORD} letters a-z and apostrophes, got '${word.slice(0, 80)}'; ` +
          "write it as it is said",
      );
    }
    if (best < 1) throw new InputError(`expected to be asked for at least 1 pronunciation, got ${best}`);
    const found = bestLabels(await this.frames(letters), UNITS.length, best + 1)
      .filter(({ labels }) => labels.length > 0)
      .map(({ labels, score }) => ({ phones: labels, probability: Math.exp(score) }));
    const initials = spelledOut(word);
    const ways = initials ? mixed(found, initials) : found;
    ways.sort((a, b) => b.probability - a.probability || (`${keyOf(a)}` < `${keyOf(b)}` ? -1 : 1));
    return ways.slice(0, best).map(({ phones, probability }) => ({
      phones: Uint8Array.from(phones),
      score: Math.log(probability),
    }));
  }

  /** Return natural-log probabilities (frames, units) of "phones" for letters of `LETTERS`. */
  async frames(letters: string): Promise<Float32Array> {
    const labels = Array.from(letters, (letter) => LABEL.get(letter)!);
    const inputs = { [INPUT]: this.model.integers(labels, [1, labels.length]) };
    const { outputs } = await this.model.step(inputs, this.model.initial());
    return outputs[OUTPUT].data as Float32Array;
  }

  /** Free the graph's memory. */
  async release(): Promise<void> {
    await this.model.release();
  }
}

/** Return the ways to say a word that is said letter by letter with a probability of its own. */
function mixed(found: readonly SpelledOut[], initials: SpelledOut): SpelledOut[] {
  const ways = new Map(
    found.map((way) => [keyOf(way), { ...way, probability: way.probability * (1 - initials.probability) }]),
  );
  const before = ways.get(keyOf(initials))?.probability ?? 0;
  ways.set(keyOf(initials), { ...initials, probability: before + initials.probability });
  return [...ways.values()].filter(({ probability }) => probability > 0);
}

function keyOf({ phones }: SpelledOut): string {
  return String.fromCharCode(...phones);
}
