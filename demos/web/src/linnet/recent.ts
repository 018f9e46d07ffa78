/** The values that were asked for last, by key. */
export class Recent<Value> {
  private readonly values = new Map<string, Value>();

  /** `size`: how many are kept. */
  constructor(private readonly size: number) {}

  /** Return a value that is kept, which makes it the last one asked for. */
  get(key: string): Value | undefined {
    const value = this.values.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  /** Keep a value; the one that was not asked for the longest goes when there are too many. */
  set(key: string, value: Value): void {
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size > this.size) this.values.delete(this.values.keys().next().value!);
  }
}
