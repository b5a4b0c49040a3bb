/** Replies as text for a terminal. Pure: the same reply and look give the same text. All foreign text is sanitized here. */
import type { Problem } from "../../src/problem.ts";
import type { Block, Reply, Source, Suggestion } from "../../src/reply.ts";
import { renderCard } from "./card.ts";
import { clip, columns, cutLines, narrowest, pad, padLeft, wrap } from "./layout.ts";
import { paint, type Look } from "./look.ts";
import { sanitize, sanitizeLine } from "./sanitize.ts";

/** What is longer is cut: a terminal is for reading. */
const mostLines = 200;
const mostCharacters = 40_000;

const foreign = (text: string): string =>
  sanitize(
    text.length <= mostCharacters
      ? text
      : `${text.slice(0, mostCharacters)}\n… ${text.length - mostCharacters} more characters`,
  );

/** A whole reply, without a line break at its end. */
export function renderReply(reply: Reply, look: Look): string {
  if (reply.reply === "card") return renderCard(reply.card, look);
  const parts = [
    wrap(foreign(reply.text), look.width),
    ...(reply.blocks ?? []).map((block) => renderBlock(block, look)),
    reply.reply === "answer" ? renderSources(reply.sources, look) : [],
    renderSuggestions(reply.suggestions ?? [], look),
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => cutLines(lines, mostLines).join("\n"))
    .join("\n\n");
}

function renderBlock(block: Block, look: Look): string[] {
  switch (block.kind) {
    case "text":
      return wrap(foreign(block.text), look.width);
    case "code":
      // Not wrapped: what is shown verbatim can be copied as it is.
      return foreign(block.text)
        .trimEnd()
        .split("\n")
        .map((line) => paint(look, "cyan", `    ${line}`.trimEnd()));
    case "table":
      return renderTable(block.columns, block.rows, look);
  }
}

const numeric = /^[-+]?[\d.,]+(?:\s?[\p{L}%/]{1,4})?$/u;

/** Numbers stand to the right. Where there is no room the widest column gives way and its cells wrap. */
function renderTable(heads: readonly string[], rows: readonly (readonly string[])[], look: Look): string[] {
  const cells = [heads, ...rows].map((row) => heads.map((_, column) => sanitizeLine(row[column] ?? "")));
  const widths = fit(
    heads.map((_, column) => Math.max(...cells.map((row) => columns(row[column] ?? "")))),
    look.width - gap.length * (heads.length - 1),
  );
  const rightward = heads.map(
    (_, column) => rows.length > 0 && cells.slice(1).every((row) => numeric.test(row[column] ?? "")),
  );
  const align = (cell: string, column: number): string =>
    (rightward[column] ? padLeft : pad)(cell, widths[column] ?? 0);
  const lines = cells.map((row) => {
    const wrapped = row.map((cell, column) => wrap(cell, widths[column] ?? 0));
    const height = Math.max(...wrapped.map((parts) => parts.length));
    return Array.from({ length: height }, (_, line) =>
      wrapped
        .map((parts, column) => align(parts[line] ?? "", column))
        .join(gap)
        .trimEnd(),
    );
  });
  const [top = [], ...below] = lines;
  return [...top.map((line) => paint(look, "bold", line)), ...below.flat()];
}

const gap = "  ";

/** The same widths, the widest made narrower until all of them fit. */
function fit(widths: readonly number[], room: number): number[] {
  const widest = Math.max(...widths);
  const sum = widths.reduce((total, width) => total + width, 0);
  if (sum <= room || widest <= narrowest) return [...widths];
  return fit(widths.with(widths.indexOf(widest), widest - 1), room);
}

/** "disk.md › Find what is full", each once. */
function renderSources(sources: readonly Source[], look: Look): string[] {
  const names = sources.map(({ doc, section, link = "" }) =>
    `${doc} › ${section.replace(/#[^#]*$/, "")}  ${link}`.trim(),
  );
  return [...new Set(names)].map((name, index) =>
    paint(look, "dim", clip(`[${index + 1}] ${sanitizeLine(name)}`, look.width)),
  );
}

function renderSuggestions(suggestions: readonly Suggestion[], look: Look): string[] {
  // An aside has no number, so it stands behind those that have.
  const sorted = suggestions.toSorted((a, b) => Number(a.aside ?? false) - Number(b.aside ?? false));
  const labels = sorted.map((suggestion) => sanitizeLine(suggestion.label));
  const width = Math.min(36, Math.max(0, ...labels.map(columns)));
  return sorted.map(({ command, label, aside }, index) => {
    const number = paint(look, ["bold", "cyan"], padLeft(aside ? "" : String(index + 1), 2));
    if (label === command) return `${number}  ${clip(sanitizeLine(label), look.width - 4)}`;
    const room = look.width - width - 6;
    const said = room < 12 ? "" : paint(look, "dim", clip(sanitizeLine(command), room));
    return `${number}  ${pad(clip(labels[index] ?? "", width), width)}  ${said}`.trimEnd();
  });
}

/** A line of a running request's output. */
export const renderProgress = (line: string, look: Look): string =>
  paint(look, "dim", clip(`  │ ${sanitizeLine(line)}`, look.width));

/** An expected error that the terminal itself has to tell. */
export const renderProblem = ({ sentence, hint }: Problem, look: Look): string =>
  [
    ...wrap(`✘ ${sanitizeLine(sentence)}`, look.width).map((line) => paint(look, "red", line)),
    ...wrap(`  ${sanitizeLine(hint)}`, look.width).map((line) => paint(look, "dim", line)),
  ].join("\n");
