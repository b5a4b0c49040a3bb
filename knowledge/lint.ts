/** What is wrong with runbooks, for the people who keep them. Nothing is looked up beyond what is handed in. */
import path from "node:path";
import GithubSlugger from "github-slugger";
import type { Nodes } from "mdast";
import { decode, joinAlerts, type AlertRule } from "./alerts.ts";
import { fold } from "./analyse.ts";
import { plain } from "./chunk.ts";
import { clean } from "./clean.ts";
import { split } from "./front-matter.ts";
import { parseMarkdown } from "./markdown.ts";
import { readRunbook, type Runbook } from "./runbook.ts";

export interface Finding {
  /** Path of the document or rule file. */
  readonly document: string;
  /** From 1. */
  readonly line: number;
  readonly rule: Rule;
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** What is looked for. An error is certainly wrong; a warning is for a person to judge. */
const rules = {
  refused: "error",
  "dead-link": "error",
  "unknown-action": "error",
  // Viewers make anchors in different ways; answers link as GitHub does.
  "dead-anchor": "warning",
  "link-out": "warning",
  "no-title": "warning",
  "no-owner": "warning",
  "no-review": "warning",
  overdue: "warning",
  empty: "warning",
  "empty-section": "warning",
  "duplicate-title": "warning",
  "not-a-fence": "warning",
  "unknown-alert": "warning",
  "alert-without-runbook": "warning",
  "dead-runbook-url": "warning",
} as const satisfies Record<string, Finding["severity"]>;
export type Rule = keyof typeof rules;

export interface Linted {
  /** As their sources give them; `root` is the name of the source where that stands before the path. */
  readonly documents: readonly { readonly path: string; readonly text: string; readonly root?: string }[];
  /** What no source could give, and rule files that are broken → why. */
  readonly refused: ReadonlyMap<string, string>;
  readonly alerts: readonly AlertRule[];
  /** Names of the actions that there are. */
  readonly actions: readonly string[];
  readonly today: Temporal.PlainDate;
}

/** By document and line. */
export function lint({ documents, refused, alerts, actions, today }: Linted): Finding[] {
  const findings: Finding[] = [];
  const reporter =
    (document: string): Report =>
    (rule, line, message) =>
      void findings.push({ document, line, rule, message, severity: rules[rule] });
  for (const [document, why] of refused) reporter(document)("refused", 1, why);
  const pages = new Map(
    documents.flatMap(({ path: file, text, root = "" }) => {
      try {
        return [[file, pageOf(file, text, root)] as const];
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        reporter(file)("refused", Number(/^line (\d+): /.exec(error.message)?.[1] ?? 1), error.message);
        return [];
      }
    }),
  );
  // What is refused is there all the same.
  const there = new Set([...documents.map((document) => document.path), ...refused.keys()]);
  for (const page of pages.values()) {
    const report = reporter(page.runbook.path);
    checkLinks(page, pages, there, report);
    checkUpkeep(page, today, report);
    checkSections(page, report);
    checkActions(page, actions, report);
    if (alerts.length > 0) checkTags(page, alerts, report);
  }
  const runbooks = [...pages.values()].map(({ runbook }) => runbook);
  for (const same of Map.groupBy(runbooks, ({ title }) => fold(title)).values()) {
    for (const { path: file, title } of same) {
      const others = same.map((other) => other.path).filter((other) => other !== file);
      if (others.length > 0)
        reporter(file)("duplicate-title", 1, `others are called ${title} as well: ${others.join(", ")}`);
    }
  }
  const { alone, astray } = joinAlerts(
    alerts,
    runbooks.map((runbook) => ({ ...runbook, id: runbook.path })),
  );
  for (const { file, line, name, url } of astray)
    reporter(file)("dead-runbook-url", line, `the runbook_url of ${name} leads to none of these runbooks: ${url}`);
  for (const { file, line, name } of alone.filter((rule) => !astray.includes(rule)))
    reporter(file)("alert-without-runbook", line, `no runbook is called ${name} or has it among its tags`);
  return findings.toSorted(
    (a, b) => order(a.document, b.document) || a.line - b.line || order(a.rule, b.rule) || order(a.message, b.message),
  );
}

type Report = (rule: Rule, line: number, message: string) => void;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Page {
  readonly runbook: Runbook;
  readonly root: string;
  /** Of the file, without what cannot be seen. */
  readonly lines: readonly string[];
  readonly headings: readonly {
    readonly text: string;
    readonly depth: number;
    readonly anchor: string;
    readonly line: number;
  }[];
  /** Everything that a link can lead to. */
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly { readonly to: string; readonly line: number }[];
  /** Code blocks by what they say they are. */
  readonly fences: readonly { readonly language: string; readonly line: number }[];
}

function pageOf(file: string, text: string, root: string): Page {
  const seen = clean(text).text;
  const { markdown } = split(seen);
  const above = seen.slice(0, seen.length - markdown.length).split("\n").length - 1;
  const tree = parseMarkdown(markdown);
  const lineOf = (node: Nodes): number => (node.position?.start.line ?? 1) + above;
  const slugger = new GithubSlugger();
  const headings = tree.children
    .filter((node) => node.type === "heading")
    .map((node) => ({ text: plain(node), depth: node.depth, anchor: slugger.slug(plain(node)), line: lineOf(node) }));
  const anchors = new Set(headings.map(({ anchor }) => anchor));
  const links: { to: string; line: number }[] = [];
  const fences: { language: string; line: number }[] = [];
  const walk = (node: Nodes): void => {
    if (node.type === "link" || node.type === "definition") links.push({ to: node.url, line: lineOf(node) });
    if (node.type === "code" && node.lang) fences.push({ language: node.lang, line: lineOf(node) });
    if (node.type === "html")
      for (const [, id = ""] of node.value.matchAll(/\b(?:id|name)\s*=\s*["']?([^\s"'>]+)/gi))
        anchors.add(id.toLowerCase());
    if ("children" in node) node.children.forEach(walk);
  };
  walk(tree);
  return { runbook: readRunbook(file, text), root, lines: seen.split("\n"), headings, anchors, links, fences };
}

function checkLinks(page: Page, pages: ReadonlyMap<string, Page>, there: ReadonlySet<string>, report: Report): void {
  for (const { to, line } of page.links) {
    // With a scheme, or on another host: somebody else's.
    if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(to)) continue;
    const [, link = "", anchor = ""] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(decode(to)) ?? [];
    if (link !== "" && !/\.md$/i.test(link)) continue;
    const target = link === "" ? page.runbook.path : targetOf(page, link, there);
    if (target === null) report("link-out", line, `${to} leads out of what is read here`);
    else if (!there.has(target)) report("dead-link", line, `${to} leads to nothing: there is no ${target}`);
    else if (anchor !== "" && pages.get(target)?.anchors.has(anchor.toLowerCase()) === false)
      report("dead-anchor", line, `${to} leads to nothing: ${target} has no section #${anchor}`);
  }
}

/** The path that a link means; null for one above the root. */
function targetOf({ runbook, root }: Page, link: string, there: ReadonlySet<string>): string | null {
  if (link.startsWith("/")) {
    const prefix = root === "" ? "" : `${root}/`;
    // The root of a repository may lie above what is read of it.
    const below = (known: string): boolean =>
      known.startsWith(prefix) && link.endsWith(`/${known.slice(prefix.length)}`);
    return [...there].find(below) ?? prefix + link.slice(1);
  }
  const target = path.posix.join(path.posix.dirname(runbook.path), link);
  return path.posix.relative(root, target).startsWith("..") ? null : target;
}

/** The line of a key of the front matter, or of the top. */
const keyLine = ({ lines }: Page, key: string): number => {
  const end = lines.indexOf("---", 1);
  const at = lines.slice(0, Math.max(end, 0)).findIndex((line) => line.startsWith(`${key}:`));
  return at + 1 || 1;
};

function checkUpkeep(page: Page, today: Temporal.PlainDate, report: Report): void {
  const { owner, reviewed, due } = page.runbook;
  if (owner === null) report("no-owner", 1, "nobody is named as its owner");
  if (reviewed === null) report("no-review", 1, "no review is on record");
  else if (due === null)
    report("no-review", keyLine(page, "reviewed"), "nobody says for how long its review holds (review_in)");
  else if (Temporal.PlainDate.compare(due, today) < 0)
    report("overdue", keyLine(page, "reviewed"), `its review was due on ${due.toString()}`);
}

function checkSections({ runbook, headings, lines, fences }: Page, report: Report): void {
  const titled = headings.some(({ depth }) => depth === 1) || lines.some((line) => line.startsWith("title:"));
  if (!titled) report("no-title", 1, `it has neither a title nor a first heading, and is called ${runbook.title}`);
  if (runbook.chunks.length === 0) report("empty", 1, "there is nothing in it that could be shown");
  const shown = new Set(runbook.chunks.map(({ anchor }) => anchor));
  headings.forEach(({ text, depth, anchor, line }, at) => {
    const next = headings[at + 1];
    if (!shown.has(anchor) && runbook.chunks.length > 0 && (next === undefined || next.depth <= depth))
      report("empty-section", line, `there is nothing under ${text || "this heading"} that could be shown`);
  });
  for (const { language, line } of fences)
    if (/^actions?:?$/i.test(language) && !/^action:?$/.test(language))
      report("not-a-fence", line, `a block called ${language} is shown as code: is it action?`);
}

function checkActions({ runbook, lines }: Page, actions: readonly string[], report: Report): void {
  const commands = [runbook, ...runbook.chunks].flatMap((one) => one.actions.map(({ command }) => command));
  for (const command of new Set(commands)) {
    const [action = ""] = command.split(" ");
    const line = lines.findIndex((text) => text.includes(command)) + 1 || 1;
    if (!actions.includes(action)) report("unknown-action", line, `there is no action ${action}`);
  }
}

/** A name as alerts have them: words run together, each beginning with a capital. */
const looksLikeAlert = /^[A-Z][A-Za-z0-9]*[A-Z][a-z][A-Za-z0-9]*$/;

function checkTags(page: Page, alerts: readonly AlertRule[], report: Report): void {
  for (const tag of page.runbook.tags.filter((one) => looksLikeAlert.test(one))) {
    if (!alerts.some(({ name }) => fold(name) === fold(tag)))
      report("unknown-alert", keyLine(page, "tags"), `no rule is called ${tag}`);
  }
}
