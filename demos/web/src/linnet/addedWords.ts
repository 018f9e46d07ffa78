/** Words that a stream knows on top of its language's: spelled by somebody, pronounced by letter-to-sound. */

import type { Language } from "./language";
import type { LetterToSound } from "./letterToSound";
import { Lexicon } from "./lexicon";
import { letterLabels, spelling } from "./spelling";
import { SpokenLexicon } from "./spokenLexicon";
import { PERSONAL_SCORE } from "./vocabulary";
import { tokens } from "./written";

/** Of a word that is spelled; McGraw et al. 2016 ("Personalized speech recognition on mobile devices"). */
const PRONUNCIATIONS = 3;

/** One way to say a word. */
interface Sound {
  /** Indices into `PHONES`. */
  readonly phones: Uint8Array;
  /** Natural-log probability, compared with the most probable way. */
  readonly cost: number;
}

/** Makes lexicons of words that the language lacks. */
export class AddedWords {
  private readonly letters: ReadonlyMap<string, number>;
  private readonly hasSound: Uint8Array;
  private readonly sounds = new Map<string, readonly Sound[]>();

  constructor(
    private readonly language: Language,
    spoken: SpokenLexicon,
    private readonly letterToSound: LetterToSound,
  ) {
    this.letters = letterLabels(language.lexicon.alphabet);
    this.hasSound = new Uint8Array(language.lexicon.length);
    for (const word of spoken.word) this.hasSound[word] = 1;
  }

  /** Return the language's word that is written so, in small letters, if it can be heard; else null. */
  known(written: string): number | null {
    const word = this.language.lexicon.find(written);
    return word !== null && this.hasSound[word] ? word : null;
  }

  /** Whether a word has to be added to be heard, and can be. */
  lacks(display: string): boolean {
    return this.known(display.toLowerCase()) === null && spelling(display, this.letters) !== null;
  }

  /** Return the lexicon of words as they are shown, each with the score `PERSONAL_SCORE`. */
  async lexicon(words: readonly string[]): Promise<SpokenLexicon> {
    const { model, lexicon: known } = this.language;
    const pieces = (display: string) => tokens(display).flatMap((token) => [...model.pieces.encode(token)]);
    const lexicon = Lexicon.build(
      words.map((display) => ({ display, score: PERSONAL_SCORE, pieces: pieces(display) })),
      known.alphabet,
      known,
    );
    const pronunciations = [];
    for (let word = 0; word < lexicon.length; word++) {
      for (const sound of await this.pronounced(lexicon.display(word))) pronunciations.push({ word, ...sound });
    }
    return SpokenLexicon.build(lexicon, pronunciations);
  }

  /** Return what the letters of a word, and which of them are capitals, suggest. */
  private async pronounced(display: string): Promise<readonly Sound[]> {
    const known = this.sounds.get(display);
    if (known) return known;
    const found = await this.letterToSound.pronounce(display, PRONUNCIATIONS);
    const sounds = found.map((one) => ({ phones: one.phones, cost: one.score - found[0].score }));
    this.sounds.set(display, sounds);
    return sounds;
  }
}
