import type { Bundle } from "./bundle";
import { LanguageModel } from "./languageModel";
import { Lexicon } from "./lexicon";
import type { Manifest } from "./manifest";
import type { Runtime } from "./ort";

/**
 * A loaded language bundle: its words and how they follow each other. It never changes: a recognizer and a keyboard
 * may share it.
 */
export class Language {
  constructor(
    /** What the bundle says about itself. */
    readonly manifest: Manifest,
    /** How probable each word is after others. */
    readonly model: LanguageModel,
    /** The words. */
    readonly lexicon: Lexicon,
  ) {}

  /** Read and check the files of a bundle of kind "language". Throws `BundleError`. */
  static async load(bundle: Bundle, runtime: Runtime, precision = "weight_only"): Promise<Language> {
    const model = await LanguageModel.load(bundle, runtime, precision);
    return new Language(bundle.manifest, model, Lexicon.open(await bundle.file("lexicon")));
  }
}
