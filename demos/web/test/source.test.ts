import { afterEach, describe, expect, it, vi } from "vitest";

import { BundleError } from "../src/linnet/errors";
import { FetchSource } from "../src/linnet/source";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("files of a server", () => {
  it("are read below its address", async () => {
    const fetched = vi.fn(async () => new Response(Uint8Array.of(1, 2, 3)));
    vi.stubGlobal("fetch", fetched);
    expect([...(await new FetchSource("bundles/en/").read("words.lexicon"))]).toEqual([1, 2, 3]);
    expect(fetched).toHaveBeenCalledExactlyOnceWith("bundles/en/words.lexicon");
  });

  it("are missed with a reason", async () => {
    vi.stubGlobal("fetch", async () => new Response("", { status: 404 }));
    await expect(new FetchSource("bundles").read("x")).rejects.toThrow(/bundles\/x: expected a file, got status 404/);
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("offline")));
    await expect(new FetchSource("bundles").read("x")).rejects.toThrow(BundleError);
  });
});
