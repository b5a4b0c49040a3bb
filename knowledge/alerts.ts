/** Alert rules: what they say in their annotations is how people and alerts will ask for the runbook that they name. */
import { glob, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { isNode, LineCounter, parseAllDocuments, type Document } from "yaml";
import { z } from "zod";
import { problem, type Problem } from "../src/problem.ts";
import { fold } from "./analyse.ts";
import { visible } from "./clean.ts";

export interface AlertRule {
  readonly name: string;
  /** PromQL. */
  readonly expr: string;
  /** Annotations in one line each, without their templates; empty if there are none. */
  readonly summary: string;
  readonly description: string;
  /** The end of its runbook's address, for people: "disk-full#inodes". Null if it names none. */
  readonly runbook: string | null;
  /** That address as it is written. */
  readonly url: string | null;
  readonly file: string;
  /** Where it begins in the file, from 1. */
  readonly line: number;
}

/**
 * Reads Prometheus rule files and PrometheusRule resources; a path names a file, a folder or a pattern. A file that
 * cannot be used, and a path that leads to none, is a Problem RULES_BROKEN, and the others are there all the same.
 */
export async function readRules(
  paths: readonly string[],
): Promise<{ readonly rules: readonly AlertRule[]; readonly problems: readonly Problem[] }> {
  const rules: AlertRule[] = [];
  const problems: Problem[] = [];
  const files = new Set<string>();
  const refuse = (file: string, error: unknown): void =>
    void problems.push(problem("RULES_BROKEN", { file, why: error instanceof Error ? error.message : String(error) }));
  for (const one of paths) {
    try {
      for (const file of await filesAt(one)) files.add(file);
    } catch (error) {
      refuse(one, error);
    }
  }
  for (const file of files) {
    try {
      rules.push(...rulesIn(file, await readFile(file, "utf8")));
    } catch (error) {
      refuse(file, error);
    }
  }
  return { rules, problems };
}

const isHidden = (file: string): boolean => /(?:^|[/\\])\./.test(file);

async function filesAt(one: string): Promise<string[]> {
  const there = await stat(one).catch(() => null);
  if (there?.isFile()) return [one];
  const [cwd, pattern] = there ? [one, "**/*.{yml,yaml}"] : [".", one];
  const found = (await Array.fromAsync(glob(pattern, { cwd }))).filter((file) => !there || !isHidden(file));
  if (found.length === 0) throw new RangeError(there ? "there is no YAML file in it" : "there is no such file");
  return found.map((file) => (there ? path.join(one, file) : file)).toSorted();
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const groups = z
  .array(
    z.object({
      rules: z
        .array(
          z.union([
            z.object({ alert: z.string().min(1), expr: text, annotations: z.record(z.string(), text).nullish() }),
            z.object({ record: z.string().min(1), expr: text }),
          ]),
        )
        .nullish(),
    }),
  )
  .nullish();

const shapes = {
  file: z.object({ groups }),
  resource: z.object({ spec: z.object({ groups }) }),
};

/** The kinds of Kubernetes resources that hold rules. */
const kinds = ["List", "PrometheusRuleList", "PrometheusRule"];

function rulesIn(file: string, yaml: string): AlertRule[] {
  // Others in the same folder are not for us, and may be large.
  const named = Array.from(yaml.matchAll(/^kind:\s*["']?(\w+)/gm), ([, kind = ""]) => kind);
  if (named.length > 0 && !named.some((kind) => kinds.includes(kind))) return [];
  const lines = new LineCounter();
  // Rule files are written for a parser that merges (YAML 1.1).
  const documents = parseAllDocuments(yaml, { lineCounter: lines, merge: true });
  return ("empty" in documents ? [] : documents).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new RangeError(`it is not YAML: ${error.message.split("\n")[0]?.replace(/:$/, "")}`);
    const value: unknown = document.toJS();
    const lineOf = (at: readonly (string | number)[]): number => lineAt(document, at, lines);
    return value === null ? [] : rulesOf(file, value, [], lineOf);
  });
}

type At = readonly (string | number)[];

function rulesOf(file: string, value: unknown, above: At, lineOf: (at: At) => number): AlertRule[] {
  const kind = z.object({ kind: z.string() }).safeParse(value).data?.kind;
  if (kind === "List" || kind === "PrometheusRuleList") {
    const { items } = z.object({ items: z.array(z.unknown()) }).parse(value);
    return items.flatMap((item, i) => rulesOf(file, item, [...above, "items", i], lineOf));
  }
  if (kind !== undefined && kind !== "PrometheusRule") return [];
  const own = kind ? ["spec", "groups"] : ["groups"];
  const parsed = kind ? shapes.resource.safeParse(value) : shapes.file.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const at = [...above, ...(issue?.path.map((key) => (typeof key === "number" ? key : String(key))) ?? [])];
    throw new RangeError(`line ${lineOf(at)}: ${at.join(".") || "the file"} is not what a rule file has there`);
  }
  const found = "spec" in parsed.data ? parsed.data.spec.groups : parsed.data.groups;
  return (found ?? []).flatMap(({ rules }, g) =>
    (rules ?? []).flatMap((rule, r) =>
      "alert" in rule ? [alertRule(file, rule, lineOf([...above, ...own, g, "rules", r]))] : [],
    ),
  );
}

/** Of the innermost thing on this way that is there. */
function lineAt(document: Document, at: At, lines: LineCounter): number {
  for (let length = at.length; length >= 0; length--) {
    const node: unknown = document.getIn(at.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function alertRule(
  file: string,
  {
    alert,
    expr,
    annotations,
  }: { alert: string; expr: string; annotations?: Record<string, string> | null | undefined },
  line: number,
): AlertRule {
  const url = visible(annotations?.["runbook_url"] ?? annotations?.["runbook"] ?? "").trim() || null;
  const address = url === null ? null : addressOf(url);
  return {
    name: visible(alert),
    expr: visible(expr).trim(),
    summary: withoutTemplates(annotations?.["summary"] ?? ""),
    description: withoutTemplates(annotations?.["description"] ?? annotations?.["message"] ?? ""),
    runbook: (address && [address.path.at(-1), address.anchor].filter(Boolean).join("#")) || null,
    url,
    file,
    line,
  };
}

/** Go templates (`{{ $labels.instance }}`) stand for what is known only when it fires. */
const withoutTemplates = (annotation: string): string =>
  visible(annotation)
    .replaceAll(/\{\{.*?(?:\}\}|$)/gs, "")
    .replaceAll(/\s+/g, " ")
    .trim();

interface Address {
  /** Without what every page has: an ending, "index". */
  readonly path: readonly string[];
  readonly anchor: string;
}

/** Of a page on the web, or a path in a repository. */
function addressOf(url: string): Address {
  const { pathname, hash } = URL.parse(url, "https://any.invalid/") ?? { pathname: "", hash: "" };
  return { path: pagePath(decode(pathname)), anchor: decode(hash.slice(1)) };
}

/** What is escaped wrongly is taken as it stands. */
export function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function pagePath(page: string): string[] {
  const parts = page.split("/").filter(Boolean);
  const last = parts.pop()?.replace(/\.(?:md|markdown|html?)$/i, "") ?? "";
  return /^(?:_?index|readme)$/i.test(last) && parts.length > 0 ? parts : [...parts, last].filter(Boolean);
}

/** A document as rules know it. */
export interface Target {
  readonly id: string;
  readonly path: string;
  readonly title: string;
  readonly tags: readonly string[];
}

export interface Joined {
  /** Document's id → the rules that lead to it. */
  readonly byDocument: ReadonlyMap<string, readonly AlertRule[]>;
  /** Rules that lead to no document. */
  readonly alone: readonly AlertRule[];
  /** Rules whose address leads to no document, though their name may. */
  readonly astray: readonly AlertRule[];
}

/**
 * A rule leads to the document whose path shares the longest end with its runbook's address, else to those that bear its
 * name: as their file's name, as their title or as a tag.
 */
export function joinAlerts(rules: readonly AlertRule[], documents: readonly Target[]): Joined {
  const pages = documents.map(({ id, path: file, title, tags }) => {
    const parts = pagePath(file.toLowerCase());
    const last = parts.at(-1) ?? "";
    return { id, parts, last, names: [last, title, ...tags].map(fold) };
  });
  const byLast = Map.groupBy(pages, ({ last }) => last);
  const byName = new Map<string, Set<string>>();
  for (const { id, names } of pages)
    for (const name of names) byName.set(name, (byName.get(name) ?? new Set()).add(id));
  byName.delete("");
  const byAddress = (url: string): string[] => {
    const wanted = addressOf(url.toLowerCase()).path;
    const close = (byLast.get(wanted.at(-1) ?? "") ?? []).map(({ id, parts }) => ({
      id,
      length: shared(parts, wanted),
    }));
    const most = Math.max(...close.map(({ length }) => length));
    return close.filter(({ length }) => length === most).map(({ id }) => id);
  };
  const byDocument = new Map<string, AlertRule[]>();
  const alone: AlertRule[] = [];
  const astray: AlertRule[] = [];
  for (const rule of rules) {
    const addressed = rule.url === null ? [] : byAddress(rule.url);
    if (rule.url !== null && addressed.length === 0) astray.push(rule);
    const ids = addressed.length > 0 ? addressed : [...(byName.get(fold(rule.name)) ?? [])];
    if (ids.length === 0) alone.push(rule);
    for (const id of ids) byDocument.set(id, [...(byDocument.get(id) ?? []), rule]);
  }
  return { byDocument, alone, astray };
}

/** How many parts the two have in common at their ends. */
function shared(one: readonly string[], other: readonly string[]): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length;
}
