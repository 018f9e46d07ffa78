import type { JsonObject } from "./strictJson";

/** "beam_width" as TypeScript names it: "beamWidth". */
export type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** Return the numbers at these keys, by their names in camel case. Throws `BundleError` for one that is missing. */
export function weightsFrom<Key extends string>(
  json: JsonObject,
  keys: readonly Key[],
): Record<CamelCase<Key>, number> {
  const pairs = keys.map((key) => [camelCase(key), json.number(key)] as const);
  return Object.fromEntries(pairs) as Record<CamelCase<Key>, number>;
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
