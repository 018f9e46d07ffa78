import type { Keyboard } from "../linnet/keyboard";
import type { Commit } from "../linnet/suggestion";
import type { TypingSession } from "../linnet/typingSession";
import type { Change, TypingView } from "./engine";

const OFFERED = 3;

/** The text field that is open, and what can be taken back in it. */
export class TypingDesk {
  private session: TypingSession;
  private change: Change | null = null;
  private learning = true;

  constructor(private readonly keyboard: Keyboard) {
    this.session = keyboard.session(this.learning);
  }

  /** Begin anew with what stands before the cursor. */
  open(context: string): Promise<TypingView> {
    return this.view(async () => {
      this.change = null;
      this.session = this.keyboard.session(this.learning, context);
    });
  }

  /** Learn from now on, or not; the text stays. */
  learn(on: boolean): void {
    this.learning = on;
    this.session = this.keyboard.session(on, this.session.text);
    this.change = null;
  }

  /** Work ahead while nobody waits. */
  prepare(): Promise<void> {
    return this.session.prepare();
  }

  type(text: string): Promise<TypingView> {
    return this.view(async () => this.committed(await this.session.type(text)));
  }

  tap(x: number, y: number): Promise<TypingView> {
    return this.view(async () => this.committed(await this.session.tap(x, y)));
  }

  backspace(): Promise<TypingView> {
    return this.view(() => this.session.backspace());
  }

  choose(text: string): Promise<TypingView> {
    return this.view(async () => this.committed([await this.session.commit(text)]));
  }

  /** Write what was dictated, as words that were chosen: after the word being typed, if there is one. */
  write(text: string): Promise<TypingView> {
    return this.view(async () => {
      if (/\S$/.test(this.session.text)) await this.session.type(" ");
      await this.session.commit(text);
      this.change = { from: "", to: text };
    });
  }

  undo(): Promise<TypingView> {
    return this.view(async () => {
      await this.session.undo();
      this.change = null;
    });
  }

  /** Remember what was corrected, until the next word is finished. */
  private committed(commits: readonly Commit[]): void {
    const last = commits.at(-1);
    if (last) this.change = last.correctedFrom === null ? null : { from: last.correctedFrom, to: last.text };
    else if (this.change?.from === "") this.change = null; // more was typed after what was dictated
  }

  private async view(work: () => Promise<void>): Promise<TypingView> {
    const startedMs = performance.now();
    await work();
    const found = await this.session.suggestions(OFFERED);
    const offers = found.map(({ text, kind }) => ({ text, kind }));
    return { text: this.session.text, offers, change: this.change, tookMs: performance.now() - startedMs };
  }
}
