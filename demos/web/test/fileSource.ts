import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { BundleError } from "../src/linnet/errors";
import type { Source } from "../src/linnet/source";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** Files of a bundle on disk, for tests. */
export class FileSource implements Source {
  constructor(private readonly folder: string) {}

  async read(path: string): Promise<Uint8Array> {
    try {
      const file = await readFile(join(this.folder, path));
      // A view of its own buffer: node reads small files into a shared pool.
      return new Uint8Array(file);
    } catch (error) {
      throw new BundleError(`${join(this.folder, path)}: expected a file, found none`, { cause: error });
    }
  }
}

/** Path of a file of the repository. */
export function repositoryFile(path: string): string {
  return join(ROOT, path);
}

/** A bundle that is shipped with Linnet, such as "en-language". */
export function shipped(name: string): FileSource {
  return new FileSource(repositoryFile(`sdk/linnet/bundles/${name}`));
}
