/** How a use of a word counts less as time goes by. */

/** A use counts half after 60 days, a quarter after 120. */
export const HALF_LIFE_S = 60 * 86_400;

/**
 * Return what a weight of the time `seenS` is worth at `nowS`: `weight * 2 ** (-elapsed / half-life)`.
 *
 * Times are seconds since 1970. A time in the future (the clock was wrong) counts as now.
 */
export function decayed(weight: number, seenS: number, nowS: number): number {
  return weight * 2 ** (-Math.max(nowS - seenS, 0) / HALF_LIFE_S);
}
