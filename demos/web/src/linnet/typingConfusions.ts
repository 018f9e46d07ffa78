/**
 * How people misspell English: natural-log rates per letter, given that a word is misspelled.
 *
 * The same table as `typing_confusions.py`, which says what it was estimated from; a test compares the two.
 */

/** Read rates that are written behind their letters. */
function rates(table: string, letters: number): ReadonlyMap<string, number> {
  return new Map(table.split(" ").map((rate) => [rate.slice(0, letters), Number(rate.slice(letters))]));
}

/** By the letter meant and the letter typed. */
export const SUBSTITUTED = rates(
  "ae-3.7 ai-4.9 ao-5.2 au-6.1 bp-4.7 cf-5.7 ck-5.4 cs-4.1 ct-6.0 dt-4.5 ea-4.0 ei-4.6 eo-5.6 eu-6.5 " +
  "ey-6.4 ft-5.0 fv-4.9 ia-4.8 ie-4.3 io-5.5 iu-5.3 iy-5.4 mn-3.8 nm-4.8 oa-4.8 oe-4.3 oi-4.9 ou-4.9 " +
  "pb-5.8 sc-5.2 st-6.1 sz-5.5 tc-5.8 td-5.4 ts-5.7 ua-5.1 ue-4.7 ui-4.4 uo-4.6 uw-5.9 ye-4.8 yi-3.2",
  2,
);

/** By the letter left out, where the letter before it is another. */
export const MISSED = rates(
  "a-3.4 b-3.8 c-3.6 d-3.8 e-3.2 f-4.2 g-2.2 h-2.5 i-3.0 j-3.2 k-3.1 l-3.5 m-4.1 n-3.3 o-3.7 p-3.8 " +
  "q-3.7 r-3.1 s-3.7 t-3.2 u-3.2 v-4.5 w-3.3 x-4.4 y-4.1 z-4.2",
  1,
);

/** By the letter put in where the letter before it is another; per letter of the word, whichever that is. */
export const EXTRA = rates(
  "a-6.0 b-8.9 c-7.0 d-7.4 e-5.5 f-8.2 g-7.8 h-7.2 i-5.8 j-10.5 k-9.1 l-7.1 m-8.1 n-6.4 o-7.1 " +
  "p-8.2 q-11.7 r-6.4 s-6.7 t-6.0 u-7.1 v-9.0 w-8.3 x-9.8 y-8.5 z-9.6",
  1,
);

/** A letter typed twice that is meant once. */
export const DOUBLED = -4.5;
/** A letter typed once that is meant twice. */
export const SINGLED = -1.6;

/** By the two letters meant and the one letter typed for them. */
export const DIGRAPHS = rates("phf-2.6 ckk-2.5 scs-2.1 chk-4.1 quk-3.3 whw-2.0 ghf-5.3", 3);
