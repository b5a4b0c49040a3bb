/** The Library: the site's documents, answering each person from what all who will read the answer may read. */
import { isProblem, problem, type Problem } from "../src/problem.ts";
import type { Answer, Library } from "../src/providers/library.ts";
import { addressOf } from "./address.ts";
import { joinAlerts, type Joined, type readRules } from "./alerts.ts";
import { answer, isSure, type Candidate } from "./answer.ts";
import { calibrationOf } from "./calibration.ts";
import type { Engine } from "./engine.ts";
import { withFallback } from "./fallback.ts";
import type { Chunk } from "./chunk.ts";
import { createLexical } from "./lexical.ts";
import { reconcile, taken } from "./reconcile.ts";
import { prefill, type KnownNames } from "./prefill.ts";
import { readRunbook, type Runbook } from "./runbook.ts";
import { inScope, type Scope } from "./scope.ts";
import { createSearch, type Hit } from "./search.ts";
import { openShelf, type Card, type Shelf } from "./shelf.ts";
import type { Source } from "./sources/source.ts";
import { sync, type Progress, type Synced } from "./sync.ts";
import { writtenAnswer } from "./written/answer.ts";
import type { createWriter } from "./written/write.ts";

export interface LibraryOptions {
  readonly sources: readonly Source[];
  /** Alerts that may lead to documents, as they are by now. */
  readonly rules?: () => ReturnType<typeof readRules>;
  /** A server that searches, instead of the memory of this process. While it does not answer, that does. */
  readonly server?: Engine;
  /** The file of the shelf; ":memory:" for one that nobody needs afterwards. */
  readonly file: string;
  /** Answers in a model's words where they can be held against the documents. */
  readonly write?: ReturnType<typeof createWriter>;
  /** What runbooks' commands that leave a name open are closed with. */
  readonly names?: KnownNames;
  /** The day ages are counted to; for tests. */
  readonly today?: () => Temporal.PlainDate;
  /** For documents that were written for other tools. Throws RangeError where a text cannot be used. */
  readonly read?: (path: string, text: string) => Runbook;
  readonly onProgress?: (progress: Progress) => void;
}

export interface SiteLibrary extends Library {
  readonly shelf: Shelf;
  readonly sources: readonly Source[];
  /** For people: what finds documents. */
  readonly where: string;
  /** What was new when it was opened. */
  readonly opened: Synced;
  /** Which alerts lead where. */
  readonly alerts: Joined;
  /** Documents that are left out and sources that cannot be read, each a RUNBOOKS_BROKEN. */
  readonly problems: readonly Problem[];
  search(text: string, scope: Scope): Promise<Hit[]>;
  /** Reads what is new. Answers go on meanwhile, from what is known. */
  sync(signal: AbortSignal, onProgress?: (progress: Progress) => void): Promise<Synced>;
  /** Reads everything again, and puts all of it into the engine again. */
  reindex(signal: AbortSignal, onProgress?: (progress: Progress) => void): Promise<Synced>;
  /** Looks every so many seconds from now on; `warn` is told of what cannot be used, once. */
  start(every: number, warn: (sentence: string) => void): void;
  close(): Promise<void>;
}

const mostCandidates = 4;
const noNames: KnownNames = { hosts: [], groups: {}, services: [], zones: [], playbooks: {}, envs: [] };

/** With everything read that can be. */
export async function openLibrary(options: LibraryOptions): Promise<SiteLibrary> {
  const { sources, file, read = readRunbook, today = () => Temporal.Now.plainDateISO() } = options;
  const shelf = openShelf(file);
  let alerts = joinAlerts([], []);
  let broken: readonly Problem[] = [];
  const inMemory = async (): Promise<Engine> => {
    const spare = createLexical();
    await reconcile({ shelf, engine: spare, leading: alerts.byDocument, signal: closing.signal });
    return spare;
  };
  const closing = new AbortController();
  const engine = options.server ? withFallback(options.server, inMemory) : createLexical();
  const contents = (id: string) => {
    const card = shelf.cards.get(id);
    return card ? taken(shelf, card, alerts.byDocument.get(id) ?? []) : null;
  };
  const documents = () =>
    shelf.cards.values().map(({ id, about, runbook }) => ({
      id,
      about,
      roles: runbook.roles,
      names: [
        runbook.title,
        runbook.path.replace(/\.md$/i, ""),
        runbook.path.replace(/^.*\/|\.md$/gi, ""),
        ...(alerts.byDocument.get(id) ?? []).map(({ name }) => name),
      ],
    }));
  const searching = () =>
    createSearch({ engine, documents: documents(), contents, offset: calibrationOf(shelf)?.offset ?? 0 });
  let search = searching();
  /** Why the server does not hold what lies on the shelf. */
  let lagging: Problem | null = null;

  const bring = async (
    anew: boolean,
    signal: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<Synced> => {
    const synced = await sync({
      anew,
      shelf,
      sources,
      read: (path, text) => read(path, decode(text)),
      forget: (ids) => engine.remove(ids),
      signal,
      ...(onProgress ? { onProgress } : {}),
    });
    const { rules, problems: unread } = (await options.rules?.()) ?? { rules: [], problems: [] };
    const targets = Array.from(shelf.cards.values(), ({ id, runbook: { path, title, tags } }) => ({
      id,
      path,
      title,
      tags,
    }));
    alerts = joinAlerts(rules, targets);
    broken = unread;
    search = searching();
    try {
      if (anew) await engine.remove([...(await engine.known()).keys()]);
      await reconcile({ shelf, engine, leading: alerts.byDocument, signal });
      lagging = null;
    } catch (error) {
      if (!isProblem(error)) throw error;
      lagging = error;
    }
    return synced;
  };
  const opened = await bring(false, closing.signal, options.onProgress);
  let round: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  const problems = (): Problem[] => [
    ...(lagging ? [lagging] : []),
    ...broken,
    ...[...shelf.states.values()].flatMap(({ source, error, refused }) => [
      ...(error === null ? [] : [problem("RUNBOOKS_BROKEN", { file: source || "the main folder", why: error })]),
      ...Array.from(refused, ([path, why]) => problem("RUNBOOKS_BROKEN", { file: addressOf(source, path), why })),
    ]),
  ];

  const inTurn =
    (anew: boolean): SiteLibrary["sync"] =>
    (signal, onProgress) => {
      // One at a time: two would take each other's changes for their own.
      const next = round.catch(() => undefined).then(() => bring(anew, signal, onProgress));
      round = next;
      return next;
    };

  const candidate = ({ id, grade, ordinals }: Hit): Candidate[] => {
    const book = shelf.book(id);
    if (!book || !grade) return [];
    const { link, source, runbook } = book;
    const leading = alerts.byDocument.get(id) ?? [];
    const chunkAt = (ordinal: number): Chunk | undefined => {
      // What an alert's words found is the section that it leads to.
      const [, anchor] = leading[ordinal - runbook.chunks.length]?.runbook?.split("#") ?? [];
      return runbook.chunks[ordinal] ?? runbook.chunks.find((chunk) => chunk.anchor === anchor);
    };
    const chunks = [...new Set(ordinals.flatMap((ordinal) => chunkAt(ordinal) ?? []))];
    return [{ address: addressOf(source, runbook.path), runbook, grade, link, chunks }];
  };
  return {
    shelf,
    sources,
    get where() {
      return engine.where;
    },
    opened,
    get alerts() {
      return alerts;
    },
    get problems() {
      return problems();
    },
    search: (text, scope) => search(text, scope),
    answer: async ({ text, audiences, about }): Promise<Answer> => {
      const scope = { audiences, about };
      const reply = async (hits: readonly Hit[]): Promise<Answer> => {
        const candidates = hits.slice(0, mostCandidates).flatMap(candidate);
        const written = options.write ? await writtenAnswer(options.write, text, candidates, today()) : null;
        const found = written ?? answer(text, candidates, today());
        return { ...found, suggestions: prefill(found.suggestions, text, options.names ?? noNames) };
      };
      // Runbooks are about kinds of hosts, and a host's own name is in none or in the wrong one.
      const asked = withoutNames(text, options.names?.hosts ?? []);
      const services = about === null ? servicesIn(text, shelf.cards.values(), scope) : [];
      if (services.length > 0) {
        const hits = await search(asked, { audiences, about: services });
        // What else there is may answer better than a service that was only mentioned.
        if ((hits[0]?.grade?.confidence ?? 0) >= isSure) return { ...(await reply(hits)), about: services };
      }
      return reply(await search(asked, scope));
    },
    sync: inTurn(false),
    reindex: inTurn(true),
    start(every, warn) {
      let known = new Set(problems().map(({ message }) => message));
      const again = (): void => {
        timer = setTimeout(() => {
          inTurn(false)(closing.signal)
            .catch((error: unknown) => {
              if (!closing.signal.aborted) warn(`the runbooks were not read again: ${String(error)}`);
            })
            .finally(() => {
              const now = problems().map(({ message }) => message);
              for (const message of now) if (!known.has(message)) warn(message);
              known = new Set(now);
              if (!closing.signal.aborted) again();
            });
        }, every * 1000);
      };
      again();
    },
    close: async () => {
      closing.abort();
      clearTimeout(timer);
      await round.catch(() => undefined);
      await engine.close();
      shelf.close();
    },
  };
}

const withoutNames = (text: string, names: readonly string[]): string =>
  names.length === 0
    ? text
    : text.replaceAll(/[\p{L}\p{N}](?:[\p{L}\p{N}._-]*[\p{L}\p{N}])?/gu, (word) =>
        names.includes(word.toLowerCase()) ? " " : word,
      );

/** Services that the question names, of those that documents in scope are about. */
function servicesIn(question: string, cards: Iterable<Card>, scope: Scope): string[] {
  const words = new Set(question.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}._-]*[\p{L}\p{N}]/gu));
  const found = new Set<string>();
  for (const { about, runbook } of cards) {
    const named = runbook.services.filter((service) => words.has(service.toLowerCase()));
    if (named.length > 0 && inScope({ about, roles: runbook.roles }, scope)) for (const one of named) found.add(one);
  }
  return [...found];
}

/** With its byte order mark, if it has one: positions are counted in it. */
const decode = (text: Buffer): string => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text);
