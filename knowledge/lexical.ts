/** The engine in memory: nothing to install. Derived from the shelf, and put together again at every start. */
import type { Engine, Entry, Found } from "./engine.ts";
import { createInverted, type Part } from "./inverted.ts";
import { inScope, keyOf, type Scope } from "./scope.ts";

export const documentDepth = 100;
export const chunkDepth = 200;
/** A label's terms count so often: what a document is called says more than what it mentions. */
export const labelWeight = 3;
/** Scopes whose units are kept counted: one for each set of roles and services that is asked for. */
const mostScopes = 64;
/** Taken out together, when there are so many and they are a quarter of all: each time the whole index is gone through. */
const mostLeftOver = 1000;

interface Slot {
  readonly entry: Pick<Entry, "id" | "roles" | "about" | "stamp">;
  readonly unit: number;
  readonly chunks: readonly number[];
}

/** Terms of a document as a whole. */
export const wholeOf = ({ label, chunks }: Pick<Entry, "label" | "chunks">): string[] => [
  ...Array.from({ length: labelWeight }, () => label).flat(),
  ...chunks.flat(),
];

export function createLexical(): Engine {
  const documents = createInverted();
  const chunks = createInverted();
  const slots = new Map<string, Slot>();
  /** By unit. */
  const slotOf: (Slot | undefined)[] = [];
  const placeOf: ({ readonly slot: Slot; readonly ordinal: number } | undefined)[] = [];
  const parts = new Map<string, { readonly documents: Part; readonly chunks: Part }>();
  const gone = { documents: new Set<number>(), chunks: new Set<number>() };

  const remove = (id: string): void => {
    const slot = slots.get(id);
    if (!slot) return;
    slots.delete(id);
    slotOf[slot.unit] = undefined;
    gone.documents.add(slot.unit);
    for (const unit of slot.chunks) {
      placeOf[unit] = undefined;
      gone.chunks.add(unit);
    }
    if (gone.chunks.size > Math.max(mostLeftOver, placeOf.length / 4)) takeOut();
  };
  const takeOut = (): void => {
    documents.remove(gone.documents);
    chunks.remove(gone.chunks);
    gone.documents.clear();
    gone.chunks.clear();
  };
  const put = (entry: Entry): void => {
    remove(entry.id);
    const { id, roles, about, stamp } = entry;
    const own = entry.chunks.map((terms) => chunks.add(terms));
    const slot = { entry: { id, roles, about, stamp }, unit: documents.add(wholeOf(entry)), chunks: own };
    slots.set(id, slot);
    slotOf[slot.unit] = slot;
    own.forEach((unit, ordinal) => (placeOf[unit] = { slot, ordinal }));
  };
  const partOf = (scope: Scope) => {
    const key = keyOf(scope);
    const counts = (slot: Slot | undefined): boolean => slot !== undefined && inScope(slot.entry, scope);
    const made = parts.get(key) ?? {
      documents: documents.part((unit) => counts(slotOf[unit])),
      chunks: chunks.part((unit) => counts(placeOf[unit]?.slot)),
    };
    parts.delete(key);
    parts.set(key, made);
    const [oldest] = parts.keys();
    if (parts.size > mostScopes && oldest !== undefined) parts.delete(oldest);
    return made;
  };

  const idOf = (unit: number): string => slotOf[unit]?.entry.id ?? "";
  /** So that the same question gets the same answer, however the index came to be. */
  const byId = (a: number, c: number): number => (idOf(a) < idOf(c) ? -1 : 1);
  const byPlace = (a: number, c: number): number => {
    const [one, other] = [placeOf[a], placeOf[c]];
    return (
      byId(one?.slot.unit ?? -1, other?.slot.unit ?? -1) * Number(one?.slot !== other?.slot) ||
      (one?.ordinal ?? 0) - (other?.ordinal ?? 0)
    );
  };
  return {
    where: "in memory",
    known: async () => new Map(Array.from(slots, ([id, { entry }]) => [id, entry.stamp])),
    remove: async (ids) => {
      ids.forEach(remove);
      parts.clear();
    },
    put: async (entries) => {
      entries.forEach(put);
      parts.clear();
    },
    settle: async () => takeOut(),
    count: async (terms, scope) => {
      const part = partOf(scope).documents;
      return { total: part.total, frequency: documents.frequency(terms, part) };
    },
    search: async ({ weights }, scope): Promise<Found> => {
      const part = partOf(scope);
      return {
        documents: documents.best(weights, part.documents, documentDepth, byId).map(({ unit }) => idOf(unit)),
        chunks: chunks.best(weights, part.chunks, chunkDepth, byPlace).flatMap(({ unit }) => {
          const place = placeOf[unit];
          return place ? [{ document: place.slot.entry.id, ordinal: place.ordinal }] : [];
        }),
        meant: null,
      };
    },
    close: async () => {},
  };
}
