/** With which capitals a word is written. */

import { isAllCapitals, isSmall } from "./wordCharacters";

/**
 * Write a word of the lexicon as this place asks for.
 *
 * In order of trust: a sentence begins with a capital, then the word's own form ("I", "London", "iPhone"), then
 * the capitals that were typed: all of them, or the first.
 *
 *     withCapitals("London", "LON", false)  // "LONDON"
 *
 * @param display the word as the lexicon has it.
 * @param typed what was typed of it, perhaps nothing.
 * @param beginsSentence whether the word begins a sentence.
 */
export function withCapitals(display: string, typed: string, beginsSentence: boolean): string {
  if (isAllCapitals(typed)) return display.toUpperCase();
  if (!isSmall(display)) return display;
  const [first, ...rest] = display;
  return beginsSentence || /^\p{Uppercase}/u.test(typed) ? first.toUpperCase() + rest.join("") : display;
}

/** The form in which a typed word is learned: a capital that only began a sentence is not its own. */
export function ownForm(typed: string, beginsSentence: boolean): string {
  const rest = Array.from(typed).slice(1).join("");
  return beginsSentence && rest === rest.toLowerCase() ? typed.toLowerCase() : typed;
}
