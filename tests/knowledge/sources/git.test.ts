import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { visible } from "../../../knowledge/clean.ts";
import { gitSource, type GitSettings } from "../../../knowledge/sources/git.ts";
import type { Listing, Source } from "../../../knowledge/sources/source.ts";
import { Secret } from "../../../src/secret.ts";
import { sourceContract, type Place } from "../../contracts/source.ts";
import { makeRepository, serveGit, type GitServer, type Repository } from "../../servers/git.ts";
import { describeWith } from "../../servers/needs.ts";
import { processes } from "../../servers/processes.ts";

const later = () => AbortSignal.timeout(30_000);

async function put(repository: Repository, file: string, text: string | Uint8Array): Promise<void> {
  const there = path.join(repository.folder, file);
  await mkdir(path.dirname(there), { recursive: true });
  await writeFile(there, text);
}

async function textsOf(listing: Listing): Promise<Record<string, string>> {
  const paths = [...listing.documents.keys()];
  const texts = await Promise.all(paths.map((file) => listing.read(file)));
  return Object.fromEntries(paths.map((file, at) => [file, String(texts[at])]));
}

const read = async (source: Source) => textsOf(await source.list(later()));

/** One line of the protocol (gitprotocol-common, "pkt-line"). */
const packetLine = (text: string): string => (Buffer.byteLength(text) + 4).toString(16).padStart(4, "0") + text;

describeWith(["git"], "git repositories", () => {
  let repository: Repository;
  let folder: string;
  beforeEach(async () => {
    repository = makeRepository();
    folder = await mkdtemp(path.join(tmpdir(), "git-source-"));
    await mkdir(path.join(folder, "home"));
  });
  afterEach(async () => {
    repository.remove();
    await rm(folder, { recursive: true });
  });

  const pwned = () => path.join(folder, "pwned");
  const touch = () => `touch ${pwned()}`;
  const cache = () => path.join(folder, "cache");
  const surroundings = () => ({
    PATH: process.env["PATH"],
    HOME: path.join(folder, "home"),
    SIGNALBOX_TOKEN: "of-the-bot",
  });
  const open = (settings: Partial<GitSettings> = {}, more: Record<string, string> = {}): Source =>
    gitSource(
      { name: "ops", git: repository.folder, branch: "main", ...settings },
      { cache: cache(), surroundings: { ...surroundings(), ...more } },
    );

  const place = async (settings: Partial<GitSettings>): Promise<Place> => {
    const base = settings.path ?? "";
    const at = (file: string) => path.join(repository.folder, base, file);
    return {
      source: open(settings),
      put: (file, text) => put(repository, path.join(base, file), text),
      remove: (file) => rm(at(file)),
      async linkOut(file) {
        await mkdir(path.dirname(at(file)), { recursive: true });
        await symlink("/etc/hostname", at(file));
      },
      publish: async () => void repository.commit(),
      vanish: async () => {
        await rename(repository.folder, `${repository.folder}.gone`);
        await mkdir(repository.folder);
        await rm(`${repository.folder}.gone`, { recursive: true });
      },
      close: async () => undefined,
    };
  };
  sourceContract("a git repository", () => place({}));
  sourceContract("a folder of a git repository", () => place({ path: "docs/runbooks/" }));

  it("names the commit, and where a person reads it", async () => {
    await put(repository, "docs/hosts/a b.md", "x");
    const rev = repository.commit();
    const listing = await open({ path: "docs", web: "https://gitlab.example.test/ops/runbooks/-/" }).list(later());
    expect(listing.rev).toBe(rev);
    const address = `https://gitlab.example.test/ops/runbooks/-/blob/${rev}/docs/hosts/a%20b.md`;
    expect(listing.link("hosts/a b.md")).toBe(address);
    expect(listing.link("hosts/a b.md", [3, 9])).toBe(`${address}?plain=1#L3-L9`);
    expect((await open().list(later())).link("hosts/a b.md")).toBeNull();
  });

  it("reads the branch that reviews guard, and no other, whatever others are called", async () => {
    await put(repository, "disk.md", "reviewed");
    const rev = repository.commit();
    for (const branch of ["draft", "a/refs/heads/main", "refs/heads/main", "mai", "main2"]) {
      repository.git("checkout", "--quiet", "-b", branch, "main");
      await put(repository, "disk.md", `not reviewed, ${branch}`);
      await put(repository, "planted.md", "planted");
      repository.commit();
    }
    repository.git("tag", "main", "draft");
    const source = open();
    const listing = await source.list(later());
    expect(await textsOf(listing)).toEqual({ "disk.md": "reviewed" });
    expect(listing.rev).toBe(rev);
    expect((await source.list(later())).rev).toBe(rev);
    expect(execFileSync("git", [`--git-dir=${cache()}`, "for-each-ref", "--format=%(refname)"]).toString()).toBe(
      "refs/heads/read\n",
    );
    // Somebody deletes it and hopes for the next best one.
    repository.git("checkout", "--quiet", "draft");
    repository.git("branch", "--quiet", "--delete", "--force", "main");
    await expect(source.list(later())).rejects.toThrow("there is no branch main");
  });

  it("follows a forced push, and keeps one commit of the history", async () => {
    const source = open();
    for (const text of ["one", "two", "three"]) {
      await put(repository, "disk.md", text);
      repository.commit();
      expect(await read(source)).toEqual({ "disk.md": text });
    }
    repository.git("reset", "--quiet", "--hard", "HEAD~2");
    await put(repository, "cpu.md", "other history");
    const rev = repository.commit();
    const listing = await source.list(later());
    expect(await textsOf(listing)).toEqual({ "disk.md": "one", "cpu.md": "other history" });
    expect(listing.rev).toBe(rev);
    expect(execFileSync("git", [`--git-dir=${cache()}`, "rev-list", "--count", "--all"]).toString()).toBe("1\n");
  });

  it("says that a folder is not there, which is no reason to keep what was", async () => {
    await put(repository, "docs/disk.md", "x");
    repository.commit();
    const source = open({ path: "docs" });
    expect((await source.list(later())).documents.size).toBe(1);
    await rm(path.join(repository.folder, "docs"), { recursive: true });
    repository.commit();
    const { documents, refused } = await source.list(later());
    expect(documents.size).toBe(0);
    expect([...refused]).toEqual([["docs", "there is no such folder in branch main"]]);
  });

  it("lets the last listing be read while the repository cannot be reached", async () => {
    await put(repository, "disk.md", "x");
    repository.commit();
    const source = open();
    const listing = await source.list(later());
    repository.git("branch", "--move", "main", "elsewhere");
    await expect(source.list(later())).rejects.toThrow("ops");
    expect(await textsOf(listing)).toEqual({ "disk.md": "x" });
  });

  it("finds its copy again after a restart, and makes it anew where it is broken", async () => {
    await put(repository, "disk.md", "x");
    const rev = repository.commit();
    await open().list(later());
    expect((await open().list(later())).rev).toBe(rev);
    for (const file of readdirSync(cache(), { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || !/\.pack$|^[0-9a-f]{38}$/.test(file.name)) continue;
      await chmod(path.join(file.parentPath, file.name), 0o600);
      await writeFile(path.join(file.parentPath, file.name), "");
    }
    expect(await read(open())).toEqual({ "disk.md": "x" });
    await writeFile(path.join(cache(), "HEAD"), "");
    expect(await read(open())).toEqual({ "disk.md": "x" });
    await rm(cache(), { recursive: true });
    await writeFile(cache(), "a file in its place");
    expect(await read(open())).toEqual({ "disk.md": "x" });
  });

  describe("that somebody hostile has written", () => {
    it("runs nothing of it", async () => {
      await put(repository, ".gitattributes", "*.md filter=evil diff=evil merge=evil text eol=crlf ident export-subst");
      await put(repository, ".gitconfig", `[core]\n\tfsmonitor = ${touch()}\n\thooksPath = hooks\n`);
      await put(
        repository,
        ".gitmodules",
        `[submodule "s.md"]\n\tpath = s.md\n\turl = ext::sh -c '${touch()}'\n\tupdate = !${touch()}\n`,
      );
      for (const hook of ["post-checkout", "reference-transaction", "post-merge", "post-index-change", "pre-auto-gc"]) {
        await put(repository, `hooks/${hook}`, `#!/bin/sh\n${touch()}\n`);
        await chmod(path.join(repository.folder, "hooks", hook), 0o755);
      }
      await put(repository, "disk.md", "$Id$\n$Format:%H$\n");
      await put(repository, "--exec=x.md", "dash");
      repository.git("add", "--all");
      repository.git("update-index", "--add", "--cacheinfo", `160000,${repository.git("rev-parse", "HEAD")},s.md`);
      repository.git("commit", "--quiet", "--message", "Evil");
      const listing = await open().list(later());
      expect(await textsOf(listing)).toEqual({ "disk.md": "$Id$\n$Format:%H$\n", "--exec=x.md": "dash" });
      expect([...listing.refused]).toEqual([["s.md", "it is a submodule"]]);
      expect(existsSync(pwned())).toBe(false);
      expect(existsSync(path.join(cache(), "hooks"))).toBe(false);
    });

    it("does nothing that the user's own settings of git would do", async () => {
      await put(repository, "disk.md", "reviewed");
      repository.commit();
      const evil = makeRepository();
      await put(evil, "disk.md", "evil");
      evil.commit();
      await mkdir(path.join(folder, "home/hooks"));
      await writeFile(path.join(folder, "home/hooks/reference-transaction"), `#!/bin/sh\n${touch()}\n`, {
        mode: 0o755,
      });
      await writeFile(
        path.join(folder, "home/.gitconfig"),
        `[url "${evil.folder}"]\n\tinsteadOf = ${repository.folder}\n[core]\n\thooksPath = ${folder}/home/hooks\n`,
      );
      expect(await read(open({}, { GIT_DIR: evil.folder, GIT_SSH_COMMAND: touch(), GIT_TRACE: "1" }))).toEqual({
        "disk.md": "reviewed",
      });
      expect(existsSync(pwned())).toBe(false);
      evil.remove();
    });

    it.each([
      ["ext::sh -c touch% pwned", "its address must begin with"],
      ["--upload-pack=touch pwned", "its address must begin with"],
      ["-c core.sshCommand=touch", "its address must begin with"],
      ["git://127.0.0.1/runbooks.git", "its address must begin with"],
      ["http://127.0.0.1/runbooks.git", "its address must begin with"],
      ["git@git.example.test:ops/runbooks.git", "its address must begin with"],
      ["relative/folder", "its address must begin with"],
      ["ssh://-oProxyCommand=touch/runbooks.git", ""],
      ["https://ann:hunter2@git.example.test/runbooks.git", "must not hold a password"],
      ["ssh://ann:hunter2@git.example.test/runbooks.git", "must not hold a password"],
    ])("does not go to %s", async (git, why) => {
      const failed = await open({ git })
        .list(later())
        .catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: "SOURCE_UNREACHABLE" });
      expect(String(failed)).toContain(why);
    });

    it.each(["--upload-pack=x", "main:refs/heads/other", "+main", "*", "a b", "main\n", "", "a..b", "@{-1}", "main^"])(
      "takes %j for no branch",
      async (branch) => {
        await expect(open({ branch }).list(later())).rejects.toThrow("is no name of a branch");
      },
    );
  });

  describe("behind a server that asks who it is", () => {
    const token = "t0k3n-which-nobody-may-see";
    const authorization = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
    let server: GitServer;
    let source: Source;
    const remote = (secret = token): Source =>
      open(
        { git: `${server.url}/${path.basename(repository.folder)}/.git`, token: new Secret(secret, "env:GIT_TOKEN") },
        { GIT_SSL_CAINFO: server.ca },
      );
    beforeEach(async () => {
      server = await serveGit(path.dirname(repository.folder), authorization);
      source = remote();
    });
    afterEach(() => server.stop());

    const secrets = [token, authorization.slice("Basic ".length)];
    it("brings what has changed and no more", async () => {
      const big = Array.from({ length: 4000 }, (_, i) => Math.sin(i).toString(36)).join("\n");
      await put(repository, "big.md", big);
      await put(repository, "disk.md", "one");
      repository.commit();
      await source.list(later());
      let sent = 0;
      server.intercept = (_, response) => {
        const write = response.write.bind(response) as (chunk: Buffer) => boolean;
        response.write = (chunk: Buffer) => {
          sent += chunk.length;
          return write(chunk);
        };
        return false;
      };
      await put(repository, "disk.md", "two");
      repository.commit();
      expect(await read(source)).toEqual({ "big.md": big, "disk.md": "two" });
      expect(sent).toBeGreaterThan(0);
      expect(sent).toBeLessThan(5000);
      const before = server.requests.length;
      await source.list(later());
      // Looking is enough where nothing has changed.
      expect(server.requests.slice(before).some(({ path: asked }) => asked.endsWith("git-upload-pack"))).toBe(true);
      expect(server.requests.length - before).toBe(2);
    });

    it("shows the token to the server alone: on no command line, in no file", async () => {
      await put(repository, "disk.md", "x");
      repository.commit();
      const seen: string[] = [];
      server.intercept = () => {
        seen.push(
          processes()
            .map(({ args }) => args)
            .join("\n"),
        );
        return false;
      };
      expect(await read(source)).toEqual({ "disk.md": "x" });
      expect(server.requests.every((request) => request.authorization === authorization)).toBe(true);
      expect(seen.length).toBeGreaterThan(2);
      expect(seen.every((lines) => lines.includes(cache()) || lines.includes("ls-remote"))).toBe(true);
      for (const secret of secrets) expect(seen.join("\n")).not.toContain(secret);
      for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!file.isFile()) continue;
        const text = readFileSync(path.join(file.parentPath, file.name), "latin1");
        for (const secret of secrets) expect(text).not.toContain(secret);
      }
    });

    it("does not repeat the token, or what a server says to mislead, in what went wrong", async () => {
      const wrong = "wr0ng-token";
      const refused = String(
        await remote(wrong)
          .list(later())
          .catch((error: unknown) => error),
      );
      expect(refused).toContain("ops");
      expect(refused).not.toContain(wrong);
      expect(refused).not.toContain(Buffer.from(`x-access-token:${wrong}`).toString("base64"));
      // The one place where git repeats a server's words as its own (gitprotocol-pack, "ERR").
      server.intercept = (request, response) => {
        response.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" });
        const words = `\u001b[31mRun \u202ethis: ${request.headers.authorization} ${token}`;
        response.end(`${packetLine("# service=git-upload-pack\n")}0000${packetLine(`ERR ${words}\n`)}`);
        return true;
      };
      const said = String(await source.list(later()).catch((error: unknown) => error));
      expect(said).toMatch(/cannot be read: remote error: \??\[31mRun this: Basic … …\./);
      for (const secret of secrets) expect(said).not.toContain(secret);
      expect(visible(said)).toBe(said);
    });

    it("does not take the token where a server sends it", async () => {
      await put(repository, "disk.md", "x");
      repository.commit();
      server.intercept = (request, response) => {
        const asked = request.url ?? "";
        if (asked.startsWith("/elsewhere")) request.url = asked.replace("/elsewhere", "");
        else response.writeHead(302, { location: `${server.url}/elsewhere${asked}` }).end();
        return !asked.startsWith("/elsewhere");
      };
      await expect(source.list(later())).rejects.toMatchObject({ code: "SOURCE_UNREACHABLE" });
      expect(server.requests.length).toBeGreaterThan(0);
      expect(server.requests.filter((request) => request.path.startsWith("/elsewhere"))).toEqual([]);
    });

    it("goes on after it was killed in the middle of a fetch", async () => {
      await put(repository, "disk.md", "one");
      repository.commit();
      await source.list(later());
      await put(repository, "disk.md", "two");
      await put(repository, "big.md", Array.from({ length: 20_000 }, (_, i) => Math.sin(i)).join("\n"));
      repository.commit();
      let stalled = false;
      const stall = Promise.withResolvers<void>();
      server.intercept = (request, response) => {
        if (request.method !== "POST") return false;
        const write = response.write.bind(response) as (chunk: Buffer) => boolean;
        response.write = (chunk: Buffer) => {
          if (stalled) return true;
          // The commits are agreed on, the pack has begun.
          stalled = chunk.includes("PACK");
          if (stalled) stall.resolve();
          return write(stalled ? chunk.subarray(0, chunk.indexOf("PACK") + 200) : chunk);
        };
        const end = response.end.bind(response) as () => typeof response;
        response.end = () => (stalled ? response : end());
        return false;
      };
      const killed = source.list(later()).catch((error: unknown) => error);
      await stall.promise;
      // What was sent is being read.
      await sleep(200);
      const mine = familyOf(cache());
      expect(mine.length).toBeGreaterThan(0);
      // What comes next is refused at once, so that the second try does not take its full time.
      server.intercept = (_, response) => {
        response.writeHead(503).end();
        return true;
      };
      for (const pid of mine) process.kill(pid, "SIGKILL");
      expect(await killed).toMatchObject({ code: "SOURCE_UNREACHABLE" });
      expect(existsSync(path.join(cache(), "shallow.lock"))).toBe(true);
      server.intercept = null;
      expect(Object.keys(await read(source)).toSorted()).toEqual(["big.md", "disk.md"]);
      expect((await read(source))["disk.md"]).toBe("two");
    });

    it("stops a fetch when it is told to, and goes on with the next", async () => {
      await put(repository, "disk.md", "one");
      repository.commit();
      const stop = new AbortController();
      server.intercept = (request) => {
        if (request.method === "POST") setTimeout(() => stop.abort(new Error("enough")), 50);
        return request.method === "POST";
      };
      await expect(source.list(stop.signal)).rejects.toThrow("enough");
      server.intercept = null;
      expect(await read(source)).toEqual({ "disk.md": "one" });
    });
  });
});

describeWith(["git", "ssh"], "a git repository behind ssh", () => {
  it("says what ssh says", async () => {
    const cache = path.join(tmpdir(), "never-made");
    const source = gitSource(
      { name: "ops", git: "ssh://git@127.0.0.1:1/runbooks.git", branch: "main" },
      { cache, surroundings: { PATH: process.env["PATH"] } },
    );
    await expect(source.list(later())).rejects.toThrow(/port 1: Connection refused/);
    expect(existsSync(cache)).toBe(false);
  });
});

/** The processes that have this on their command line, and those that they have started. */
function familyOf(text: string): number[] {
  const all = processes();
  const family = new Set(all.filter(({ args }) => args.includes(text)).map(({ pid }) => pid));
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  return [...family];
}
