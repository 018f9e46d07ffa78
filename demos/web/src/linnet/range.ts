/** Whole numbers from `start` up to, not including, `stop`, as Python's range. */
export interface Range {
  readonly start: number;
  readonly stop: number;
}

/** A range without numbers. */
export const EMPTY: Range = { start: 0, stop: 0 };

/** Return the numbers of a range as a list. */
export function numbers({ start, stop }: Range): number[] {
  return Array.from({ length: Math.max(stop - start, 0) }, (_, i) => start + i);
}
