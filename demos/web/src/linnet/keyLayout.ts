/** Where the keys of a touch keyboard lie. */

import azerty from "../../../../runtime/linnet_runtime/layouts/azerty.json";
import qwerty from "../../../../runtime/linnet_runtime/layouts/qwerty.json";
import qwertz from "../../../../runtime/linnet_runtime/layouts/qwertz.json";
import { InputError } from "./errors";

const MARGIN_KEYS = 0.5;
const LAYOUTS: Readonly<Record<string, LayoutFile>> = { azerty, qwerty, qwertz };

/** One key's box, in shares of the keyboard: x to the right of its width, y downwards of its height. */
export interface Key {
  /** Centre. */
  readonly x: number;
  /** Centre. */
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The names of the layouts that come with Linnet. */
export type LayoutName = "azerty" | "qwerty" | "qwertz";

interface LayoutFile {
  readonly name: string;
  readonly key_width: number;
  readonly row_height: number;
  readonly keys: Readonly<Record<string, Key>>;
}

/**
 * The keys that type letters, the apostrophe where it has a key, and the space bar.
 *
 *     KeyLayout.load("qwerty").nearest(0.06, 0.1)  // "q"
 */
export class KeyLayout {
  private constructor(
    readonly name: string,
    /** Width of a letter key; a touch model measures in these. */
    readonly keyWidth: number,
    readonly rowHeight: number,
    /** By the lower-case character that the key types. */
    readonly keys: ReadonlyMap<string, Key>,
  ) {}

  /** Return a layout that comes with Linnet. */
  static load(name: LayoutName): KeyLayout {
    const { key_width, row_height, keys } = LAYOUTS[name];
    return new KeyLayout(name, key_width, row_height, new Map(Object.entries(keys)));
  }

  /** Throw `InputError` for a tap that is not a number or half a key or more outside the keyboard. */
  check(x: number, y: number): void {
    const across = MARGIN_KEYS * this.keyWidth;
    const down = MARGIN_KEYS * this.rowHeight;
    if (!(-across < x && x < 1 + across && -down < y && y < 1 + down)) {
      throw new InputError(
        `expected a tap within the keyboard, x and y from 0 to 1, got (${x}, ${y}); ` +
          "give taps as shares of the keyboard's width and height",
      );
    }
  }

  /** Return the character that a tap types: that of the key whose box is nearest. Throws `InputError`. */
  nearest(x: number, y: number): string {
    this.check(x, y);
    let best = "";
    let least: readonly [number, number] = [Infinity, Infinity];
    for (const [character, key] of this.keys) {
      const distance = this.distance(key, x, y);
      if (distance[0] < least[0] || (distance[0] === least[0] && distance[1] < least[1])) {
        [best, least] = [character, distance];
      }
    }
    return best;
  }

  /** Return the distance to a key's box, and to its centre to choose between keys that touch. */
  private distance(key: Key, x: number, y: number): readonly [number, number] {
    const across = Math.abs(x - key.x);
    const down = Math.abs(y - key.y);
    const outside = Math.hypot(
      Math.max(across - key.width / 2, 0) / this.keyWidth,
      Math.max(down - key.height / 2, 0) / this.rowHeight,
    );
    return [outside, Math.hypot(across / key.width, down / key.height)];
  }
}
