/** A Runbook: one Markdown file, read. */
import path from "node:path";
import type { Suggestion } from "../src/reply.ts";
import { chunk, type Chunk, type Command } from "./chunk.ts";
import { clean } from "./clean.ts";
import { commandTemplate, isNoCommand, mostActions } from "./command.ts";
import { noFrontMatter, readFrontMatter, split, type FrontMatter } from "./front-matter.ts";

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
  /** Names may be left open (knowledge/prefill.ts). */
  readonly actions: readonly Suggestion[];
  readonly chunks: readonly Chunk[];
}

/**
 * `text` is the file's, decoded and otherwise untouched: positions are counted in it. Throws RangeError where the front
 * matter or an action fence is broken, saying why.
 */
export const readRunbook = (file: string, text: string): Runbook => read(file, text, ownFrontMatter, suggestionAt);

/** The words alone, whatever the front matter says: for measuring on collections that were written for other tools. */
export const readForeign = (file: string, text: string): Runbook => read(file, text, foreignFrontMatter, () => null);

function read(
  file: string,
  original: string,
  frontMatterOf: (yaml: string | null) => FrontMatter,
  offer: (command: Command, at: number) => Suggestion | null,
): Runbook {
  const { text, origin } = clean(original);
  const { yaml, markdown } = split(text);
  const front = frontMatterOf(yaml);
  const above = text.length - markdown.length;
  const { title, chunks } = chunk(markdown, text.slice(0, above).split("\n").length - 1);
  const byteAt = byteCounter(original);
  return {
    path: file,
    title: front.title ?? title ?? path.posix.basename(file, ".md"),
    owner: front.owner ?? null,
    reviewed: front.reviewed ?? null,
    due: (front.review_in && front.reviewed?.add(front.review_in)) ?? null,
    services: front.services,
    tags: front.tags,
    roles: front.roles ?? null,
    actions: front.actions,
    chunks: chunks.map(({ commands, span: [start, end], ...section }) => ({
      ...section,
      actions: commands.map(offer).filter((action) => action !== null),
      bytes: [byteAt(origin(above + start)), byteAt(origin(above + end - 1) + 1)],
    })),
  };
}

const ownFrontMatter = (yaml: string | null): FrontMatter => (yaml === null ? noFrontMatter : readFrontMatter(yaml));

function foreignFrontMatter(yaml: string | null): FrontMatter {
  const title = /^title:[ \t]*["']?(.*?)["']?[ \t]*$/m.exec(yaml ?? "")?.[1];
  return title ? { ...noFrontMatter, title } : noFrontMatter;
}

/** The button of a command in an action fence, the `at`th of its section. */
function suggestionAt({ text, line }: Command, at: number): Suggestion {
  if (at >= mostActions) throw new RangeError(`line ${line}: a section offers at most ${mostActions} commands`);
  if (!commandTemplate(text)) throw new RangeError(`line ${line}: ${isNoCommand}`);
  return { label: text, command: text };
}

/** Bytes of UTF-8 before each of these offsets, which are asked for in ascending order. */
function byteCounter(text: string): (offset: number) => number {
  let [at, bytes] = [0, 0];
  return (offset) => {
    bytes += Buffer.byteLength(text.slice(at, offset));
    at = offset;
    return bytes;
  };
}
