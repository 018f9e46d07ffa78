import type { LanguageModel } from "./languageModel";
import { Offers } from "./offers";
import { type Place, endOfText, previousWord } from "./place";
import { MOST_SUGGESTIONS, allowed, distinct, shown } from "./shownWords";
import { descending, topValues } from "./sorting";
import { SpellingPath } from "./spellingPath";
import type { Suggestion } from "./suggestion";
import type { TouchModel } from "./touch";
import { type Keystroke, written } from "./typedText";
import type { Reading } from "./typingReadings";
import type { Vocabulary } from "./vocabulary";
import { beginsSentence } from "./wordCharacters";
import { LONGEST_WORD } from "./written";

/** Further next words that are looked at, since some may not be suggested. */
const SPARE = 16;
/** Next words this much (natural log) less probable than the likeliest are not looked at. */
const NEXT_WORD_WIDTH = 9;

/** Weights of the words that a person typed after another, such as `PersonalDictionary.after`. */
export type Followers = (previous: string) => ReadonlyMap<string, number>;

/** What a word being typed may become, and what may come next: the parts that all sessions of a keyboard share. */
export class WordFinder {
  constructor(
    private readonly model: LanguageModel,
    readonly touch: TouchModel,
  ) {}

  /** Read the text before a word; of a long one only the end. */
  async place(text: string, vocabulary: Vocabulary, followers: Followers): Promise<Place> {
    const before = endOfText(text);
    const context = await this.model.context(before);
    const previous = previousWord(text);
    const scores = vocabulary.scores(this.model, context, previous === null ? new Map() : followers(previous));
    const spelled = (word: string) => this.model.spelledScore(context, word);
    return { before, vocabulary, scores, spelled, beginsSentence: beginsSentence(before) };
  }

  /** Let the language model read a text now, so that `place` needs not wait for it. */
  async prepare(text: string, { searches: [{ lexicon }] }: Vocabulary): Promise<void> {
    this.model.wordScores(await this.model.context(endOfText(text)), lexicon);
  }

  /** A new cache of the search in a vocabulary. */
  path(vocabulary: Vocabulary): SpellingPath {
    return new SpellingPath(this.touch, vocabulary.searches);
  }

  /** The words that may come next, most probable first. */
  nextWords(place: Place): Suggestion[] {
    const found = place.scores.flatMap(({ words }, lexicon) => likeliest(words, lexicon));
    found.sort((a, b) => b.total - a.total);
    return distinct(allowed(place, found).map((one) => shown(place, "", one)), MOST_SUGGESTIONS);
  }

  /**
   * What the word being typed may become.
   *
   * @param place where it stands.
   * @param keys its keystrokes, at least one.
   * @param path a cache for the vocabulary of the place.
   * @param refused texts, in small letters, that it is not to be corrected to.
   */
  async offers(
    place: Place,
    keys: readonly Keystroke[],
    path: SpellingPath,
    refused: ReadonlySet<string> = new Set(),
  ): Promise<Offers> {
    const beams = keys.length <= LONGEST_WORD ? path.beams(keys) : [];
    const readable = beams.length > 0 && beams[0].sharpest > -Infinity; // or no lexicon spells with a character
    const evidence = readable
      ? beams.map((beam, i) => ({ search: path.searches[i], beam, scores: place.scores[i] }))
      : [];
    return Offers.of(place, written(keys), evidence, refused);
  }
}

/** The next words of one lexicon, as readings of which nothing is typed. */
function likeliest(words: Float32Array, lexicon: number): Reading[] {
  const count = Math.min(MOST_SUGGESTIONS + SPARE, words.length);
  if (count === 0) return [];
  const top = topValues(words, count);
  const least = Math.max(top[count - 1] - NEXT_WORD_WIDTH, top[0]);
  const best = descending(words, words.length, Math.fround(least));
  return Array.from(best.subarray(0, count), (word) => {
    const [score, found] = [words[word], { lexicon, words: [word], channel: 0, completes: true, literal: false }];
    return { ...found, language: score, total: score, probability: Math.exp(score) };
  });
}
