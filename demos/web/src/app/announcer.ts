import { element } from "./elements";

const EVERY_MS = 1_500;

/** Tells people who listen to the page what is being heard: what is settled of it, at most every 1.5 seconds. */
export class Announcer {
  private readonly region = element("announcer", HTMLElement);
  private waiting: number | undefined;
  private said = "";
  private next = "";

  /** The words of a stretch of speech that stay, each time as far as they are known. */
  partial(stable: string): void {
    this.next = stable;
    this.waiting ??= window.setTimeout(() => this.speak(), EVERY_MS);
  }

  /** Say the rest of a stretch of speech that has ended. */
  final(text: string): void {
    this.next = text;
    this.speak();
    this.said = "";
  }

  /** Say something at once. */
  say(text: string): void {
    this.region.textContent = text;
  }

  private speak(): void {
    clearTimeout(this.waiting);
    this.waiting = undefined;
    const news = this.next.startsWith(this.said) ? this.next.slice(this.said.length) : this.next;
    if (news.trim()) this.region.textContent = news.trim();
    this.said = this.next;
  }
}
