/** The units the acoustic model emits, in output order. Index 0 is the CTC blank of both heads. */

export const BLANK = "<blank>";
export const WORD_BOUNDARY = "|";

const ARPABET =
  "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH";

/** CTC blank, the 39 ARPAbet phones without stress, and the boundary written between two words: 41 units. */
export const PHONES: readonly string[] = [BLANK, ...ARPABET.split(" "), WORD_BOUNDARY];

/** CTC blank, a-z, the apostrophe and the space between two words: 29 units. */
export const LETTERS: readonly string[] = [BLANK, ..."abcdefghijklmnopqrstuvwxyz", "'", " "];
