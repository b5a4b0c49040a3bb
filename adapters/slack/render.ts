/** Replies as Slack messages. Pure: the same reply gives the same message. All foreign text is escaped on the way. */
import type { Block as ReplyBlock, Reply, Source } from "../../src/reply.ts";
import { context, pack, section, type Block } from "./blocks.ts";
import { headline, renderCard, renderFoot } from "./card.ts";
import { bold, code, escape, fences, flat, line, paragraphs } from "./mrkdwn.ts";
import { renderSuggestions } from "./suggestions.ts";

export interface Rendered {
  /** What notifications and screen readers show; makes sense alone. */
  readonly text: string;
  readonly blocks: Block[];
}

const mostSources = 3;

/** `tail` is the last output of a running request, for its card. */
export function render(reply: Reply, tail: readonly string[] = []): Rendered {
  switch (reply.reply) {
    case "card":
      return { text: headline(reply.card), blocks: pack(renderCard(reply.card, tail), renderFoot(reply.card)) };
    case "answer":
      return {
        text: escape(reply.text, 3900),
        blocks: pack(
          [
            ...paragraphs(reply.text).map(section),
            ...reply.blocks.flatMap(renderBlock),
            ...reply.sources.slice(0, mostSources).map((source, at) => renderSource(source, reply.text, at + 1)),
          ],
          renderSuggestions(reply.suggestions),
        ),
      };
    case "text":
      return {
        text: escape(reply.text, 3900),
        blocks: pack(
          [...paragraphs(reply.text).map(section), ...(reply.blocks ?? []).flatMap(renderBlock)],
          renderSuggestions(reply.suggestions ?? []),
        ),
      };
  }
}

function renderBlock(block: ReplyBlock): Block[] {
  switch (block.kind) {
    case "text":
      return paragraphs(block.text).map(section);
    case "code":
      return fences(block.text).map(section);
    case "table":
      return fences(layOut(block.columns, block.rows)).map(section);
  }
}

/** A table in a fixed-width face, its columns as wide as their widest cell. */
function layOut(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [columns, ...rows].map((row) => row.map((text) => flat(text, 48)));
  const widths = columns.map((_, index) => Math.max(...all.map((row) => row[index]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** With its own words, unless the answer has just said them, and with its number where the answer cites it. */
function renderSource({ doc, section: heading, quote, link }: Source, said: string, at: number): Block {
  const [title = ""] = heading.split("#");
  const number = said.includes(`[${at}]`) ? `[${at}] ` : "";
  // As text: no message of ours holds a link in Slack's own notation, so that none of a document's can pass for one.
  const address = link === undefined ? "" : `\n${line(link, 500)}`;
  const where = `📖 ${number}${code(doc, 200)}${title ? ` › ${bold(title, 200)}` : ""}${address}`;
  return context(said.includes(quote) ? where : `${where}\n${line(quote, 500)}`);
}
