import type { Offers } from "./offers";
import { distinct, shown } from "./shownWords";
import type { Suggestion } from "./suggestion";
import { isLeftAlone } from "./wordCharacters";

/** What a word may become into which a space slipped: two words, or one with a space in it, "th is". */
export class SpacedOffers {
  /** The one word to make of both, if that is surely meant. */
  readonly joined: Suggestion | null;

  /**
   * @param first what stands before the space.
   * @param second what stands after it, were the first committed.
   * @param whole both with the space between them.
   */
  constructor(
    private readonly first: Offers,
    private readonly second: Offers,
    private readonly whole: Offers,
  ) {
    this.joined = this.join();
  }

  /** What a space commits, what was typed, then other words that the whole may be. */
  corrections(k: number): Suggestion[] {
    const apart = this.apart();
    return distinct([this.joined ?? apart, this.whole.literal, apart, ...this.whole.finished], k);
  }

  private join(): Suggestion | null {
    const { first, second, whole } = this;
    const best = whole.bestWord;
    if (best === null || [first, second].some((part) => isLeftAlone(part.place.before, part.typed))) return null;
    const { autocorrect, autocorrectValid } = whole.place.vocabulary.searches[0].weights;
    const ratio = first.isKnown && second.isKnown ? autocorrectValid : autocorrect;
    const apart = first.onSpace.total + second.onSpace.total;
    return best.total - apart > ratio ? shown(whole.place, whole.typed, best) : null;
  }

  /** Both words, corrected or not. */
  private apart(): Suggestion {
    const [one, other] = [this.first.onSpace.suggestion, this.second.onSpace.suggestion];
    const text = `${one.text} ${other.text}`;
    const kind = text === this.whole.typed ? "literal" : "correction";
    return { text, kind, probability: one.probability * other.probability };
  }
}
