import { BundleError } from "../linnet/errors";
import type { Source } from "../linnet/source";

/** The browser's store for everything that is named by its content. */
const CACHE = "linnet-files";

/**
 * Files below an address, from the browser's store; what is not in it is fetched once and put there.
 *
 * Where the browser refuses to store, files are only fetched.
 */
export class StoredSource implements Source {
  private constructor(
    private readonly cache: Cache | null,
    private readonly base: URL,
    private readonly onBytes: (count: number) => void,
  ) {}

  /** `onBytes`: is told how many more bytes have come. */
  static async open(base: URL, onBytes: (count: number) => void): Promise<StoredSource> {
    const cache = "caches" in self ? await caches.open(CACHE).catch(() => null) : null;
    return new StoredSource(cache, base, onBytes);
  }

  /** The same store below another address. */
  below(folder: string): StoredSource {
    return new StoredSource(this.cache, new URL(`${folder}/`, this.base), this.onBytes);
  }

  /** See `Source.read`. */
  async read(path: string): Promise<Uint8Array> {
    const address = new URL(path, this.base).href;
    const stored = await this.cache?.match(address);
    const answer = stored ?? (await fetched(address));
    const bytes = await received(answer, this.onBytes);
    if (!stored) await this.store(address, bytes, answer.headers.get("content-type"));
    return bytes;
  }

  /** Whether all these addresses are stored; everything else is dropped, such as models of an earlier page. */
  async keepOnly(addresses: ReadonlySet<string>): Promise<boolean> {
    const requests = (await this.cache?.keys()) ?? [];
    const old = requests.filter(({ url }) => !addresses.has(url));
    await Promise.all(old.map((request) => this.cache?.delete(request)));
    const kept = new Set(requests.map(({ url }) => url));
    return [...addresses].every((address) => kept.has(address));
  }

  private async store(address: string, bytes: Uint8Array, type: string | null): Promise<void> {
    const headers = { "content-type": type ?? "application/octet-stream" };
    const answer = new Response(bytes as Uint8Array<ArrayBuffer>, { headers });
    await this.cache?.put(address, answer).catch(() => undefined); // no room: it works, but not offline
  }
}

async function fetched(address: string): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address);
  } catch (error) {
    throw new BundleError(`expected ${address}, the network failed; load the page again`, { cause: error });
  }
  if (!answer.ok) throw new BundleError(`expected ${address}, got status ${answer.status}; build the page again`);
  return answer;
}

async function received(answer: Response, onBytes: (count: number) => void): Promise<Uint8Array> {
  const reader = answer.body?.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    parts.push(part.value);
    size += part.value.length;
    onBytes(part.value.length);
  }
  const bytes = new Uint8Array(size);
  for (let i = 0, at = 0; i < parts.length; at += parts[i]!.length, i++) bytes.set(parts[i]!, at);
  return bytes;
}
