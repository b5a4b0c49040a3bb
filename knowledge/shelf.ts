/**
 * The Shelf: what was read from the sources, taken apart, in one SQLite file (built into Node) beside the data of the
 * process. Derived from the sources and from nothing else: it may be deleted at any time. Every change is a transaction
 * of its own, so that a process killed in the middle leaves each document whole, as it was or as it is.
 */
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { analyserVersion } from "./analyse.ts";
import type { Chunk } from "./chunk.ts";
import { aboutOf, idOf } from "./address.ts";
import { createRecent } from "./recent.ts";
import type { Runbook } from "./runbook.ts";
import { termsOf } from "./terms.ts";

/** Where one document came from. */
export interface Origin {
  /** The source's name; "" for the main folder. */
  readonly source: string;
  /** Of its bytes: another one means another text. */
  readonly hash: string;
  /** The commit it was read from, where there are such. */
  readonly rev: string | null;
  /** Where a person reads it in a browser, if anywhere. */
  readonly link: string | null;
}

/** A document without its text. */
export interface Card extends Origin {
  readonly id: string;
  readonly about: readonly string[];
  readonly runbook: Omit<Runbook, "chunks">;
}

export interface Book extends Card {
  readonly runbook: Runbook;
}

/** How reading a source went the last time. */
export interface State {
  readonly source: string;
  readonly rev: string | null;
  /** When it was last read whole; null: never. */
  readonly at: Date | null;
  /** Why it could not be read since then. */
  readonly error: string | null;
  /** Files of it that are left out, each with its reason. */
  readonly refused: ReadonlyMap<string, string>;
}

export interface Shelf {
  readonly cards: ReadonlyMap<string, Card>;
  readonly states: ReadonlyMap<string, State>;
  book(id: string): Book | null;
  /** Of each of its chunks. */
  terms(id: string): string[][];
  put(runbook: Runbook, origin: Origin): void;
  remove(ids: readonly string[]): void;
  setState(state: State): void;
  /** Takes away sources that are configured no more, with all that came from them. */
  keepOnly(sources: readonly string[]): void;
  note(key: string): string | null;
  setNote(key: string, value: string): void;
  close(): void;
}

/** Grows whenever the tables or what is in them mean something else. */
const layout = 1;
const schema = `
  create table if not exists document (id text primary key, source text, hash text, rev text, link text, about text, runbook text);
  create table if not exists chunk (document text, ordinal integer, body text, terms text, primary key (document, ordinal))
    without rowid;
  create table if not exists state (source text primary key, rev text, at text, error text, refused text);
  create table if not exists note (key text primary key, value text);`;

/** Books: those that questions lead to are few. */
const mostKept = 256;

/** `file` is a path or ":memory:". A file that is broken, or of another version, is made anew. */
export function openShelf(file: string): Shelf {
  const version = `${layout}.${analyserVersion}`;
  const db = open(file, version);
  const find = {
    chunks: db.prepare("select body from chunk where document = ? order by ordinal"),
    terms: db.prepare("select terms from chunk where document = ? order by ordinal"),
    note: db.prepare("select value from note where key = ?"),
  };
  const change = {
    document: db.prepare("insert or replace into document values (?, ?, ?, ?, ?, ?, ?)"),
    chunk: db.prepare("insert into chunk values (?, ?, ?, ?)"),
    noDocument: db.prepare("delete from document where id = ?"),
    noChunks: db.prepare("delete from chunk where document = ?"),
    state: db.prepare("insert or replace into state values (?, ?, ?, ?, ?)"),
    noState: db.prepare("delete from state where source = ?"),
    note: db.prepare("insert or replace into note values (?, ?)"),
  };
  const within = (work: () => void): void => {
    db.exec("begin immediate");
    try {
      work();
      db.exec("commit");
    } catch (error) {
      db.exec("rollback");
      throw error;
    }
  };
  const cards = new Map(
    db
      .prepare("select * from document order by id")
      .all()
      .map((row) => [String(row["id"]), cardOf(row)]),
  );
  const states = new Map(
    db
      .prepare("select * from state")
      .all()
      .map((row) => [String(row["source"]), stateOf(row)]),
  );
  const books = createRecent<Book>(mostKept);
  const terms = createRecent<string[][]>(mostKept);
  const forget = (id: string): void => {
    books.drop(id);
    terms.drop(id);
  };
  const remove = (ids: readonly string[]): void => {
    within(() => {
      for (const id of ids) {
        change.noDocument.run(id);
        change.noChunks.run(id);
      }
    });
    for (const id of ids) {
      cards.delete(id);
      forget(id);
    }
  };
  return {
    cards,
    states,
    book(id) {
      const card = cards.get(id);
      if (!card) return null;
      const chunks = (): Chunk[] => find.chunks.all(id).map((row) => JSON.parse(String(row["body"])) as Chunk);
      return books.get(id, () => ({ ...card, runbook: { ...card.runbook, chunks: chunks() } }));
    },
    terms: (id) =>
      terms.get(id, () => find.terms.all(id).map((row) => String(row["terms"]).split(" ").filter(Boolean))),
    put(runbook, { source, hash, rev, link }) {
      const { chunks, ...rest } = runbook;
      const id = idOf(source, runbook.path);
      const about = aboutOf(source, runbook.path, runbook.services);
      within(() => {
        change.noChunks.run(id);
        change.document.run(id, source, hash, rev, link, JSON.stringify(about), JSON.stringify(rest));
        chunks.forEach((chunk, ordinal) => {
          change.chunk.run(id, ordinal, JSON.stringify(chunk), termsOf(runbook, chunk).join(" "));
        });
      });
      cards.set(id, { id, source, hash, rev, link, about, runbook: rest });
      forget(id);
    },
    remove,
    setState(state) {
      const { source, rev, at, error, refused } = state;
      change.state.run(source, rev, at?.toISOString() ?? null, error, JSON.stringify([...refused]));
      states.set(source, state);
    },
    keepOnly(sources) {
      remove([...cards.values()].filter(({ source }) => !sources.includes(source)).map(({ id }) => id));
      for (const source of [...states.keys()].filter((one) => !sources.includes(one))) {
        change.noState.run(source);
        states.delete(source);
      }
    },
    note: (key) => (find.note.get(key)?.["value"] as string | undefined) ?? null,
    setNote: (key, value) => void change.note.run(key, value),
    close: () => db.close(),
  };
}

function open(file: string, version: string): DatabaseSync {
  if (file !== ":memory:") mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    const db = new DatabaseSync(file);
    // What some may not read lies in it.
    if (file !== ":memory:") chmodSync(file, 0o600);
    // A command may read and write while the bot runs. What a power cut loses is read from the sources again.
    db.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma busy_timeout = 5000;");
    db.exec(schema);
    const known = db.prepare("select value from note where key = 'version'").get()?.["value"];
    if (known !== undefined && known !== version) {
      db.close();
      throw new RangeError(`it is of version ${String(known)}`);
    }
    db.prepare("insert or replace into note values ('version', ?)").run(version);
    return db;
  } catch (error) {
    if (file === ":memory:" || !isSpoilt(error)) throw error;
    for (const ending of ["", "-wal", "-shm"]) rmSync(file + ending, { force: true });
    return open(file, version);
  }
}

/** SQLITE_CORRUPT, SQLITE_NOTADB, a table of another layout, or another version. */
const isSpoilt = (error: unknown): boolean =>
  error instanceof RangeError ||
  (error instanceof Error && "errcode" in error && [1, 11, 26].includes(Number(error.errcode) & 0xff));

type Row = Readonly<Record<string, SQLOutputValue>>;
const textOf = (value: SQLOutputValue | undefined): string | null => (typeof value === "string" ? value : null);
const dateOf = (value: SQLOutputValue | undefined): Date | null => {
  const text = textOf(value);
  return text === null ? null : new Date(text);
};
const dayOf = (text: unknown): Temporal.PlainDate | null =>
  typeof text === "string" ? Temporal.PlainDate.from(text) : null;

function cardOf(row: Row): Card {
  const runbook = JSON.parse(String(row["runbook"])) as Card["runbook"];
  return {
    id: String(row["id"]),
    source: String(row["source"]),
    hash: String(row["hash"]),
    rev: textOf(row["rev"]),
    link: textOf(row["link"]),
    about: JSON.parse(String(row["about"])) as string[],
    runbook: { ...runbook, reviewed: dayOf(runbook.reviewed), due: dayOf(runbook.due) },
  };
}

const stateOf = (row: Row): State => ({
  source: String(row["source"]),
  rev: textOf(row["rev"]),
  at: dateOf(row["at"]),
  error: textOf(row["error"]),
  refused: new Map(JSON.parse(String(row["refused"])) as [string, string][]),
});
