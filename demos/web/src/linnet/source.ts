import { BundleError } from "./errors";

/** Where the files of one bundle come from: a server, a cache, a disk. */
export interface Source {
  /** Return a whole file; `path` is relative to the bundle, with "/". Throws `BundleError`. */
  read(path: string): Promise<Uint8Array>;
}

/** Files below an address of the page's own server. */
export class FetchSource implements Source {
  /** `base`: address of the bundle's folder, such as "bundles/en-language". */
  constructor(private readonly base: string) {}

  /** See `Source.read`. */
  async read(path: string): Promise<Uint8Array> {
    const address = `${this.base.replace(/\/$/, "")}/${path}`;
    let answer: Response;
    try {
      answer = await fetch(address);
    } catch (error) {
      throw new BundleError(`${address}: expected a file, the network failed; try again`, { cause: error });
    }
    if (!answer.ok) {
      throw new BundleError(`${address}: expected a file, got status ${answer.status}; build the page again`);
    }
    return new Uint8Array(await answer.arrayBuffer());
  }
}
