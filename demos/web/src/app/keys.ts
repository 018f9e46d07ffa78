import { type Key, KeyLayout } from "../linnet/keyLayout";
import { element } from "./elements";

/** What the keys do. */
export interface Presses {
  /** A letter, an apostrophe or the space: where it was tapped, in shares of the keyboard's width and height. */
  tapped(x: number, y: number): void;
  /** A character that was not tapped at a place, such as a capital. */
  typed(character: string): void;
  erased(): void;
}

interface Extra {
  readonly label: string;
  readonly name: string;
  readonly key: Key;
  readonly act: "shift" | "erase" | { readonly plain: string; readonly shifted: string };
}

/** The keys that the touch model does not know, in the room that its layout leaves. */
const EXTRAS: readonly Extra[] = [
  { label: "⇧", name: "Shift", key: box(0, 0.5, 0.15), act: "shift" },
  { label: "⌫", name: "Delete", key: box(0.85, 0.5, 0.15), act: "erase" },
  { label: ",", name: "Comma", key: box(0, 0.75, 0.125), act: { plain: ",", shifted: "!" } },
  { label: "'", name: "Apostrophe", key: box(0.125, 0.75, 0.125), act: { plain: "'", shifted: '"' } },
  { label: ".", name: "Full stop", key: box(0.75, 0.75, 0.125), act: { plain: ".", shifted: "?" } },
  { label: "⏎", name: "New line", key: box(0.875, 0.75, 0.125), act: { plain: "\n", shifted: "\n" } },
];
const REPEAT_AFTER_MS = 450;
const REPEAT_EVERY_MS = 70;

/**
 * The keyboard on the screen. A finger is heard where it goes down, not on the key: the touch model decides.
 *
 * With a keyboard of one's own it is one stop of the tab key; arrows go from key to key.
 */
export class Keys {
  private readonly root = element("keys", HTMLElement);
  private readonly buttons: HTMLButtonElement[];
  private shifted = false;
  private repeating = 0;

  constructor(
    layout: KeyLayout,
    private readonly presses: Presses,
  ) {
    const letters = [...layout.keys].map(([character, key]) => this.letter(character, key));
    this.buttons = [...letters, ...EXTRAS.map((extra) => this.extra(extra))].sort(byPlace);
    this.root.replaceChildren(...this.buttons);
    this.root.addEventListener("pointerdown", (event) => this.touched(event));
    this.root.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps the focus
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      this.root.addEventListener(end, () => clearInterval(this.repeating));
    }
    this.root.addEventListener("keydown", (event) => this.walk(event));
    this.rove(this.buttons[0]!);
  }

  /** Let them be pressed, or not. */
  enable(on: boolean): void {
    for (const one of this.buttons) one.disabled = !on;
  }

  private letter(character: string, key: Key): HTMLButtonElement {
    const made = placed(character === " " ? "space" : character, character === " " ? "Space" : character, key);
    made.dataset.character = character;
    made.addEventListener("click", (event) => {
      if (event.detail === 0) this.press(character, key.x, key.y); // by Enter, Space or assistive technology
    });
    return made;
  }

  private extra({ label, name, key, act }: Extra): HTMLButtonElement {
    const made = placed(label, name, key);
    made.classList.add("extra");
    if (act === "shift") made.setAttribute("aria-pressed", "false");
    if (act === "erase") made.addEventListener("pointerdown", () => this.repeatErasing());
    made.addEventListener("click", (event) => {
      if (act === "shift") this.shift(!this.shifted);
      else if (act !== "erase") this.mark(this.shifted ? act.shifted : act.plain);
      else if (event.detail === 0) this.presses.erased();
    });
    if (typeof act === "object" && act.shifted !== act.plain) made.dataset.shifted = act.shifted;
    return made;
  }

  /** A finger or mouse went down: on a letter it is a tap at its place, also beside its key. */
  private touched(event: PointerEvent): void {
    const target = event.target instanceof HTMLElement ? event.target.closest("button") : null;
    if (event.button !== 0 || target?.disabled || this.buttons[0]?.disabled) return;
    if (target?.classList.contains("extra")) return;
    const box = this.root.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    this.press(target?.dataset.character ?? "", x, y);
  }

  private press(character: string, x: number, y: number): void {
    if (this.shifted && character.trim()) this.mark(character.toUpperCase());
    else this.presses.tapped(Math.min(Math.max(x, 0), 1), Math.min(Math.max(y, 0), 1));
  }

  private mark(character: string): void {
    this.shift(false);
    this.presses.typed(character);
  }

  private shift(on: boolean): void {
    this.shifted = on;
    this.root.classList.toggle("shifted", on);
    for (const one of this.buttons) {
      if (one.getAttribute("aria-label") === "Shift") one.setAttribute("aria-pressed", String(on));
    }
  }

  private repeatErasing(): void {
    this.presses.erased();
    const startedMs = performance.now();
    clearInterval(this.repeating);
    this.repeating = window.setInterval(() => {
      if (performance.now() - startedMs > REPEAT_AFTER_MS) this.presses.erased();
    }, REPEAT_EVERY_MS);
  }

  /** Arrows move the focus to the nearest key in their direction. */
  private walk(event: KeyboardEvent): void {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const from = document.activeElement?.getBoundingClientRect();
    if (!step || !from) return;
    event.preventDefault();
    const ahead = this.buttons
      .map((one) => ({ one, away: distance(from, one.getBoundingClientRect(), step[0]!, step[1]!) }))
      .filter(({ away }) => away < Number.POSITIVE_INFINITY)
      .sort((a, b) => a.away - b.away)[0];
    if (!ahead) return;
    this.rove(ahead.one);
    ahead.one.focus();
  }

  /** Only one key is a stop of the tab key. */
  private rove(to: HTMLButtonElement): void {
    for (const one of this.buttons) one.tabIndex = one === to ? 0 : -1;
  }
}

/** A key's box from its left and upper edge and its width; all rows are a quarter high. */
function box(left: number, top: number, width: number): Key {
  return { x: left + width / 2, y: top + 0.125, width, height: 0.25 };
}

function placed(label: string, name: string, key: Key): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.disabled = true;
  made.setAttribute("aria-label", name);
  made.append(Object.assign(document.createElement("span"), { textContent: label }));
  made.style.left = `${100 * (key.x - key.width / 2)}%`;
  made.style.top = `${100 * (key.y - key.height / 2)}%`;
  made.style.width = `${100 * key.width}%`;
  made.style.height = `${100 * key.height}%`;
  return made;
}

function byPlace(a: HTMLButtonElement, b: HTMLButtonElement): number {
  const [top, left] = ["top", "left"] as const;
  return (
    Number.parseFloat(a.style[top]) - Number.parseFloat(b.style[top]) ||
    Number.parseFloat(a.style[left]) - Number.parseFloat(b.style[left])
  );
}

/** How far one key is from another in a direction; infinite when it lies elsewhere. */
function distance(from: DOMRect, to: DOMRect, across: number, down: number): number {
  const [dx, dy] = [to.x + to.width / 2 - from.x - from.width / 2, to.y + to.height / 2 - from.y - from.height / 2];
  const [ahead, aside] = across ? [dx * across, Math.abs(dy)] : [dy * down, Math.abs(dx)];
  return ahead > 1 && (across ? aside < 1 : true) ? ahead + 0.5 * aside : Number.POSITIVE_INFINITY;
}
