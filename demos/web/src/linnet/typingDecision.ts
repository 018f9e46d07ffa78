/** Whether a finished word is corrected without being asked. */

import { NO_LEXICON, type Reading } from "./typingReadings";
import type { TypingWeights } from "./typingWeights";

/** What fits the taps this much (natural log) worse than what was typed is a guess, not a correction. */
const FURTHEST = 24;

/**
 * Return the reading that should replace what was typed, or null to leave it.
 *
 * @param readings of `rankFinished`: the most probable first, the literal word among them.
 * @param weights the ratios that a correction must exceed, which is larger where the literal is a word.
 */
export function decide(readings: readonly Reading[], weights: TypingWeights): Reading | null {
  const literal = readings.find((reading) => reading.literal);
  const [best] = readings;
  if (literal === undefined || best.literal || best.completes) return null;
  if (literal.channel - best.channel > FURTHEST) return null;
  const ratio = literal.lexicon === NO_LEXICON ? weights.autocorrect : weights.autocorrectValid;
  return best.total - literal.total > ratio ? best : null;
}
