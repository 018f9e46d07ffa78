/** The words that can be suggested at one moment: the language's and one person's. */

import { BlendedScores, personalShare } from "./blending";
import type { Context, LanguageModel } from "./languageModel";
import { Lexicon, OFFENSIVE } from "./lexicon";
import type { PersonalDictionary } from "./personalDictionary";
import { spelling } from "./spelling";
import { type LexiconScores, ModelScores } from "./typingEvidence";
import { TypingSearch } from "./typingSearch";
import { tokens } from "./written";

/** Natural-log probability that the search takes for a personal word before any context: one word in 8,000. */
export const PERSONAL_SCORE = -9;
const LANGUAGE = 0;
const PERSONAL = 1;

/** Where a personal word is. */
interface Place {
  /** Number of the lexicon; null for a word that cannot be typed with its letters. */
  readonly lexicon: number | null;
  readonly word: number;
}

interface Parts {
  /** Over the language's lexicon and, where there are any, over the personal words that it lacks. */
  readonly searches: readonly TypingSearch[];
  /** Of the personal dictionary, when this was read from it. */
  readonly revision: number;
  /** Of its words alone, whatever their weights. */
  readonly wordsRevision: number;
  /** Words that are never suggested, in small letters. */
  readonly blocked: ReadonlySet<string>;
  /** The personal words that may be suggested, in small letters, numbered from 0 to m - 1. */
  readonly own: ReadonlyMap<string, number>;
  /** (m,) how much each of them was used. */
  readonly counts: Float64Array;
  /** (m,) */
  readonly places: readonly Place[];
}

/** Lexicons to search in, and what one person makes of them. Nothing in it changes. */
export class Vocabulary {
  readonly searches: readonly TypingSearch[];

  constructor(readonly parts: Parts) {
    this.searches = parts.searches;
  }

  /**
   * How probable the words of each lexicon are after a context.
   *
   * @param previous weights of the personal words that followed the word before.
   */
  scores(model: LanguageModel, context: Context, previous: ReadonlyMap<string, number>): LexiconScores[] {
    const { own, counts, places } = this.parts;
    const plain = this.searches.map((search) => new ModelScores(model, context, search.lexicon));
    if (own.size === 0) return plain;
    const followers = new Float64Array(own.size);
    for (const [word, count] of previous) if (own.has(word)) followers[own.get(word)!] = count;
    const share = personalShare(counts, followers);
    return plain.map((scores, number) => {
      const mass = new Map<number, number>();
      places.forEach(({ lexicon, word }, i) => {
        if (lexicon === number && share.words[i] > 0) mass.set(word, share.words[i]);
      });
      return new BlendedScores(scores, share.model, mass);
    });
  }

  /** Whether a word may be offered that was not typed in full. */
  maySuggest(lexicon: number, word: number): boolean {
    const source = this.searches[lexicon].lexicon;
    const offensive = (source.flags[word] & OFFENSIVE) !== 0;
    if (!offensive && this.parts.blocked.size === 0) return true;
    const written = source.written(word);
    return !this.parts.blocked.has(written) && (!offensive || this.parts.own.has(written));
  }

  /** Whether a word, in small letters, is in one of the lexicons. */
  has(written: string): boolean {
    return this.searches.some((search) => search.lexicon.find(written) !== null);
  }

  /** Whether the language's lexicon knows a string, in small letters, as a common mistake. */
  isMisspelling(written: string): boolean {
    return this.searches[LANGUAGE].lexicon.misspellings.has(written);
  }

  /** Whether the language's lexicon marks a word as offensive. */
  isOffensive(written: string): boolean {
    const { lexicon } = this.searches[LANGUAGE];
    const word = lexicon.find(written);
    return word !== null && (lexicon.flags[word] & OFFENSIVE) !== 0;
  }
}

/** Reads a person's vocabulary again when the dictionary has changed, and only what has. */
export class VocabularySource {
  private latest: Vocabulary;

  constructor(
    private readonly search: TypingSearch,
    private readonly model: LanguageModel,
    private readonly personal: PersonalDictionary,
  ) {
    const counts = new Float64Array(0);
    const [blocked, own] = [new Set<string>(), new Map<string, number>()];
    this.latest = new Vocabulary({ searches: [search], revision: -1, wordsRevision: -1, blocked, own, counts, places: [] });
  }

  /** The vocabulary now. The same object as long as nothing changes. */
  read(): Vocabulary {
    const revision = this.personal.revision;
    if (revision !== this.latest.parts.revision) this.latest = this.readAnew(revision, this.latest);
    return this.latest;
  }

  private readAnew(revision: number, latest: Vocabulary): Vocabulary {
    const weights = this.personal.unigram();
    const blocked = this.personal.blocked();
    const counts = Float64Array.from(weights.values());
    const wordsRevision = this.personal.vocabularyRevision;
    if (wordsRevision === latest.parts.wordsRevision) {
      return new Vocabulary({ ...latest.parts, revision, blocked, counts });
    }
    const { lexicon } = this.search;
    const lacking = [...weights.keys()].filter((word) => lexicon.find(word) === null);
    const displays = lacking.map((word) => this.personal.find(word)?.display ?? word);
    const typeable = displays.filter((display) => spelling(display, letters(lexicon)) !== null).sort();
    const searches = [this.search, ...this.personalSearch(typeable, latest)];
    const added = new Map(shown(searches.slice(PERSONAL)).map((display, i) => [display.toLowerCase(), i]));
    const places = [...weights.keys()].map((word) => this.place(word, added));
    const own = new Map([...weights.keys()].map((word, i) => [word, i]));
    return new Vocabulary({ searches, revision, wordsRevision, blocked, own, counts, places });
  }

  /** Lexicon and id of a personal word. */
  private place(written: string, added: ReadonlyMap<string, number>): Place {
    const known = this.search.lexicon.find(written);
    if (known !== null) return { lexicon: LANGUAGE, word: known };
    const word = added.get(written);
    return word === undefined ? { lexicon: null, word: 0 } : { lexicon: PERSONAL, word };
  }

  /** The search over words that the language lacks; the last one where they are the same. */
  private personalSearch(displays: readonly string[], latest: Vocabulary): readonly TypingSearch[] {
    const before = latest.searches.slice(PERSONAL);
    if (shown(before).sort().join(" ") === displays.join(" ")) return before;
    if (displays.length === 0) return [];
    const words = displays.map((display) => ({ display, score: PERSONAL_SCORE, pieces: this.pieces(display) }));
    const { alphabet } = this.search.lexicon;
    return [new TypingSearch(Lexicon.build(words, alphabet, this.search.lexicon), this.search.weights)];
  }

  /** What the language model makes of a word. */
  private pieces(display: string): number[] {
    return tokens(display).flatMap((token) => [...this.model.pieces.encode(token)]);
  }
}

/** The words of personal lexicons in the order of their ids. */
function shown(searches: readonly TypingSearch[]): string[] {
  return searches.flatMap(({ lexicon }) => Array.from({ length: lexicon.length }, (_, word) => lexicon.display(word)));
}

function letters(lexicon: Lexicon): ReadonlySet<string> {
  return new Set(lexicon.alphabet);
}
