/** The terms that a document is found by. */
import type { AlertRule } from "./alerts.ts";
import { analyse } from "./analyse.ts";
import type { Chunk } from "./chunk.ts";
import type { Runbook } from "./runbook.ts";

type Named = Pick<Runbook, "title" | "path" | "tags" | "services">;

/** An alert that leads to a document, as far as its words count. */
export type Leading = Pick<AlertRule, "name" | "expr" | "summary" | "description">;

/** What a document is called. */
export const labelOf = ({ title, path, tags, services }: Named, alerts: readonly Leading[]): string[] =>
  analyse(
    [title, ...path.replace(/\.md$/i, "").split("/"), ...tags, ...services, ...alerts.map(({ name }) => name)].join(
      "\n",
    ),
  );

/** Under every chunk stands what it is a part of: "Roll back" alone says little. */
export const termsOf = ({ title }: Named, { breadcrumb, passages }: Chunk): string[] =>
  analyse([title, ...breadcrumb, ...passages.map(({ text }) => text)].join("\n"));

/** An alert's words, which people see first, as one more chunk of the document that it leads to. */
export const alertTerms = ({ title }: Named, { name, summary, description, expr }: Leading): string[] =>
  analyse([title, name, summary, description, expr].join("\n"));
