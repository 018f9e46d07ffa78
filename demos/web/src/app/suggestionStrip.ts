import type { Offer } from "../engine/engine";
import { element } from "./elements";

const PLACES = 3;

/** Three buttons with what may be meant, or what may come next; the middle of a phone's screen. */
export class SuggestionStrip {
  private readonly buttons: HTMLButtonElement[];
  private offers: readonly Offer[] = [];

  /** `choose`: is given the text of the offer that was taken. */
  constructor(private readonly choose: (text: string) => void) {
    this.buttons = Array.from({ length: PLACES }, (_, place) => this.button(place));
    element("strip", HTMLElement).replaceChildren(...this.buttons);
    document.addEventListener("keydown", (event) => {
      const place = ["Digit1", "Digit2", "Digit3"].indexOf(event.code);
      if (!event.altKey || place < 0 || !this.offers[place]) return;
      event.preventDefault();
      this.take(place);
    });
  }

  /** Show offers; the first is what a space would write. */
  show(offers: readonly Offer[]): void {
    this.offers = offers;
    for (const [place, button] of this.buttons.entries()) {
      const offer = offers[place];
      button.dataset.kind = offer?.kind ?? "";
      const text = offer?.text ?? "";
      if (button.textContent === text) continue; // nothing to lay out and draw again
      button.textContent = text;
      button.disabled = !offer;
      button.setAttribute("aria-label", offer ? `Write ${text}` : "No suggestion");
    }
  }

  private button(place: number): HTMLButtonElement {
    const made = document.createElement("button");
    made.type = "button";
    made.disabled = true;
    made.setAttribute("aria-keyshortcuts", `Alt+${place + 1}`);
    made.addEventListener("click", () => this.take(place));
    return made;
  }

  private take(place: number): void {
    const offer = this.offers[place];
    if (offer) this.choose(offer.text);
  }
}
