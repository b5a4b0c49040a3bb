/**
 * Brings the shelf to what its sources hold now. What is gone leaves first, then what was there and is another text
 * (fewer people may be meant to read it), then what is new. Only texts whose hash is another one are read.
 */
import { isProblem } from "../src/problem.ts";
import { idOf } from "./address.ts";
import type { Runbook } from "./runbook.ts";
import type { Shelf } from "./shelf.ts";
import type { Listing, Source } from "./sources/source.ts";

/** Texts that are asked for at once: from git that costs little more than one. */
const together = 64;

export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface Synced {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Sources that could not be read; what was known of them stays. */
  readonly unreachable: readonly string[];
}

export interface SyncOptions {
  readonly shelf: Shelf;
  readonly sources: readonly Source[];
  /** Throws RangeError where the text cannot be used, saying why. */
  readonly read: (path: string, text: Buffer) => Runbook;
  /** Told at once what no answer may come from any more. */
  readonly forget: (ids: readonly string[]) => Promise<void>;
  /** Also what is known by its hash. */
  readonly anew?: boolean;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export async function sync(options: SyncOptions): Promise<Synced> {
  const { shelf, sources, signal } = options;
  shelf.keepOnly(sources.map(({ name }) => name));
  const sum = { added: 0, changed: 0, removed: 0, unreachable: [] as string[] };
  for (const source of sources) {
    try {
      const { added, changed, removed } = await take(source.name, await source.list(signal), options);
      sum.added += added;
      sum.changed += changed;
      sum.removed += removed;
    } catch (error) {
      if (!isProblem(error)) throw error;
      const known = shelf.states.get(source.name);
      const before = known ?? { source: source.name, rev: null, at: null, refused: new Map() };
      shelf.setState({ ...before, error: error.sentence });
      sum.unreachable.push(source.name);
    }
  }
  return sum;
}

async function take(
  source: string,
  listing: Listing,
  { shelf, read, forget, anew = false, signal, onProgress }: SyncOptions,
): Promise<Omit<Synced, "unreachable">> {
  const known = new Map(
    [...shelf.cards.values()].filter((card) => card.source === source).map((card) => [card.id, card]),
  );
  const wanted = new Map([...listing.documents].map(([path, hash]) => [idOf(source, path), { path, hash }]));
  const gone = [...known.keys()].filter((id) => !wanted.has(id));
  await forget(gone);
  shelf.remove(gone);

  const refused = new Map(listing.refused);
  const due = [...wanted].filter(([id, { hash }]) => anew || known.get(id)?.hash !== hash);
  // False sorts before true: those that were there come first.
  const ordered = due.toSorted(([a], [b]) => Number(!known.has(a)) - Number(!known.has(b)));
  let [added, changed, removed] = [0, 0, gone.length];
  for (let done = 0; done < ordered.length; done += together) {
    const some = ordered.slice(done, done + together);
    const texts = await Promise.allSettled(some.map(([, { path }]) => listing.read(path)));
    for (const [at, text] of texts.entries()) {
      const [id, { path, hash }] = some[at] ?? ["", { path: "", hash: "" }];
      signal.throwIfAborted();
      onProgress?.({ done: done + at, total: ordered.length });
      // Taking a text apart takes milliseconds in which nothing else happens here.
      await new Promise((resolve) => setImmediate(resolve));
      try {
        if (text.status === "rejected") throw text.reason;
        const runbook = read(path, text.value);
        if (known.has(id)) await forget([id]);
        shelf.put(runbook, { source, hash, rev: listing.rev, link: listing.link(path) });
        if (known.has(id)) changed += 1;
        else added += 1;
      } catch (error) {
        if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
        refused.set(path, error.message);
        // Nobody knows who may read what it has become.
        if (!known.has(id)) continue;
        await forget([id]);
        shelf.remove([id]);
        removed += 1;
      }
    }
  }
  onProgress?.({ done: ordered.length, total: ordered.length });
  shelf.setState({ source, rev: listing.rev, at: new Date(), error: null, refused });
  return { added, changed, removed };
}
