import { element } from "./elements";

/** What a person did to the text by means other than the page's own keys. */
export interface Edits {
  /** Characters were typed at the cursor. */
  typed(text: string): void;
  /** The character before the cursor was taken away. */
  erased(): void;
  /** Anything else, such as a paste or another place of the cursor: this now stands before it. */
  reopened(before: string): void;
}

/**
 * The text box. What stands before the cursor belongs to the typing session; what stands after it is kept as it is.
 *
 * Typed characters appear at once; a correction replaces them as soon as the engine has answered everything.
 */
export class TextField {
  private readonly area = element("text", HTMLTextAreaElement);
  private readonly mirror = element("mirror", HTMLElement);
  private before = "";
  private after = "";
  private pending = "";

  constructor(private readonly edits: Edits) {
    this.area.addEventListener("input", (event) => {
      if (!(event as InputEvent).isComposing) this.edited((event as InputEvent).inputType);
    });
    this.area.addEventListener("compositionend", () => this.edited("insertText"));
    this.area.addEventListener("keydown", (event) => this.interrupted(event));
    document.addEventListener("selectionchange", () => this.moved());
    this.area.addEventListener("scroll", () => this.mirror.scrollTo(0, this.area.scrollTop));
  }

  /** All of the text, what is being dictated not included. */
  get text(): string {
    return this.before + this.after;
  }

  /** What stands before the cursor. */
  get context(): string {
    return this.before;
  }

  /** Let it be edited, or not. */
  enable(on: boolean): void {
    this.area.disabled = !on;
  }

  /** Words come in by voice, or no longer: meanwhile the box itself takes no keys. */
  dictating(on: boolean): void {
    this.area.readOnly = on;
  }

  focus(): void {
    this.area.focus();
  }

  /** Replace what stands before the cursor. */
  replace(before: string): void {
    this.before = before;
    this.show("", 0);
  }

  /** Remove everything. */
  clear(): void {
    this.after = "";
    this.replace("");
  }

  /** Show what is being said; the first `stableLength` characters of it stay. */
  show(pending: string, stableLength: number): void {
    const gap = pending && this.before && !/\s$/.test(this.before) ? " " : "";
    this.pending = gap + pending;
    this.area.value = this.before + this.pending + this.after;
    const cursor = this.before.length + this.pending.length;
    this.area.setSelectionRange(cursor, cursor);
    this.underline(gap.length + stableLength);
    if (!this.after) this.area.scrollTop = this.area.scrollHeight;
  }

  /** Draw behind the text where what was said may still change; while keys are typed there is nothing to draw. */
  private underline(stable: number): void {
    if (!this.pending) {
      if (this.mirror.hasChildNodes()) this.mirror.replaceChildren();
      return;
    }
    const sure = document.createTextNode(this.before + this.pending.slice(0, stable));
    const open = document.createElement("span");
    open.textContent = this.pending.slice(stable);
    this.mirror.replaceChildren(sure, open, document.createTextNode(`${this.after}\n`));
    this.mirror.scrollTo(0, this.area.scrollTop);
  }

  /** A key pressed while words come in by voice: it is typed after them. */
  private interrupted(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (!this.area.readOnly || ctrlKey || metaKey || altKey || key.length !== 1) return;
    event.preventDefault();
    this.edits.typed(key);
  }

  private edited(inputType: string): void {
    const { value, selectionStart } = this.area;
    const before = value.slice(0, selectionStart);
    const after = value.slice(selectionStart);
    const was = this.before;
    const samePlace = after === this.after;
    [this.before, this.after, this.pending] = [before, after, ""];
    if (samePlace && before.startsWith(was) && isTyped(inputType)) this.edits.typed(before.slice(was.length));
    else if (samePlace && inputType === "deleteContentBackward" && isShorter(before, was)) this.edits.erased();
    else this.edits.reopened(before);
    this.underline(0); // after the engine was asked: drawing takes its time
  }

  private moved(): void {
    const { value, selectionStart, selectionEnd, readOnly } = this.area;
    const isHere = document.activeElement === this.area && selectionStart === selectionEnd;
    if (!isHere || readOnly || value !== this.text || selectionStart === this.before.length) return;
    this.before = value.slice(0, selectionStart);
    this.after = value.slice(selectionStart);
    this.edits.reopened(this.before);
  }
}

function isTyped(inputType: string): boolean {
  return ["insertText", "insertLineBreak", "insertCompositionText"].includes(inputType);
}

/** Whether exactly one character was taken from the end, however many code units it has. */
function isShorter(now: string, was: string): boolean {
  return was.startsWith(now) && [...new Intl.Segmenter().segment(was.slice(now.length))].length === 1;
}
