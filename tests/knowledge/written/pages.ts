/** The real runbooks: as sections for a model, and as the files that they are. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Section } from "../../../knowledge/written/statement.ts";
import { answerable, answerableLater, unanswerable, unanswerableLater } from "../../evals/questions.ts";
import type { Dice } from "../../fakes/ollama/writers.ts";
import { libraryIn } from "../../support/library.ts";

const folder = path.join(import.meta.dirname, "../../../knowledge/runbooks");
const { shelf } = await libraryIn(folder);
const runbooks = [...shelf.cards.keys()].flatMap((id) => shelf.book(id)?.runbook ?? []);

/** A section, and the characters of its file from its heading to the next. */
export interface Page extends Section {
  readonly raw: string;
}

const pagesOf = ({ path: file, title, chunks }: (typeof runbooks)[number]): Omit<Page, "n">[] => {
  const parts = partsOf(readFileSync(path.join(folder, file), "utf8"));
  return chunks.map(({ breadcrumb, passages }) => ({
    headings: [title, ...breadcrumb],
    passages,
    raw: parts.get(breadcrumb.at(-1) ?? title) ?? "",
  }));
};

/** By heading. */
function partsOf(markdown: string): Map<string, string> {
  const parts = new Map<string, string>();
  let heading = "";
  let inCode = false;
  for (const line of markdown.split("\n")) {
    if (line.startsWith("```")) inCode = !inCode;
    if (!inCode && /^#+ /.test(line)) heading = line.replace(/^#+ /, "");
    parts.set(heading, `${parts.get(heading) ?? ""}${line}\n`);
  }
  return parts;
}

export const everyPage: readonly Page[] = runbooks
  .flatMap((one) => pagesOf(one))
  .map((page, i) => ({ ...page, n: i + 1 }));

export const questions: readonly (readonly [question: string, runbook: string | null])[] = [
  ...answerable,
  ...answerableLater,
  ...[...unanswerable, ...unanswerableLater].map((question) => [question, null] as const),
];

/** What a search might come back with: the right runbook's sections, if there is one, and some of another. */
export function pagesFor(runbook: string | null, random: Dice): Page[] {
  const any = (): (typeof runbooks)[number] | undefined => runbooks[Math.floor(random() * runbooks.length)];
  const right = runbooks.find(({ path: file }) => path.basename(file, ".md") === runbook) ?? any();
  const other = any();
  const found = [...(right ? pagesOf(right) : []), ...(other && other !== right ? pagesOf(other).slice(0, 3) : [])];
  return found.map((page, i) => ({ ...page, n: i + 1 }));
}
