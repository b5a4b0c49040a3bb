/** A Runbook: one Markdown file, read. */
import path from "node:path";
import type { Suggestion } from "../src/reply.ts";
import { chunk, type Chunk } from "./chunk.ts";
import { visible, withoutComments } from "./clean.ts";
import { noFrontMatter, readFrontMatter, split } from "./front-matter.ts";

export interface Runbook {
  /** Path below the folder, with forward slashes: "hosts/disk-full.md". */
  readonly path: string;
  readonly title: string;
  readonly owner: string | null;
  readonly reviewed: Temporal.PlainDate | null;
  /** The day on which its review is due; null if nobody promised one. */
  readonly due: Temporal.PlainDate | null;
  readonly services: readonly string[];
  readonly tags: readonly string[];
  /** Null: everybody may read it. */
  readonly roles: readonly string[] | null;
  readonly actions: readonly Suggestion[];
  readonly chunks: readonly Chunk[];
}

/** Throws RangeError where the front matter is broken, saying why. */
export function readRunbook(file: string, text: string): Runbook {
  const { yaml, markdown } = split(visible(text));
  return assemble(file, yaml === null ? noFrontMatter : readFrontMatter(yaml), markdown);
}

/** The words alone, whatever the front matter says: for measuring on collections that were written for other tools. */
export function readForeign(file: string, text: string): Runbook {
  const { yaml, markdown } = split(visible(text));
  const title = /^title:[ \t]*["']?(.*?)["']?[ \t]*$/m.exec(yaml ?? "")?.[1];
  return assemble(file, title ? { ...noFrontMatter, title } : noFrontMatter, markdown);
}

function assemble(file: string, front: typeof noFrontMatter, markdown: string): Runbook {
  const { title, chunks } = chunk(withoutComments(markdown));
  const { reviewed = null, review_in: reviewIn, services, tags, actions } = front;
  return {
    path: file,
    title: front.title ?? title ?? path.posix.basename(file, ".md"),
    owner: front.owner ?? null,
    reviewed,
    due: (reviewIn && reviewed?.add(reviewIn)) ?? null,
    services,
    tags,
    roles: front.roles ?? null,
    actions,
    chunks,
  };
}
