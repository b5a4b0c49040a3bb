/** A runbook's Markdown in chunks: one per heading, long ones split between blocks; code blocks and tables stay whole. */
import GithubSlugger from "github-slugger";
import type { Code, Nodes, RootContent } from "mdast";

import type { Suggestion } from "../src/reply.ts";
import { withoutComments } from "./clean.ts";
import { parseMarkdown } from "./markdown.ts";

/** One block of a section. */
export interface Passage {
  readonly kind: "text" | "item" | "code" | "table";
  /** As a person reads it: without markup, an item with its number or dash. */
  readonly text: string;
  /** The document's own characters, without comments. */
  readonly raw: string;
  /** What a code block says it is: "sh". */
  readonly language?: string;
}

interface Section {
  /** Headings from the top to here, without the document's title: ["Steps", "Find what is full"]. */
  readonly breadcrumb: readonly string[];
  /** As GitHub links to it; "" for what stands before the first heading. */
  readonly anchor: string;
  readonly passages: readonly Passage[];
  /** Where it begins, with its heading, and ends; the file's first line is 1. */
  readonly lines: readonly [from: number, to: number];
}

export interface Chunk extends Section {
  /** What its section offers to do; names may be left open (knowledge/prefill.ts). */
  readonly actions: readonly Suggestion[];
  /** Offsets into the bytes of the file, the end not included. */
  readonly bytes: readonly [start: number, end: number];
}

/** A chunk of Markdown that may be part of a file. */
export interface Piece extends Section {
  /** Of the whole section, in all of its chunks. */
  readonly commands: readonly Command[];
  /** Offsets into the Markdown, the end not included. */
  readonly span: readonly [start: number, end: number];
}

/** A line of an action fence. */
export interface Command {
  readonly text: string;
  readonly line: number;
}

/** Beyond this many words a section is split at its next block: a longer text dilutes what it is about. */
const chunkWords = 300;

/**
 * The chunks in their order, and the first level-one heading if there is one. Throws RangeError for an action fence in a
 * section without words: no answer would show it.
 */
export function chunk(
  markdown: string,
  linesAbove = 0,
): { readonly title: string | null; readonly chunks: readonly Piece[] } {
  let title: string | null = null;
  const slugger = new GithubSlugger();
  const chunks: Piece[] = [];
  const headings: { depth: number; text: string }[] = [];
  let anchor = "";
  let commands: Command[] = [];
  let heading: Extent | null = null;
  let blocks: { passage: Passage; extent: Extent }[] = [];
  let words = 0;
  const cut = (): void => {
    const [first, last] = [blocks[0]?.extent, blocks.at(-1)?.extent];
    if (first && last) {
      const start = heading ?? first;
      chunks.push({
        breadcrumb: headings.filter(({ depth }) => depth > 1).map(({ text }) => text),
        anchor,
        passages: blocks.map(({ passage }) => passage),
        commands,
        span: [start.span[0], last.span[1]],
        lines: [start.lines[0] + linesAbove, last.lines[1] + linesAbove],
      });
      heading = null;
    }
    blocks = [];
    words = 0;
  };
  const end = (): void => {
    cut();
    const [lost] = commands;
    if (lost && chunks.at(-1)?.commands !== commands)
      throw new RangeError(`line ${lost.line}: an action fence needs words in its section that say what it does`);
  };
  for (const node of parseMarkdown(markdown).children) {
    if (node.type === "heading") {
      end();
      while ((headings.at(-1)?.depth ?? 0) >= node.depth) headings.pop();
      const text = plain(node);
      if (node.depth === 1) title ||= text;
      headings.push({ depth: node.depth, text });
      anchor = slugger.slug(text);
      heading = extentOf(node);
      commands = [];
      continue;
    }
    for (const block of blocksOf(node, markdown)) {
      if ("commands" in block) {
        // The same list for every chunk of the section, also those before this one.
        commands.push(...block.commands.map(({ text, line }) => ({ text, line: line + linesAbove })));
        continue;
      }
      const length = block.passage.text.split(/\s+/).length;
      if (words > 0 && words + length > chunkWords) cut();
      blocks.push(block);
      words += length;
    }
  }
  end();
  return { title, chunks };
}

interface Extent {
  readonly span: readonly [number, number];
  readonly lines: readonly [number, number];
}

function extentOf({ position }: Nodes, from = position): Extent {
  return {
    span: [from?.start.offset ?? 0, position?.end.offset ?? 0],
    lines: [from?.start.line ?? 1, position?.end.line ?? 1],
  };
}

type Block = { readonly passage: Passage; readonly extent: Extent } | { readonly commands: readonly Command[] };

/** How a block stands in those around it. */
interface Standing {
  /** The first block of a list's item: the item's own number or dash, and where that begins. */
  readonly item?: { readonly marker: string; readonly position: Nodes["position"] };
  readonly quoted?: true;
}

/** HTML is not text: what it draws, and whether it draws, is not known here. */
function blocksOf(node: RootContent, markdown: string, { item, quoted }: Standing = {}): Block[] {
  const extent = extentOf(node, item?.position ?? node.position);
  switch (node.type) {
    case "code": {
      // What is quoted is said by somebody else.
      if (/^action:?$/.test(node.lang ?? "") && !quoted) return [{ commands: commandsOf(node) }];
      const language = node.lang ? { language: node.lang } : {};
      return [{ passage: { kind: "code", text: node.value, raw: node.value, ...language }, extent }];
    }
    case "paragraph": {
      const raw = rawOf(node, markdown);
      const table = /^\|.*\|\s*\n\s*\|[\s:|-]+\|/.test(raw);
      const text = table ? raw : plain(node);
      if (!text) return [];
      const kind = table ? "table" : item ? "item" : "text";
      return [{ passage: { kind, text: item ? `${item.marker} ${text}` : text, raw }, extent }];
    }
    case "blockquote":
      return node.children.flatMap((child) => blocksOf(child, markdown, { quoted: true }));
    case "list":
      return node.children.flatMap(({ position, children }, i) => {
        const marker = node.ordered ? `${(node.start ?? 1) + i}.` : "-";
        return children.flatMap((child, j) =>
          blocksOf(child, markdown, { ...(j === 0 && { item: { marker, position } }), ...(quoted && { quoted }) }),
        );
      });
    default:
      return [];
  }
}

/** Each line of an action fence that is not empty. Words beside its name are not drawn by any viewer, and are no command. */
function commandsOf({ value, meta, position }: Code): Command[] {
  const start = position?.start.line ?? 1;
  const lines = value.split("\n").map((text, at) => ({ text: text.trim(), line: start + 1 + at }));
  return [...(meta ? [{ text: `action ${meta}`, line: start }] : []), ...lines.filter(({ text }) => text !== "")];
}

function rawOf(node: Nodes, markdown: string): string {
  const [start, end] = extentOf(node).span;
  let [raw, at] = ["", start];
  const walk = (inner: Nodes): void => {
    if (inner.type === "html") {
      const [from, to] = extentOf(inner).span;
      raw += markdown.slice(at, from) + withoutComments(markdown.slice(from, to));
      at = to;
    }
    if ("children" in inner) inner.children.forEach(walk);
  };
  walk(node);
  return raw + markdown.slice(at, end);
}

/** Words without markup. Addresses of links and pictures are left out: a reader would not see them either. */
export function plain(node: Nodes): string {
  switch (node.type) {
    case "text":
      return node.value.replaceAll(/\s*\n\s*/g, " ");
    case "inlineCode":
      return `\`${node.value}\``;
    case "break":
      return " ";
    case "html":
    case "image":
      return "";
    default:
      return "children" in node ? node.children.map(plain).join("").trim() : "";
  }
}
