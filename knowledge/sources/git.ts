/**
 * One branch of a git repository, by the system's `git`: a bare, shallow copy of its newest commit in a folder that may be
 * deleted at any time. Nothing is ever checked out, so nothing of a repository runs: no hooks, filters or submodules.
 */
import { mkdir, rename, rm } from "node:fs/promises";
import { problem, type Problem } from "../../src/problem.ts";
import type { Secret } from "../../src/secret.ts";
import { blobReader } from "./blobs.ts";
import { checkDocument, checkText, encodePath, isDocument, shownPath } from "./document.ts";
import { gitCommand, type Surroundings } from "./git-command.ts";
import type { Listing, Source } from "./source.ts";

export interface GitSettings {
  readonly name: string;
  /** https://, ssh://, file:// or an absolute path, without a password. */
  readonly git: string;
  /** The only one that is read: the one that reviews guard. */
  readonly branch: string;
  /** Only what lies below this folder of the repository; documents are named from there. */
  readonly path?: string | undefined;
  /** For https. */
  readonly token?: Secret | undefined;
  /** Where people read it: "https://github.com/acme/runbooks", or "https://gitlab.example.test/acme/runbooks/-". */
  readonly web?: string | undefined;
}

export interface Workplace {
  /** For the copy of this source alone, and for one process at a time. */
  readonly cache: string;
  /** Environment variables of the bot. */
  readonly surroundings: Surroundings;
}

/** Milliseconds for one fetch; the first one brings everything. */
const longPatience = 300_000;

/** The branch as our copy has it: a name of our own, whatever it is called there. */
const ours = "refs/heads/read";

export function gitSource(settings: GitSettings, { cache, surroundings }: Workplace): Source {
  const { name, git: url, branch, token } = settings;
  const folder = (settings.path ?? "").split("/").filter(Boolean).join("/");
  const where = `${url}, branch ${branch}`;
  const git = gitCommand(surroundings, token);
  const unreachable = (error: unknown): Problem =>
    problem("SOURCE_UNREACHABLE", {
      source: `${name} (${where})`,
      why: error instanceof Error ? error.message : String(error),
    });

  /** The newest commit of the branch there. */
  async function newest(signal: AbortSignal): Promise<string> {
    const found = (await git(["ls-remote", "--refs", "--", url, `refs/heads/${branch}`], { signal })).toString();
    // A branch called x/refs/heads/main is listed as well, and anybody may have made it.
    const lines = found.split("\n").map((line) => line.split("\t"));
    const [rev] = lines.find(([, ref]) => ref === `refs/heads/${branch}`) ?? [];
    if (rev === undefined) throw new Error(`there is no branch ${branch}`);
    return rev;
  }

  /** Brings the newest commit into this copy, which is made if it is missing. */
  async function fetch(copy: string, signal: AbortSignal): Promise<void> {
    await mkdir(copy, { recursive: true, mode: 0o700 });
    await git(["init", "--quiet", "--bare", "--template=", "--", copy], { signal });
    const only = ["--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--quiet"];
    const spec = `+refs/heads/${branch}:${ours}`;
    await git([`--git-dir=${copy}`, "fetch", ...only, "--", url, spec], { signal, timeout: longPatience });
  }

  async function treeOf(copy: string, signal: AbortSignal): Promise<Tree> {
    const rev = (await git([`--git-dir=${copy}`, "rev-parse", "--verify", ours], { signal })).toString().trim();
    const listed = await git([`--git-dir=${copy}`, "ls-tree", "-r", "-z", "-l", "--full-tree", rev], { signal });
    return { rev, entries: readTree(listed.toString(), folder) };
  }

  /** A copy that is broken, by a power cut or a fetch that was killed, is made anew; the old one stays until then. */
  async function update(signal: AbortSignal): Promise<Tree> {
    const wanted = await newest(signal);
    const there = await treeOf(cache, signal).catch(() => null);
    if (there?.rev === wanted) return there;
    try {
      await fetch(cache, signal);
      return await treeOf(cache, signal);
    } catch {
      signal.throwIfAborted();
      const fresh = `${cache}.new`;
      await rm(fresh, { recursive: true, force: true });
      await fetch(fresh, signal);
      const tree = await treeOf(fresh, signal);
      await rm(cache, { recursive: true, force: true });
      await rename(fresh, cache);
      return tree;
    }
  }

  async function list(signal: AbortSignal): Promise<Listing> {
    const wrong = whyNot(settings);
    if (wrong !== null) throw new Error(wrong);
    const { rev, entries } = await update(signal);
    const documents = new Map<string, string>();
    const refused = new Map<string, string>();
    if (folder !== "" && entries.length === 0) refused.set(folder, `there is no such folder in branch ${branch}`);
    for (const { kind, id, size, path } of entries.filter((entry) => isDocument(entry.path))) {
      try {
        if (kind !== "file") throw new RangeError(`it is a ${kind}`);
        checkDocument(path, size);
        documents.set(path, id);
      } catch (error) {
        refused.set(shownPath(path), error instanceof Error ? error.message : String(error));
      }
    }
    const blob = blobReader((ids) =>
      git([`--git-dir=${cache}`, "cat-file", "--batch"], { signal: new AbortController().signal, input: ids }),
    );
    return {
      rev,
      documents,
      refused,
      async read(path) {
        const id = documents.get(path);
        if (id === undefined) throw new RangeError("it is not there");
        const bytes = await blob(id).catch((error: unknown) => {
          throw unreachable(error);
        });
        return checkText(bytes);
      },
      link: (path, lines) => linkTo(settings.web, rev, folder === "" ? path : `${folder}/${path}`, lines),
    };
  }

  let turn: Promise<unknown> = Promise.resolve();
  return {
    name,
    where,
    // One after the other: two fetches into one copy would be in each other's way.
    list(signal) {
      const listing = turn
        .then(() => list(signal))
        .catch((error: unknown) => {
          signal.throwIfAborted();
          throw unreachable(error);
        });
      turn = listing.catch(() => undefined);
      return listing;
    },
  };
}

/** What is wrong with the settings, for the person who mends them. */
function whyNot({ git, branch, token }: GitSettings): string | null {
  const url = git.startsWith("/") ? null : URL.parse(git);
  if (!git.startsWith("/") && !["https:", "ssh:", "file:"].includes(url?.protocol ?? ""))
    return "its address must begin with https://, ssh://, file:// or /";
  if (url?.password || (url?.protocol === "https:" && url.username))
    return "its address must not hold a password: that is what `token` is for";
  if (token && url?.protocol !== "https:") return "a token is only for https://";
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_./+@#-]*$/u.test(branch) || /\.\.|@\{|\/\//.test(branch))
    return `${JSON.stringify(branch)} is no name of a branch`;
  return null;
}

interface Tree {
  readonly rev: string;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly kind: "file" | "symbolic link" | "submodule";
  readonly id: string;
  readonly size: number;
  readonly path: string;
}

/** "100644 blob 3b18e512…    1234\thosts/disk.md\0…": what lies below the folder, named from there. */
function readTree(listed: string, folder: string): Entry[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  return listed.split("\0").flatMap((line) => {
    const [, mode, id = "", size, path = ""] = /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
    if (mode === undefined || !path.startsWith(prefix)) return [];
    const kind = mode === "120000" ? "symbolic link" : mode === "160000" ? "submodule" : "file";
    return [{ kind, id, size: Number(size === "-" ? 0 : size), path: path.slice(prefix.length) }];
  });
}

/** Of that commit for ever, as GitHub, GitLab and their like have it. */
function linkTo(web: string | undefined, rev: string, path: string, lines?: readonly [number, number]): string | null {
  if (web === undefined) return null;
  // Markdown is drawn, and has lines only where its plain text is asked for.
  const range = lines ? `?plain=1#L${lines[0]}-L${lines[1]}` : "";
  return `${web.replace(/\/+$/, "")}/blob/${rev}/${encodePath(path)}${range}`;
}
