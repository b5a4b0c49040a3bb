/** A runbook's Markdown in chunks: one per heading, long ones split between blocks; code blocks and tables stay whole. */
import GithubSlugger from "github-slugger";
import type { Nodes, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";

/** One block of a section. */
export interface Passage {
  readonly kind: "text" | "item" | "code" | "table";
  /** As a person reads it: without markup, an item with its number or dash. */
  readonly text: string;
  /** The document's own characters. */
  readonly raw: string;
  /** What a code block says it is: "sh". */
  readonly language?: string;
}

export interface Chunk {
  /** Headings from the top to here, without the document's title: ["Steps", "Find what is full"]. */
  readonly breadcrumb: readonly string[];
  /** As GitHub links to it; "" for what stands before the first heading. */
  readonly anchor: string;
  readonly passages: readonly Passage[];
}

/** Beyond this many words a section is split at its next block: a longer text dilutes what it is about. */
const chunkWords = 300;

/** The chunks in their order, and the first level-one heading if there is one. */
export function chunk(markdown: string): { readonly title: string | null; readonly chunks: readonly Chunk[] } {
  let title: string | null = null;
  const slugger = new GithubSlugger();
  const chunks: Chunk[] = [];
  const headings: { depth: number; text: string }[] = [];
  let anchor = "";
  let passages: Passage[] = [];
  let words = 0;
  const close = (): void => {
    const breadcrumb = headings.filter((heading) => heading.depth > 1).map((heading) => heading.text);
    if (passages.length > 0) chunks.push({ breadcrumb, anchor, passages });
    passages = [];
    words = 0;
  };
  for (const node of fromMarkdown(markdown).children) {
    if (node.type === "heading") {
      close();
      while ((headings.at(-1)?.depth ?? 0) >= node.depth) headings.pop();
      const text = plain(node);
      if (node.depth === 1) title ||= text;
      headings.push({ depth: node.depth, text });
      anchor = slugger.slug(text);
      continue;
    }
    for (const passage of passagesOf(node, markdown)) {
      const length = passage.text.split(/\s+/).length;
      if (words > 0 && words + length > chunkWords) close();
      passages.push(passage);
      words += length;
    }
  }
  close();
  return { title, chunks };
}

/** HTML is not text: what it draws, and whether it draws, is not known here. */
function passagesOf(node: RootContent, markdown: string, marker = ""): Passage[] {
  const raw = markdown.slice(node.position?.start.offset, node.position?.end.offset);
  switch (node.type) {
    case "code":
      return [{ kind: "code", text: node.value, raw: node.value, ...(node.lang ? { language: node.lang } : {}) }];
    case "paragraph": {
      const table = /^\|.*\|\s*\n\s*\|[\s:|-]+\|/.test(raw);
      const text = table ? raw : plain(node);
      if (!text) return [];
      return [{ kind: table ? "table" : marker ? "item" : "text", text: marker ? `${marker} ${text}` : text, raw }];
    }
    case "blockquote":
      return node.children.flatMap((child) => passagesOf(child, markdown));
    case "list":
      return node.children.flatMap((item, i) => {
        const own = node.ordered ? `${(node.start ?? 1) + i}.` : "-";
        return item.children.flatMap((child, j) => passagesOf(child, markdown, j === 0 ? own : ""));
      });
    default:
      return [];
  }
}

/** Words without markup. Addresses of links and pictures are left out: a reader would not see them either. */
function plain(node: Nodes): string {
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
