import type { Engine, LearnedWord } from "../engine/engine";
import { button, element } from "./elements";

/**
 * The words that were learned, each to be forgotten; and a way to teach one.
 *
 * Words of the language that were typed are a list of their own: there are many, and they are no news.
 */
export class WordsPanel {
  private readonly list = element("words", HTMLUListElement);
  private readonly common = element("common", HTMLDetailsElement);
  private readonly commonList = element("common-words", HTMLUListElement);
  private readonly all = element("forget-all", HTMLButtonElement);
  private readonly input = element("new-word", HTMLInputElement);
  private readonly form = element("add", HTMLFormElement);
  private readonly learning = element("learn", HTMLInputElement);

  /** `fail`: is told what went wrong, in a sentence. */
  constructor(
    private readonly engine: Engine,
    private readonly fail: (reason: string) => void,
  ) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.add();
    });
    this.learning.addEventListener("change", () => void this.engine.learn(this.learning.checked));
    this.all.addEventListener("click", () => void this.forgetAll());
  }

  /** Let it be used. */
  enable(): void {
    this.learning.disabled = false;
    for (const one of this.form.elements) (one as HTMLInputElement | HTMLButtonElement).disabled = false;
  }

  /** Show these words. */
  show(words: readonly LearnedWord[]): void {
    const common = words.filter(({ isNew }) => !isNew);
    this.list.replaceChildren(...words.filter(({ isNew }) => isNew).map((word) => this.item(word)));
    this.commonList.replaceChildren(...common.map((word) => this.item(word)));
    this.common.hidden = common.length === 0;
    element("common-count", HTMLElement).textContent = String(common.length);
    element("no-words", HTMLElement).hidden = words.length > common.length;
    this.all.hidden = words.length === 0;
    this.all.textContent = "Forget all";
    delete this.all.dataset.sure;
  }

  private item({ display, established }: LearnedWord): HTMLLIElement {
    const item = document.createElement("li");
    item.classList.toggle("probation", !established);
    const name = Object.assign(document.createElement("span"), { textContent: display });
    const standing = Object.assign(document.createElement("small"), { textContent: established ? "" : "typed once" });
    const forget = button("×", "forget", () => void this.engine.forget(display));
    forget.setAttribute("aria-label", `Forget ${display}`);
    item.append(name, standing, forget);
    return item;
  }

  private async add(): Promise<void> {
    const word = this.input.value.trim();
    if (!word) return;
    try {
      await this.engine.add(word);
      this.input.value = "";
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** The first press asks, the second does it. */
  private async forgetAll(): Promise<void> {
    if (this.all.dataset.sure) await this.engine.forgetAll();
    this.all.dataset.sure = "yes";
    this.all.textContent = "Forget all? Press again";
  }
}
