/** Of more the oldest are forgotten. */
const MOST_REFUSED = 1_000;

type Pair = readonly [typed: string, corrected: string];

/** Corrections that were taken back in a session: what was typed and what it was not to be corrected to; a value. */
export class RefusedCorrections {
  constructor(private readonly pairs: readonly Pair[] = []) {}

  /** What a word is not to be corrected to, in small letters. */
  of(typed: string): ReadonlySet<string> {
    const written = typed.toLowerCase();
    return new Set(this.pairs.filter(([one]) => one === written).map(([, corrected]) => corrected));
  }

  /** These and one more. */
  including(typed: string, corrected: string): RefusedCorrections {
    const pair: Pair = [typed.toLowerCase(), corrected.toLowerCase()];
    const others = this.pairs.filter(([one, other]) => one !== pair[0] || other !== pair[1]);
    return new RefusedCorrections([...others, pair].slice(-MOST_REFUSED));
  }
}
