/** Brings an engine to what lies on the shelf, and to the alerts that lead there. */
import { createHash } from "node:crypto";
import type { Engine, Entry } from "./engine.ts";
import type { Card, Shelf } from "./shelf.ts";
import type { Progress } from "./sync.ts";
import { alertTerms, labelOf, type Leading } from "./terms.ts";

/** Documents that are put together. */
const batch = 64;

export type LeadingTo = ReadonlyMap<string, readonly Leading[]>;

const stampOf = ({ hash, source }: Card, alerts: readonly Leading[]): string => {
  const words = alerts.map(({ name, expr, summary, description }) => [name, expr, summary, description]);
  return createHash("sha256")
    .update(JSON.stringify([hash, source, words]))
    .digest("base64url");
};

export async function reconcile(options: {
  readonly shelf: Shelf;
  readonly engine: Engine;
  readonly leading: LeadingTo;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}): Promise<void> {
  const { shelf, engine, leading, signal, onProgress } = options;
  const known = await engine.known();
  const gone = [...known.keys()].filter((id) => !shelf.cards.has(id));
  if (gone.length > 0) await engine.remove(gone);
  const due = [...shelf.cards.values()].filter(
    (card) => known.get(card.id) !== stampOf(card, leading.get(card.id) ?? []),
  );
  for (let done = 0; done < due.length; done += batch) {
    signal.throwIfAborted();
    onProgress?.({ done, total: due.length });
    await engine.put(due.slice(done, done + batch).map((card) => entryOf(shelf, card, leading.get(card.id) ?? [])));
    await new Promise((resolve) => setImmediate(resolve));
  }
  onProgress?.({ done: due.length, total: due.length });
  await engine.settle();
}

/** All terms of a document. Those of its alerts come after its text's: what they find has no passage of its own. */
export const taken = (shelf: Shelf, { id, runbook }: Card, alerts: readonly Leading[]) => ({
  label: labelOf(runbook, alerts),
  chunks: [...shelf.terms(id), ...alerts.map((alert) => alertTerms(runbook, alert))],
});

function entryOf(shelf: Shelf, card: Card, alerts: readonly Leading[]): Entry {
  const { id, about, runbook } = card;
  return {
    id,
    about,
    roles: runbook.roles,
    ...taken(shelf, card, alerts),
    // Only engines that measure meaning read them.
    get texts() {
      const { chunks = [] } = shelf.book(id)?.runbook ?? {};
      const texts = chunks.map(({ breadcrumb, passages }) =>
        [[runbook.title, ...breadcrumb].join(" › "), ...passages.map(({ text }) => text)].join("\n"),
      );
      return [...texts, ...alerts.map(({ name, summary, description }) => [name, summary, description].join("\n"))];
    },
    stamp: stampOf(card, alerts),
  };
}
