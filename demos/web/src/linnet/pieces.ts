/** The tokenizer: the pieces that each word, number or mark of `tokens` is made of. */

import { BundleError } from "./errors";
import { type Field, fields } from "./protobuf";
import { LINE_END } from "./written";

const WORD_START = "\u2581";
const UNIGRAM = 1;
/** Kinds of pieces. */
const [NORMAL, UNKNOWN, CONTROL, USER_DEFINED] = [1, 2, 3, 4];
/** How much less likely a character that no piece has is than the least likely piece. */
const UNKNOWN_PENALTY = 10;
/** A user-defined piece is always taken: no other way costs so little. */
const USER_DEFINED_SCORE = -0.1;
const DECODER = new TextDecoder();

interface Piece {
  readonly text: string;
  readonly score: number;
  readonly kind: number;
}

/** The best way to some place in a token. */
interface Step {
  readonly from: number;
  readonly piece: number;
  readonly score: number;
}

/** A SentencePiece model (Kudo 2018) that encodes one token at a time. */
export class Pieces {
  /** The piece that ends a line, and so begins the next. */
  readonly end: number;
  private readonly unknown: number;
  private readonly ids: ReadonlyMap<string, number>;
  private readonly scores: Float64Array;
  private readonly unknownScore: number;
  private readonly longest: number;

  private constructor(pieces: readonly Piece[]) {
    this.end = pieces.findIndex(({ kind, text }) => kind === CONTROL && text === "</s>");
    this.unknown = pieces.findIndex(({ kind }) => kind === UNKNOWN);
    if (this.end < 0 || this.unknown < 0) {
      throw new BundleError("the tokenizer: expected pieces <unk> and </s>, found none; load the page again");
    }
    const least = pieces.reduce((least, { kind, score }) => (kind === NORMAL ? Math.min(least, score) : least), 0);
    const found = pieces.map((piece, id) => [piece, id] as const).filter(([{ kind }]) => kind === NORMAL || kind === USER_DEFINED);
    this.ids = new Map(found.map(([{ text }, id]) => [text, id]));
    this.scores = Float64Array.from(pieces, ({ kind, score }) => (kind === USER_DEFINED ? USER_DEFINED_SCORE : score));
    this.unknownScore = Math.fround(least - UNKNOWN_PENALTY);
    this.longest = found.reduce((longest, [{ text }]) => Math.max(longest, [...text].length), 1);
  }

  /** Take the bytes of a tokenizer. Throws `BundleError` for one that is damaged or changes the text. */
  static open(bytes: Uint8Array): Pieces {
    const message = fields(bytes);
    const trainer = fieldsOf(message, 2);
    const normalizer = fieldsOf(message, 3);
    const kind = trainer.find(({ number }) => number === 3)?.value ?? UNIGRAM;
    const rules = normalizer.find(({ number }) => number === 2)?.value;
    if (kind !== UNIGRAM || (rules instanceof Uint8Array && rules.length)) {
      throw new BundleError("the tokenizer: expected a unigram model that leaves letters as they are; use Linnet's");
    }
    return new Pieces(message.filter(({ number }) => number === 1).map(pieceOf));
  }

  /** Number of pieces. */
  get length(): number {
    return this.scores.length;
  }

  /** Return the pieces of a token of `tokens`, at least one. */
  encode(token: string): number[] {
    if (token === LINE_END) return [this.end];
    const letters = [...(WORD_START + token)];
    const found = traced(this.steps(letters), letters.length);
    // Unknown characters side by side are one unknown piece.
    return found.filter((piece, i) => piece !== this.unknown || found[i - 1] !== this.unknown);
  }

  /** Return the best way to each place between letters (Viterbi's algorithm). */
  private steps(letters: readonly string[]): Step[] {
    const best: Step[] = [{ from: -1, piece: -1, score: 0 }];
    const offer = (to: number, from: number, piece: number, score: number) => {
      const total = best[from].score + score;
      if (!best[to] || total > best[to].score) best[to] = { from, piece, score: Math.fround(total) };
    };
    for (let from = 0; from < letters.length; from++) {
      const last = Math.min(from + this.longest, letters.length);
      let text = "";
      for (let to = from + 1; to <= last; to++) {
        text += letters[to - 1];
        const piece = this.ids.get(text);
        if (piece !== undefined) offer(to, from, piece, this.scores[piece]);
        else if (to === from + 1) offer(to, from, this.unknown, this.unknownScore);
      }
    }
    return best;
  }
}

/** Return the pieces on the best way to the end. */
function traced(best: readonly Step[], end: number): number[] {
  const pieces: number[] = [];
  for (let at = end; at > 0; at = best[at].from) pieces.unshift(best[at].piece);
  return pieces;
}

function fieldsOf(message: readonly Field[], number: number): Field[] {
  const found = message.find((field) => field.number === number)?.value;
  return found instanceof Uint8Array ? fields(found) : [];
}

function pieceOf({ value }: Field): Piece {
  const parts = new Map(fields(value as Uint8Array).map((field) => [field.number, field.value]));
  const [text, score, kind] = [parts.get(1), parts.get(2), parts.get(3)];
  return {
    text: text instanceof Uint8Array ? DECODER.decode(text) : "",
    score: score instanceof Uint8Array ? new DataView(score.buffer, score.byteOffset).getFloat32(0, true) : 0,
    kind: typeof kind === "number" ? kind : NORMAL,
  };
}
