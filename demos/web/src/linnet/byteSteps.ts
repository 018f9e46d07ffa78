import { BundleError } from "./errors";

/**
 * Return numbers (N,) that grow by little from one byte each.
 *
 * `step`: (N,) from each number to the next, from 0; `jumpAt` and `jump`: (J,) where a step is no byte, and how much
 * it is. Throws `BundleError` when there is a jump outside them.
 */
export function numbersOf(step: Uint8Array, jumpAt: Int32Array, jump: Int32Array): Int32Array {
  if (jumpAt.length !== jump.length || jumpAt.some((at) => at < 0 || at >= step.length)) {
    throw new BundleError(`expected ${jump.length} jumps at 0 to ${step.length - 1}; get the file again`);
  }
  const found = new Int32Array(step);
  for (let i = 0; i < jump.length; i++) found[jumpAt[i]] += jump[i];
  for (let i = 1; i < found.length; i++) found[i] += found[i - 1];
  return found;
}
