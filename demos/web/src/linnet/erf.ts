const TERMS = 200;
const SURELY = 6;

/**
 * Return the error function of x: 2 / sqrt(pi) times the integral of exp(-t²) from 0 to x.
 *
 * By the series erf(x) = 2 / sqrt(pi) exp(-x²) (x + 2 x³ / 3 + 4 x⁵ / 15 + ...), whose terms all have one sign
 * (Abramowitz and Stegun, 7.1.6); beyond 6 it is 1 to the last digit.
 */
export function erf(x: number): number {
  if (Math.abs(x) >= SURELY) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < TERMS && Math.abs(term) > Number.EPSILON * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
