import type { PersonalDictionary } from "./personalDictionary";
import type { Evidence } from "./personalWord";
import type { Vocabulary, VocabularySource } from "./vocabulary";

/** A session's side of the personal dictionary: it writes only where it was asked to learn. */
export class SessionMemory {
  constructor(
    private readonly personal: PersonalDictionary,
    private readonly source: VocabularySource,
    readonly learns: boolean,
  ) {}

  /** The words to suggest now. */
  vocabulary(): Vocabulary {
    return this.source.read();
  }

  /** Weights of the words that were typed after another. */
  readonly after = (previous: string): ReadonlyMap<string, number> => this.personal.after(previous);

  /** The corrections, in small letters, that are not to be made of a word. */
  kept(typed: string): ReadonlySet<string> {
    return this.personal.kept(typed);
  }

  /** How the person writes a word, as far as that is known. */
  display(word: string): string | null {
    return this.personal.find(word)?.display ?? null;
  }

  /** Count a use of a word. */
  learn(word: string, previous: string | null, evidence: Evidence): void {
    if (this.learns) this.personal.learn(word, previous, evidence);
  }

  /** Remember that a correction was taken back; too long or unprintable words are not remembered. */
  keep(typed: string, corrected: string): void {
    if (this.learns) this.personal.keep(typed, corrected);
  }
}
