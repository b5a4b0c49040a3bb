/** What every source of documents promises, whatever lies behind it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isProblem } from "../../src/problem.ts";
import type { Listing, Source } from "../../knowledge/sources/source.ts";

export interface Place {
  readonly source: Source;
  /** Writes a file of the source, below whatever it reads; published with the next `publish`. */
  readonly put: (path: string, text: string | Uint8Array) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** A link from this path to something outside of the source that does exist. */
  readonly linkOut: (path: string) => Promise<void>;
  /** What was written is there for everybody. */
  readonly publish: () => Promise<void>;
  /** Nobody can read the source any more. */
  readonly vanish: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export function sourceContract(name: string, open: () => Promise<Place>): void {
  describe(`the Source contract: ${name}`, () => {
    let place: Place;
    beforeEach(async () => {
      place = await open();
    });
    afterEach(() => place.close());

    const publish = async (files: Readonly<Record<string, string | Uint8Array | null>>): Promise<Listing> => {
      for (const [path, text] of Object.entries(files)) {
        await (text === null ? place.remove(path) : place.put(path, text));
      }
      await place.publish();
      return place.source.list(AbortSignal.timeout(30_000));
    };

    it("lists Markdown at any depth, nothing hidden and nothing else", async () => {
      const { documents, refused } = await publish({
        "b.md": "B",
        "hosts/deep/a.MD": "A",
        ".hidden.md": "no",
        ".git-like/c.md": "no",
        "hosts/.drafts/c.md": "no",
        "notes.txt": "no",
        md: "no",
      });
      expect([...documents.keys()].toSorted()).toEqual(["b.md", "hosts/deep/a.MD"]);
      expect([...refused]).toEqual([]);
    });

    it("is empty where there is nothing", async () => {
      expect((await publish({})).documents.size).toBe(0);
    });

    it.each([
      "-x.md",
      "--upload-pack=touch pwned.md",
      "with space.md",
      'it\'s "quoted".md',
      "Übersicht/名前.md",
      "$(reboot).md",
      "a:b#c?d%41.md",
      "back\\slash.md",
    ])("gives the bytes of %s as they are", async (path) => {
      const bytes = Buffer.from("\ufeff# Ü\r\n\r\n😀\r\n\ttext  \n\n");
      const listing = await publish({ [path]: bytes });
      expect([...listing.documents.keys()]).toEqual([path]);
      expect((await listing.read(path)).equals(bytes)).toBe(true);
    });

    it("gives an empty document, and many at once", async () => {
      const files = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`${i}.md`, "x\n".repeat(i)]));
      const listing = await publish(files);
      const texts = await Promise.all(Object.keys(files).map((path) => listing.read(path)));
      expect(texts.map(String)).toEqual(Object.values(files));
    });

    it("tells what has changed, what is gone and what has another name", async () => {
      const before = await publish({ "same.md": "same", "changed.md": "old", "gone.md": "gone", "here.md": "moving" });
      const after = await publish({ "changed.md": "new", "gone.md": null, "here.md": null, "there.md": "moving" });
      expect([...after.documents.keys()].toSorted()).toEqual(["changed.md", "same.md", "there.md"]);
      expect(after.documents.get("same.md")).toBe(before.documents.get("same.md"));
      expect(after.documents.get("changed.md")).not.toBe(before.documents.get("changed.md"));
      expect(after.documents.get("there.md")).toBe(before.documents.get("here.md"));
      expect(String(await after.read("changed.md"))).toBe("new");
      await expect(after.read("gone.md")).rejects.toThrow(RangeError);
    });

    it("is the same where only other files have changed, or none", async () => {
      const before = await publish({ "a.md": "A", "b.txt": "1" });
      await publish({ "b.txt": "2", "a.md": "A" });
      const after = await publish({});
      expect([...after.documents]).toEqual([...before.documents]);
    });

    it("refuses what cannot be used, says why, and has the others all the same", async () => {
      await place.linkOut("secret.md");
      const listing = await publish({
        "good.md": "Good",
        "book.md": "x".repeat(1_000_001),
        "longest.md": "x".repeat(1_000_000),
        "binary.md": new Uint8Array([0x23, 0xff, 0xfe, 0x00]),
        "up\u202emd.exe.md": "x",
      });
      const { documents, refused } = listing;
      expect([...documents.keys()].toSorted()).toEqual(["binary.md", "good.md", "longest.md"]);
      expect((await listing.read("longest.md")).length).toBe(1_000_000);
      await expect(listing.read("binary.md")).rejects.toThrow(new RangeError("it is not UTF-8"));
      expect(String(await listing.read("good.md"))).toBe("Good");
      expect(refused.get("book.md")).toBe("it has 1000001 bytes, more than 1000000");
      expect(refused.get("secret.md")).toMatch(/link/);
      expect(refused.get("upmd.exe.md")).toBe("its name holds characters that cannot be seen");
    });

    it.each(["../outside.md", "/etc/hostname", "a.md/../../outside.md", "nowhere.md", ""])(
      "reads nothing that it has not listed: %j",
      async (path) => {
        const listing = await publish({ "a.md": "A" });
        await expect(listing.read(path)).rejects.toThrow(RangeError);
      },
    );

    it("says which source it is that nobody can read", async () => {
      await publish({ "a.md": "A" });
      await place.vanish();
      const failed: unknown = await place.source.list(AbortSignal.timeout(30_000)).catch((error: unknown) => error);
      expect(isProblem(failed) && failed.code).toBe("SOURCE_UNREACHABLE");
      expect(isProblem(failed) && failed.sentence).toContain(place.source.where);
    });

    it("stops when it is told to, which is no fault of the source", async () => {
      await publish({ "a.md": "A" });
      const stop = new Error("enough");
      await expect(place.source.list(AbortSignal.abort(stop))).rejects.toBe(stop);
      expect((await place.source.list(AbortSignal.timeout(30_000))).documents.size).toBe(1);
    });

    it("answers two who ask at once", async () => {
      const listings = await Promise.all([publish({ "a.md": "A" }), place.source.list(AbortSignal.timeout(30_000))]);
      expect(listings[0].documents.size).toBe(1);
      expect((await place.source.list(AbortSignal.timeout(30_000))).documents).toEqual(listings[0].documents);
    });
  });
}
