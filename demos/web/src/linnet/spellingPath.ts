import type { TouchModel } from "./touch";
import { type Keystroke, SPACE } from "./typedText";
import type { Beam } from "./typingBeam";
import type { TypingSearch } from "./typingSearch";

/**
 * The beams of the word being typed, kept so that the next keystroke costs one step and backspace none.
 *
 * A cache over some lexicons: what it returns depends on the keystrokes asked for alone.
 */
export class SpellingPath {
  private keys: readonly Keystroke[] = [];
  private readonly kept: Beam[][];

  constructor(
    private readonly touch: TouchModel,
    readonly searches: readonly TypingSearch[],
  ) {
    this.kept = [searches.map((search) => search.start())];
  }

  /** The beams after some keystrokes, one for each lexicon. */
  beams(keys: readonly Keystroke[]): readonly Beam[] {
    let same = 0;
    while (same < Math.min(this.keys.length, keys.length) && isSame(this.keys[same], keys[same])) same++;
    this.kept.length = same + 1;
    for (const key of keys.slice(same)) this.kept.push(this.step(key, this.kept.at(-1)!));
    this.keys = keys;
    return this.kept.at(-1)!;
  }

  /** The beams after one more keystroke; a space is one too many, or was meant as a letter. */
  private step(key: Keystroke, beams: readonly Beam[]): Beam[] {
    const tap = key.tap ? this.touch.tap(...key.tap) : this.touch.character(key.character);
    return this.searches.map((search, i) =>
      key.character === SPACE ? search.acrossSpace(beams[i], tap) : search.advance(beams[i], tap),
    );
  }
}

function isSame(one: Keystroke, other: Keystroke): boolean {
  const sameTap = one.tap?.[0] === other.tap?.[0] && one.tap?.[1] === other.tap?.[1];
  return one.character === other.character && sameTap;
}
