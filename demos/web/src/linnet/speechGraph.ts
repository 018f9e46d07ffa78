/** The graph of all ways to say some sequences of words, for the forward algorithm. */

import { SoundGraph } from "./ctcForward";
import { BOUNDARY, type SpokenWords } from "./speechWords";
import { BLANK, PHONES } from "./units";

const BLANK_UNIT = PHONES.indexOf(BLANK);
const NO_WORD = -1;

/** Where a sequence of words may end. */
export interface SequenceEnds {
  readonly states: readonly number[];
  /** Natural logarithm of what each way to end costs. */
  readonly weights: readonly number[];
}

/** The states after a sequence of words. */
interface Ending {
  /** The boundary after its last word, and the blank after that. */
  readonly gap: readonly number[];
  /** Its last word's last phones and the blanks after them. */
  readonly last: readonly number[];
  /** Of each: the word's pronunciation. */
  readonly costs: readonly number[];
}

interface Arc {
  readonly source: number;
  readonly weight: number;
}

/**
 * Adds sequences of words to one graph, in which those that begin alike share states.
 *
 * Between two words comes at least one boundary, and before the first and after the last there may be some.
 */
export class SpeechGraphBuilder {
  private readonly label: number[] = [];
  private readonly position: number[] = [];
  private readonly start: number[] = [];
  /** Into each state. */
  private readonly arcs: Arc[][] = [];
  private readonly after = new Map<string, Ending>();

  /** `languageWeight` is that of the costs of pronunciations. */
  constructor(
    private readonly words: SpokenWords,
    private readonly languageWeight: number,
  ) {
    const before = this.gap([], []);
    for (const state of before.gap) this.start[state] = 1;
    this.after.set("", before);
  }

  /** Add numbers of words, and return where their sequence ends. */
  add(sequence: readonly number[]): SequenceEnds {
    let ending = this.after.get("") as Ending;
    let key = "";
    sequence.forEach((number, position) => {
      key += ` ${number}`;
      const before = ending.gap;
      ending = this.after.get(key) ?? this.word(before, number, position);
      this.after.set(key, ending);
    });
    return { states: [...ending.gap, ...ending.last], weights: [0, 0, ...ending.costs] };
  }

  /** Return the graph of everything that was added. */
  graph(): SoundGraph {
    const first = Int32Array.of(...this.arcs.map(() => 0), 0);
    this.arcs.forEach((arcs, state) => (first[state + 1] = first[state] + arcs.length));
    const arcs = this.arcs.flatMap((into) => into.sort((one, other) => one.source - other.source));
    return new SoundGraph(
      Int32Array.from(this.label),
      Float64Array.from(this.start),
      Int32Array.from(arcs, (arc) => arc.source),
      Float64Array.from(arcs, (arc) => arc.weight),
      first,
    );
  }

  /** Return which word of its sequence each state (S,) is a phone of, -1 for blanks and boundaries. */
  positions(): Int32Array {
    return Int32Array.from(this.position);
  }

  /** Add all pronunciations of a word after a gap. */
  private word(gap: readonly number[], number: number, position: number): Ending {
    const last: number[] = [];
    const costs: number[] = [];
    for (const { phones, cost } of this.words.pronunciations(number)) {
      for (const end of this.pronunciation(gap, phones, position)) {
        last.push(end);
        costs.push(this.languageWeight * cost);
      }
    }
    return this.gap(last, costs);
  }

  /** Add phones after a gap; returns the last of them and the blank after it. */
  private pronunciation(gap: readonly number[], phones: Uint8Array, position: number): readonly number[] {
    let before = gap;
    phones.forEach((phone, place) => {
      const again = place > 0 && phones[place - 1] === phone; // then a blank has to come between
      const state = this.state(phone, position, again ? before.slice(1) : before);
      if (position === 0 && place === 0) this.start[state] = 1;
      before = [state, this.state(BLANK_UNIT, NO_WORD, [state])];
    });
    return before;
  }

  /** Add the boundary and the blank after the end of a word. */
  private gap(last: readonly number[], costs: readonly number[]): Ending {
    const boundary = this.state(BOUNDARY, NO_WORD, last, costs);
    const blank = this.state(BLANK_UNIT, NO_WORD, [boundary]);
    this.arcs[boundary].push({ source: blank, weight: 1 });
    return { gap: [boundary, blank], last, costs };
  }

  /** Add a state that may follow itself and `sources`; `costs` are those of the ways from them. */
  private state(
    label: number,
    position: number,
    sources: readonly number[],
    costs: readonly number[] = sources.map(() => 0),
  ): number {
    const state = this.label.length;
    this.label.push(label);
    this.position.push(position);
    this.start.push(0);
    const coming = sources.map((source, i) => ({ source, weight: Math.exp(costs[i]) }));
    this.arcs.push([{ source: state, weight: 1 }, ...coming]);
    return state;
  }
}
