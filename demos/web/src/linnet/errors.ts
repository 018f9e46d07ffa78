/**
 * Every error Linnet throws on purpose. Each message says what was expected, what came and what to do.
 *
 * LinnetError
 *  ├── BundleError        a bundle, its manifest or one of its files cannot be trusted or used
 *  ├── AudioFormatError   samples or a sample rate that cannot be used
 *  ├── StateError         a state or an order of calls that cannot be used
 *  └── InputError         text, a tap, a word or a key layout that cannot be used
 */
export class LinnetError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A bundle is incomplete, altered or of an unknown format; nothing of it was loaded. */
export class BundleError extends LinnetError {}

/** Audio of a type, shape, rate or value that cannot be recognised. */
export class AudioFormatError extends LinnetError {}

/** A state that does not fit the model, or a call after the end. */
export class StateError extends LinnetError {}

/** Text, a tap, a word or a layout that cannot be used; nothing was changed by it. */
export class InputError extends LinnetError {}
