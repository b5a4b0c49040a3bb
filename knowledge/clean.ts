/** Text of documents is untrusted: what a reviewer cannot see in it, nobody shall be shown or find. */
import { fromMarkdown } from "mdast-util-from-markdown";
import type { Nodes } from "mdast";

/**
 * Zero-width, bidirectional and other characters that draw nothing (Unicode Default_Ignorable_Code_Point, UAX #44),
 * line and paragraph separators, and control characters other than tab and newline.
 */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2028\u2029]|(?![\t\n])\p{Cc}/gu;

export const visible = (text: string): string => text.replaceAll(/\r\n?/g, "\n").replaceAll(invisible, "");

/** Markdown without its HTML comments. Those that stand in code blocks are code and stay. */
export function withoutComments(markdown: string): string {
  if (!markdown.includes("<!--")) return markdown;
  const html: [start: number, end: number][] = [];
  const walk = (node: Nodes): void => {
    const start = node.position?.start.offset;
    const end = node.position?.end.offset;
    if (node.type === "html" && start !== undefined && end !== undefined) html.push([start, end]);
    if ("children" in node) node.children.forEach(walk);
  };
  walk(fromMarkdown(markdown));
  return html.reduceRight((text, [start, end]) => {
    const bare = text.slice(start, end).replaceAll(/<!--.*?(?:-->|$)/gs, "");
    return text.slice(0, start) + bare + text.slice(end);
  }, markdown);
}
