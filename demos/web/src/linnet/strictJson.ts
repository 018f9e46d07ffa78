import { BundleError } from "./errors";

/** A JSON object read strictly: a missing key or a value of another type is a `BundleError` that names the key. */
export class JsonObject {
  private constructor(
    private readonly value: Readonly<Record<string, unknown>>,
    private readonly path: string,
  ) {}

  /** Take a parsed value; `path` is named in errors, such as "manifest.json". */
  static of(value: unknown, path: string): JsonObject {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw wrong(path, "an object", value);
    }
    return new JsonObject(value as Record<string, unknown>, path);
  }

  /** The names of all keys. */
  keys(): string[] {
    return Object.keys(this.value);
  }

  /** A finite number. */
  number(key: string): number {
    const value = this.at(key);
    if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(this.name(key), "a number", value);
    return value;
  }

  /** A text. */
  text(key: string): string {
    const value = this.at(key);
    if (typeof value !== "string") throw wrong(this.name(key), "a text", value);
    return value;
  }

  /** True or false. */
  flag(key: string): boolean {
    const value = this.at(key);
    if (typeof value !== "boolean") throw wrong(this.name(key), "true or false", value);
    return value;
  }

  /** A list of texts. */
  texts(key: string): string[] {
    return this.list(key).map((one, i) => {
      if (typeof one !== "string") throw wrong(`${this.name(key)}[${i}]`, "a text", one);
      return one;
    });
  }

  /** A list of numbers. */
  numbers(key: string): number[] {
    return this.list(key).map((one, i) => {
      if (typeof one !== "number") throw wrong(`${this.name(key)}[${i}]`, "a number", one);
      return one;
    });
  }

  /** A list of objects. */
  objects(key: string): JsonObject[] {
    return this.list(key).map((one, i) => JsonObject.of(one, `${this.name(key)}[${i}]`));
  }

  /** An object. */
  object(key: string): JsonObject {
    return JsonObject.of(this.at(key), this.name(key));
  }

  /** An object or null. */
  objectOrNull(key: string): JsonObject | null {
    return this.at(key) === null ? null : this.object(key);
  }

  private list(key: string): unknown[] {
    const value = this.at(key);
    if (!Array.isArray(value)) throw wrong(this.name(key), "a list", value);
    return value;
  }

  private at(key: string): unknown {
    if (!Object.hasOwn(this.value, key)) throw wrong(this.name(key), "a value", undefined);
    return this.value[key];
  }

  private name(key: string): string {
    return `${this.path}: ${key}`;
  }
}

/** The error for a value that is not what it should be. */
function wrong(path: string, expected: string, value: unknown): BundleError {
  const got = value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
  return new BundleError(`${path}: expected ${expected}, got ${got}; get the bundle again`);
}
