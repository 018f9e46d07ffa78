/** Speech recognition: sound in, words out. */

import { Acoustics } from "./acoustics";
import type { Bundle } from "./bundle";
import { Dictation } from "./dictation";
import { Ear } from "./ear";
import { type EndpointRules, endpointRules } from "./endpoint";
import { BundleError } from "./errors";
import type { Language } from "./language";
import { Listener } from "./listener";
import type { Runtime } from "./ort";
import type { PersonalDictionary } from "./personalDictionary";
import { suggestedWords } from "./personalWords";
import { SpeechStream } from "./stream";
import { VoiceActivity } from "./voiceActivity";

/** The bundles of a recognizer, beside its language. */
export interface SpeechBundles {
  readonly acoustic: Bundle;
  /** How the language's words sound, and others by their letters. */
  readonly pronunciation: Bundle;
  /** Tells speech from noise. */
  readonly voice: Bundle;
}

/** What one stream is told. */
export interface StreamOptions {
  /** Rate of the samples it will get, 8,000 to 96,000; the model's own unless given. */
  readonly sampleRateHz?: number;
  /** Whose words are to be recognised, as they are now: established and not blocked. */
  readonly personal?: PersonalDictionary;
  /** When a stretch of speech ends; the rules that are not given are `DEFAULT_ENDPOINT`'s. */
  readonly endpoint?: Partial<EndpointRules>;
}

/**
 * Loaded models. Nothing in it changes: load it once and open a stream for each dictation.
 *
 *     const recognizer = await Recognizer.load(bundles, language, ort);
 *     const stream = await recognizer.stream({ sampleRateHz: 48_000, personal });
 *     for (const event of await stream.accept(samples)) console.log(event.text);
 *     for (const event of await stream.finish()) console.log(event.text);
 */
export class Recognizer {
  constructor(
    private readonly ear: Ear,
    private readonly dictation: Dictation,
  ) {}

  /**
   * Load a graph of each bundle; `precision` names it. The language may be shared with a keyboard.
   *
   * Throws `BundleError` when a bundle is damaged, of another kind, or not of the language of the others.
   */
  static async load(
    bundles: SpeechBundles,
    language: Language,
    runtime: Runtime,
    precision?: string,
  ): Promise<Recognizer> {
    const heard = bundles.acoustic.manifest.language;
    if (heard !== language.manifest.language) {
      throw new BundleError(
        `expected a language bundle for '${heard}', got one for '${language.manifest.language}'; give the one ` +
          "that fits",
      );
    }
    const acoustics = await Acoustics.load(bundles.acoustic, runtime, precision);
    const voice = await VoiceActivity.load(bundles.voice, runtime, precision);
    const dictation = await Dictation.load(language, bundles.pronunciation, bundles.acoustic, runtime, precision);
    return new Recognizer(new Ear(acoustics, voice), dictation);
  }

  /** The model's own rate; a stream at this rate needs no resampling. */
  get sampleRateHz(): number {
    return this.ear.acoustics.audio.sampleRateHz;
  }

  /**
   * Open a stream; how new personal words sound is found out here.
   *
   * Throws `AudioFormatError` for a rate, and `InputError` for endpoint rules, that cannot be used.
   */
  async stream(options: StreamOptions = {}): Promise<SpeechStream> {
    const rules = endpointRules(options.endpoint);
    const personal = options.personal ? suggestedWords(options.personal) : [];
    const listener = new Listener(this.ear, await this.dictation.decoder(personal), rules);
    return new SpeechStream(listener, options.sampleRateHz ?? this.sampleRateHz);
  }
}
