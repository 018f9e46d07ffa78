/** Counts the network requests of this page or worker since it was ready, by the Resource Timing API. */
export class RequestCounter {
  private sinceMs = Number.POSITIVE_INFINITY;
  private found = 0;

  /** `tell`: is told the count whenever it has grown. */
  constructor(private readonly tell: (count: number) => void) {}

  /** Count from now on. */
  start(): void {
    this.sinceMs = performance.now();
    const observer = new PerformanceObserver((list) => this.count(list.getEntries()));
    observer.observe({ type: "resource", buffered: true });
  }

  private count(entries: PerformanceEntryList): void {
    const later = entries.filter(({ startTime }) => startTime >= this.sinceMs).length;
    this.found += later;
    if (later) this.tell(this.found);
  }
}
