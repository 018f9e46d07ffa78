/** Dictation: the words of a language, how they sound, and the search for them. All streams share it. */

import { AddedWords } from "./addedWords";
import type { Bundle } from "./bundle";
import { DictationDecoder } from "./dictationDecoder";
import { BundleError } from "./errors";
import type { Language } from "./language";
import { LetterToSound } from "./letterToSound";
import type { Runtime } from "./ort";
import type { WeighedWord } from "./personalWords";
import { SpeechContexts } from "./speechContexts";
import { SpeechSearch } from "./speechSearch";
import type { SpeechWeights } from "./speechWeights";
import { type Place, SpokenWords } from "./speechWords";
import { SpokenLexicon } from "./spokenLexicon";
import { ADDED, type Find, streamBias } from "./streamBias";

const LANGUAGE = 0;

/** Everything that turns phones into words. It never changes. */
export class Dictation {
  private readonly contexts: SpeechContexts;
  private readonly added: AddedWords;
  /** The last decoder that was made, and for which words. */
  private made: { readonly key: string; readonly decoder: Promise<DictationDecoder> } | null = null;

  constructor(
    language: Language,
    private readonly spoken: SpokenLexicon,
    letterToSound: LetterToSound,
    private readonly weights: SpeechWeights,
  ) {
    this.contexts = new SpeechContexts(language.model);
    this.added = new AddedWords(language, spoken, letterToSound);
  }

  /**
   * Put a language, a pronunciation bundle and the weights of an acoustic bundle together.
   *
   * Throws `BundleError` when one is damaged, or made for other words.
   */
  static async load(
    language: Language,
    pronunciation: Bundle,
    acoustic: Bundle,
    runtime: Runtime,
    precision?: string,
  ): Promise<Dictation> {
    const { speech, name, files } = acoustic.manifest;
    if (!speech || "second_pass" in files) {
      throw new BundleError(
        `${name}: expected weights of the speech search and no second pass, which a page does not run; use a ` +
          "bundle packed for pages",
      );
    }
    const spoken = await SpokenLexicon.open(await pronunciation.file("pronunciations"), language.lexicon);
    const letterToSound = await LetterToSound.load(pronunciation, runtime, precision);
    return new Dictation(language, spoken, letterToSound, speech);
  }

  /** Return the decoder for some personal words; streams with equal ones, one after the other, share it. */
  decoder(personal: readonly WeighedWord[]): Promise<DictationDecoder> {
    const key = JSON.stringify(personal);
    if (this.made?.key !== key) this.made = { key, decoder: this.newDecoder(personal) };
    return this.made.decoder;
  }

  private async newDecoder(personal: readonly WeighedWord[]): Promise<DictationDecoder> {
    const lexicons = await this.lexicons(personal);
    const words = new SpokenWords(lexicons);
    const gains = streamBias(personal, words, this.find(lexicons), this.weights.language);
    return new DictationDecoder(new SpeechSearch(words, this.contexts, this.weights, gains));
  }

  /** Return the language's words, and those that a person adds to them: each once, as it is written first. */
  private async lexicons(personal: readonly WeighedWord[]): Promise<readonly SpokenLexicon[]> {
    const words = new Map<string, string>();
    for (const [word] of personal) if (!words.has(word.toLowerCase())) words.set(word.toLowerCase(), word);
    const added = [...words.values()].filter((word) => this.added.lacks(word));
    return added.length ? [this.spoken, await this.added.lexicon(added)] : [this.spoken];
  }

  private find(lexicons: readonly SpokenLexicon[]): Find {
    const added = new Map<string, Place>();
    const lexicon = lexicons[ADDED]?.lexicon;
    for (let word = 0; word < (lexicon?.length ?? 0); word++) {
      added.set(lexicon.written(word), { lexicon: ADDED, word });
    }
    return (written) => {
      const word = this.added.known(written);
      return word === null ? (added.get(written) ?? null) : { lexicon: LANGUAGE, word };
    };
  }
}
