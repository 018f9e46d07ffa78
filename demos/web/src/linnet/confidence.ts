/** How likely a recognised word is right: the search's posterior, corrected by what was measured. */

import type { SpeechWeights } from "./speechWeights";

/** A posterior counts as no nearer to 0 or 1 than this: hypotheses that were pruned are not known. */
const SUREST = 1e-4;

/** Return the natural logarithm of p / (1 - p) of a posterior from 0 to 1, kept off both ends. */
export function logOdds(posterior: number): number {
  const kept = Math.min(Math.max(posterior, SUREST), 1 - SUREST);
  return Math.log(kept / (1 - kept));
}

/**
 * Return the chance that a word is right, given its posterior in the search.
 *
 * A logistic function of the log-odds (Platt, "Probabilistic outputs for support vector machines", 1999,
 * section 2.1), fitted by `linnet-export tune speech`.
 */
export function calibrated(posterior: number, weights: SpeechWeights): number {
  const evidence = weights.confidenceSlope * logOdds(posterior) + weights.confidenceOffset;
  return 1 / (1 + Math.exp(-evidence));
}
