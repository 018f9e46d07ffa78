/** How written text becomes the tokens that the language model reads; see `written.py`. */

/** Every digit is read as this one: numbers are not predicted, only that one stands here. */
const DIGIT = "0";
/** Longer numbers are read as one of this many digits. */
const LONGEST_NUMBER = 4;
/** Longer words are cut: nobody means them as one. */
export const LONGEST_WORD = 40;
/** Characters that stand as tokens of their own; all others outside words become `OTHER`. */
const MARKS: ReadonlySet<string> = new Set(".,?!:;-()\"'/&@#%$€£+=*");
const OTHER = "\ufffd";
/** Stands between two lines: what follows begins anew. */
export const LINE_END = "\n";
/** Marks after which a line may end. */
export const SENTENCE_ENDS: ReadonlySet<string> = new Set(".?!");

const STRAIGHT: Readonly<Record<string, string>> = {
  "\u2019": "'",
  "\u2018": "'",
  "\u02bc": "'",
  "\uff07": "'",
  "`": "'",
  "\u201c": '"',
  "\u201d": '"',
  "\u2013": "-",
  "\u2014": "-",
  "\u2026": ".",
};
const CURLY = /[\u2019\u2018\u02bc\uff07`\u201c\u201d\u2013\u2014\u2026]/g;
const LETTER = "[\\p{L}\\p{Nl}\\p{No}]";
const REPEATED = /([^\p{L}\p{N}_\s]|\n)\1+/gu;
const TOKEN = new RegExp(`${LETTER}+(?:'${LETTER}+)*|\\p{Nd}+|\\n|\\S`, "gu");

/** Return text in Unicode NFKC with straight apostrophes and quotes; letters and case stay. */
export function straight(text: string): string {
  return text.replace(CURLY, (mark) => STRAIGHT[mark] ?? mark).normalize("NFKC");
}

/**
 * Split text into lower-case words, numbers of zeros, punctuation marks and line ends, in order.
 *
 *     tokens("I’m late... 25 minutes, OK?")  // ["i'm", "late", ".", "00", "minutes", ",", "ok", "?"]
 */
export function tokens(text: string): string[] {
  return split(straight(text).toLowerCase()).map(read);
}

/** Split straight text (see `straight`) as `tokens` does, but keep each token as it is. */
export function split(text: string): string[] {
  return text.replace(REPEATED, "$1").match(TOKEN) ?? [];
}

/** Tell whether a token of `tokens` is a word rather than a number or a mark. */
export function isWord(token: string): boolean {
  return /^\p{L}/u.test(token);
}

/** Return a raw token as the language model reads it. */
function read(token: string): string {
  if (isWord(token)) return Array.from(token).slice(0, LONGEST_WORD).join("");
  if (/^\p{N}/u.test(token)) return DIGIT.repeat(Math.min(Array.from(token).length, LONGEST_NUMBER));
  return MARKS.has(token) || token === LINE_END ? token : OTHER;
}
