/** `signalbox knowledge`: the runbooks and what finds them. Answers are given by `ask` and in the chat. */
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { renderReply } from "../../adapters/terminal/render.ts";
import { addressOf } from "../../knowledge/address.ts";
import { readRules } from "../../knowledge/alerts.ts";
import { isSure, findsNothing } from "../../knowledge/answer.ts";
import { calibrate, calibrationOf, fewest } from "../../knowledge/calibration.ts";
import { openCorpus } from "../../knowledge/corpus.ts";
import { openKnowledge } from "../../knowledge/open.ts";
import type { SiteLibrary } from "../../knowledge/library.ts";
import type { Scope } from "../../knowledge/scope.ts";
import type { Where } from "../cli.ts";
import type { Config } from "../config.ts";
import { problem } from "../problem.ts";
import { say } from "../reply.ts";
import { wordChange, writeChange } from "./config-file.ts";
import { createBar } from "./progress.ts";
import { look, openConfig, speakingPerson } from "./site.ts";

type Json = { readonly json?: boolean };

/** The site's library, with what is going on shown while something is. */
async function open(config: Config): Promise<SiteLibrary> {
  const bar = createBar();
  try {
    return await openKnowledge(config, { onProgress: ({ done, total }) => total > 0 && bar("reading", done, total) });
  } finally {
    bar.end();
  }
}

/** Whatever is new is read before anything else is done; that alone is a `sync`. */
export async function sync(options: Where & Json): Promise<0 | 1> {
  const library = await open(await openConfig(options));
  const { added, changed, removed, unreachable } = library.opened;
  const { problems } = library;
  await library.close();
  if (options.json) console.log(JSON.stringify({ added, changed, removed, unreachable, refused: problems.length }));
  else {
    console.log(`${added} new, ${changed} changed, ${removed} gone.`);
    for (const { message } of problems) console.log(message);
  }
  return unreachable.length > 0 ? 1 : 0;
}

/** Takes everything apart anew. */
export async function reindex(options: Where & Json): Promise<0 | 1> {
  const config = await openConfig(options);
  const library = await open(config);
  const bar = createBar();
  await library.reindex(new AbortController().signal, ({ done, total }) => bar("reading", done, total));
  bar.end();
  const { size } = library.shelf.cards;
  await library.close();
  console.log(options.json ? JSON.stringify({ documents: size }) : `${size} documents were read and indexed anew.`);
  return 0;
}

export async function status(options: Where & Json): Promise<0> {
  const config = await openConfig(options);
  const library = await open(config);
  const { shelf, problems } = library;
  const today = Temporal.Now.plainDateISO();
  const sources = library.sources.map(({ name, where }) => {
    const cards = [...shelf.cards.values()].filter(({ source }) => source === name);
    const state = shelf.states.get(name);
    const overdue = cards.filter(({ runbook: { due } }) => due && Temporal.PlainDate.compare(due, today) < 0).length;
    return {
      name,
      where,
      documents: cards.length,
      overdue,
      rev: state?.rev ?? null,
      read: state?.at?.toISOString() ?? null,
      error: state?.error ?? null,
    };
  });
  const calibration = calibrationOf(shelf);
  const about = {
    engine: library.where,
    calibration,
    alerts: [...library.alerts.byDocument.values()].reduce((sum, { length }) => sum + length, 0),
    sources,
    problems: problems.map(({ message }) => message),
  };
  await library.close();
  if (options.json) {
    console.log(JSON.stringify(about));
    return 0;
  }
  const rows = sources.map((one) => [
    one.name || "(main)",
    one.where,
    String(one.documents),
    one.overdue === 0 ? "" : String(one.overdue),
    one.rev?.slice(0, 12) ?? "",
    one.error ?? one.read?.slice(0, 16) ?? "never",
  ]);
  const columns = ["source", "where", "documents", "overdue", "commit", "read"];
  const sure = calibration
    ? `calibrated with ${calibration.answerable + calibration.unanswerable} questions`
    : "not calibrated";
  const text = `Searched ${about.engine}, ${sure}; ${about.alerts} alerts lead to a document.`;
  const left = about.problems.map((message) => ({ kind: "text", text: message }) as const);
  console.log(renderReply(say(text, { blocks: [{ kind: "table", columns, rows }, ...left] }), look));
  return 0;
}

const labelled = z.object({ text: z.string(), docs: z.array(z.string()) });

const percent = (value: number): string => `${Math.round(100 * value)} %`;

/** From a file of lines {"text", "docs"}, an empty list where no document answers. */
export async function learn(file: string, options: Where & Json): Promise<0> {
  const questions = lines(readFile(file), labelled, '{"text", "docs"}');
  const few = [questions.filter(({ docs }) => docs.length > 0), questions.filter(({ docs }) => docs.length === 0)];
  if (few.some(({ length }) => length < fewest)) {
    throw problem("BAD_USAGE", { why: `it takes ${fewest} questions with an answer and ${fewest} without` });
  }
  const library = await open(await openConfig(options));
  const made = await calibrate(library, questions);
  await library.close();
  console.log(
    options.json
      ? JSON.stringify(made)
      : `Of ${made.answerable} questions with an answer ${percent(made.answered)} would be answered, of ${made.unanswerable} without ${percent(made.refused)} refused. It counts from now on.`,
  );
  return 0;
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw problem("BAD_USAGE", { why: `${file} cannot be read: ${error instanceof Error ? error.message : "no"}` });
  }
}

const lines = <T>(text: string, schema: z.ZodType<T>, form: string): T[] =>
  text.split("\n").flatMap((line, at) => (line.trim() === "" ? [] : [readLine(line, at + 1, schema, form)]));

const lineSchema = z.object({
  qid: z.union([z.string(), z.number()]),
  text: z.string(),
  about: z.array(z.string()).nullable().default(null),
});

export interface SearchOptions extends Where, Json {
  readonly as?: string;
  readonly jsonl?: boolean;
  readonly corpus?: string;
  readonly rules?: readonly string[];
  readonly about?: readonly string[];
}

/** With `--corpus` a folder of Markdown by itself, read by nobody in particular; else the site's own documents. */
export async function search(words: readonly string[], options: SearchOptions): Promise<0> {
  const { corpus, jsonl, rules = [], about = null } = options;
  const question = words.join(" ").trim();
  if (!jsonl && question === "") throw problem("BAD_USAGE", { why: "there is no question, and no --jsonl" });
  const bar = createBar();
  const onProgress = ({ done, total }: { done: number; total: number }) => bar("reading", done, total);
  const config = corpus === undefined ? await openConfig(options) : null;
  const library = config
    ? await open(config)
    : await openCorpus(path.resolve(corpus ?? ""), { rules: () => readRules(rules), onProgress });
  bar.end();
  const audiences = config ? [speakingPerson(config, options.as).roles] : [];
  if (corpus !== undefined && library.shelf.cards.size === 0) {
    const why = library.problems[0]?.message ?? "it holds no Markdown";
    throw problem("BAD_USAGE", { why: `nothing can be found in ${corpus}: ${why}` });
  }
  const ask = async (text: string, scope: Scope) => {
    const hits = await library.search(text, scope);
    const confidence = Math.round((hits[0]?.grade?.confidence ?? 0) * 1e4) / 1e4;
    return { hits: confidence < findsNothing ? [] : hits, confidence };
  };
  try {
    if (!jsonl) {
      const { hits, confidence } = await ask(question, { audiences, about });
      const docs = hits.map(({ id }) => id);
      if (options.json) console.log(JSON.stringify({ docs, confidence }));
      else console.log(worded(library, hits.slice(0, 10), confidence));
      return 0;
    }
    let number = 0;
    for await (const text of createInterface({ input: process.stdin })) {
      number += 1;
      if (text.trim() === "") continue;
      const line = readLine(text, number, lineSchema, '{"qid", "text"}');
      const { hits, confidence } = await ask(line.text, { audiences, about: line.about ?? about });
      console.log(JSON.stringify({ qid: line.qid, docs: hits.map(({ id }) => id), confidence }));
    }
    return 0;
  } finally {
    await library.close();
  }
}

function readLine<T>(text: string, number: number, schema: z.ZodType<T>, form: string): T {
  const json = ((): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  })();
  const line = schema.safeParse(json);
  if (!line.success) throw problem("BAD_USAGE", { why: `line ${number} is not ${form}` });
  return line.data;
}

function worded({ shelf }: SiteLibrary, hits: Awaited<ReturnType<SiteLibrary["search"]>>, confidence: number): string {
  const rows = hits.map(({ id, grade }) => {
    const card = shelf.cards.get(id);
    const address = card ? addressOf(card.source, card.runbook.path) : id;
    return [grade ? grade.confidence.toFixed(2) : "", address, card?.runbook.title ?? ""];
  });
  const text =
    hits.length === 0
      ? "Nothing was found that is near enough."
      : confidence < isSure
        ? "Nothing that is surely meant; nearest first:"
        : "Found, best first:";
  return renderReply(
    say(text, hits.length === 0 ? {} : { blocks: [{ kind: "table", columns: ["trust", "document", "title"], rows }] }),
    look,
  );
}

export interface AddOptions extends Where {
  readonly name?: string;
  readonly branch?: string;
  readonly path?: string;
}

/** Writes one more source into the site's own configuration, or says what to write. */
export async function add(where: string, options: AddOptions): Promise<0> {
  const config = await openConfig(options);
  const isGit = /^(?:https?|ssh):\/\/|^[\w.-]+@[\w.-]+:|\.git\/?$/.test(where) || options.branch !== undefined;
  const place = /^(?:[a-z]+:\/\/|[\w.-]+@)/.test(where) ? where : path.resolve(where);
  const name = options.name ?? nameOf(where);
  if (config.knowledge.sources.some((one) => one.name === name)) {
    throw problem("BAD_USAGE", { why: `there is a source called ${name} already; give it another with --name` });
  }
  const source = isGit
    ? {
        name,
        git: place,
        ...(options.branch ? { branch: options.branch } : {}),
        ...(options.path ? { path: options.path } : {}),
      }
    : { name, folder: place };
  const change = { section: "knowledge", add: { sources: source } };
  const written = writeChange(config.file, change);
  console.log(
    written
      ? `${config.file} now has the source ${name}. It counts from the next start; \`signalbox knowledge sync\` reads it now.`
      : `Write this into your signalbox.yml; ${config.file} is left as it is:\n\n${wordChange(change).trimEnd()}`,
  );
  return 0;
}

/** "https://git.example/ops/Run_Books.git" → "run_books". */
const nameOf = (where: string): string =>
  path.posix
    .basename(where.replace(/\/+$/, ""), ".git")
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "") || "docs";
