/** Checkpoints: signed, taken as far away as the site likes, and never over a trail that no longer holds the last one. */
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tenant } from "../../src/audit.ts";
import { checkTrail } from "../../src/audit/check.ts";
import { createCheckpoints, deliver, signCheckpoint, standing } from "../../src/audit/checkpoints.ts";
import { nextKey, openKey, publicKeys } from "../../src/audit/key.ts";
import {
  describe as describeKey,
  isSigned,
  rotation,
  type Checkpoint,
  type Signed,
} from "../../src/audit/statement.ts";
import { Secret } from "../../src/secret.ts";
import { append, head } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import { describeWith } from "../servers/needs.ts";
import { temporaryFolder } from "../support/database.ts";
import { signer } from "./signer.ts";
import { fill, openTrail, tamper } from "./trail.ts";

const quiet = { warn: () => {}, error: () => {} };
const secret = (value: string): Secret => new Secret(value, "test");
const linesIn = (file: string): Signed<Checkpoint>[] =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Signed<Checkpoint>);
const pem = (): string => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });

let db: Db;
beforeAll(async () => {
  db = await openTrail();
});
beforeEach(() => tamper(db, "delete from audit; delete from audit_head"));
afterAll(() => db.destroy());

/** Signs where it stands, and takes it where it should go. */
async function write(at: ReturnType<typeof signer>): Promise<boolean> {
  const signed = await signCheckpoint(db, at);
  return signed !== null && deliver(at, signed, quiet);
}

const git = (folder: string, ...args: string[]): string =>
  execFileSync("git", ["-C", folder, ...args], { encoding: "utf8" }).trim();

/** As `signalbox audit rotate-key` does it. */
const rotate = async (at: ReturnType<typeof signer>, file?: string): Promise<void> => {
  const change = nextKey(at, file);
  const signed = rotation(tenant, change.old, change.new);
  await db
    .transaction()
    .execute((trx) => append(trx, { event: "key-rotated", person: null, account: "test", rotation: signed }));
  change.settle();
};

describe("AU-3 a checkpoint", () => {
  test("says where the chain stands, signed", async () => {
    const at = signer();
    expect(await signCheckpoint(db, at)).toBeNull();
    await fill(db, 3);
    const end = await head(db);
    const signed = await signCheckpoint(db, at);
    const hash = Buffer.from(end?.hash ?? []).toString("hex");
    expect(signed).toMatchObject({ type: "checkpoint", v: 1, tenant, seq: 3, hash, key: describeKey(openKey(at)).id });
    const keys = new Map(publicKeys(at).map((key) => [describeKey(key).id, key]));
    expect(isSigned(signed as Signed<Checkpoint>, keys)).toBe(true);
    expect(isSigned({ ...(signed as Signed<Checkpoint>), seq: 2 } as Signed<Checkpoint>, keys)).toBe(false);
  });

  test("is appended to a file, one a line, and the trail is held against all of them", async () => {
    const file = path.join(temporaryFolder(), "far", "checkpoints.ndjson");
    const at = signer({ file });
    for (const seq of [2, 4, 6]) {
      await fill(db, 2);
      expect(await write(at)).toBe(true);
      expect(linesIn(file).at(-1)).toMatchObject({ seq });
    }
    expect(await checkTrail(db, at)).toMatchObject({ ok: true, entries: 6, checkpoints: 4 });
    expect(await checkTrail(db, at, { checkpoint: file })).toMatchObject({ ok: true, checkpoints: 3 });

    await tamper(
      db,
      "delete from audit where seq > 3; update audit_head set (seq, hash) = (select seq, hash from audit where seq = 3)",
    );
    expect(await checkTrail(db, at, { checkpoint: file })).toMatchObject({ ok: false, kind: "cut", seq: 4 });
    // And nobody signs what is left.
    await expect(signCheckpoint(db, at)).rejects.toMatchObject({ code: "AUDIT_REWRITTEN" });
  });

  test("shows a trail that was rewritten to its end, and where from", async () => {
    const file = path.join(temporaryFolder(), "checkpoints.ndjson");
    const at = signer({ file });
    await fill(db, 3);
    await write(at);
    await fill(db, 3);
    await write(at);
    // Somebody with the database's password writes entries 5 and 6 again, with hashes that fit.
    await tamper(
      db,
      "delete from audit where seq > 4; update audit_head set (seq, hash) = (select seq, hash from audit where seq = 4); select audit_append('site', 'forged'); select audit_append('site', 'forged')",
    );
    expect(await checkTrail(db, signer())).toMatchObject({ ok: true, checkpoints: 0 });
    const verdict = await checkTrail(db, at);
    expect(verdict).toMatchObject({ ok: false, kind: "rewritten", seq: 6 });
    expect(verdict).toHaveProperty("why", expect.stringContaining("rewritten after entry 3"));
    await expect(signCheckpoint(db, at)).rejects.toMatchObject({ code: "AUDIT_REWRITTEN" });
  });

  test("that was changed, or signed by somebody else, is named", async () => {
    const file = path.join(temporaryFolder(), "checkpoints.ndjson");
    const at = signer({ file });
    await fill(db, 2);
    await write(at);
    const stranger = await signCheckpoint(db, signer());
    writeFileSync(file, `${JSON.stringify(stranger)}\n`, { flag: "a" });
    expect(await checkTrail(db, at)).toMatchObject({
      ok: false,
      kind: "forged",
      why: expect.stringContaining("line 2 of") as string,
    });
    writeFileSync(file, readFileSync(file, "utf8").split("\n")[0]?.replace('"v":1', '"v":1,"more":true') ?? "");
    expect(await checkTrail(db, at)).toMatchObject({
      ok: false,
      kind: "forged",
      why: expect.stringContaining("line 1 of") as string,
    });
    writeFileSync(file, "{}\n");
    await expect(checkTrail(db, at)).rejects.toMatchObject({ code: "CHECKPOINT_BROKEN" });
    await expect(checkTrail(db, at, { checkpoint: `${file}.gone` })).rejects.toMatchObject({
      code: "CHECKPOINT_BROKEN",
    });
  });
});

describeWith(["git"], "a checkpoint in git", () => {
  test("is a commit of its own, in a repository that is made if there is none", async () => {
    const folder = path.join(temporaryFolder(), "checkpoints");
    const at = signer({ git: folder });
    await fill(db, 1);
    expect(await write(at)).toBe(true);
    await fill(db, 1);
    expect(await write(at)).toBe(true);
    expect(git(folder, "log", "--format=%an %s")).toBe("Signalbox Audit checkpoint\nSignalbox Audit checkpoint");
    expect(git(folder, "status", "--porcelain")).toBe("");
    expect(linesIn(path.join(folder, "checkpoints.ndjson")).map(({ seq }) => seq)).toEqual([1, 2]);
    expect(await checkTrail(db, at)).toMatchObject({ ok: true, checkpoints: 3 });
  });

  test("is pushed where there is a remote, and where that fails it is said", async () => {
    const [far, near] = [temporaryFolder(), path.join(temporaryFolder(), "near")];
    git(far, "init", "--bare", "--quiet");
    execFileSync("git", ["clone", "--quiet", far, near], { stdio: "ignore" });
    git(near, "config", "push.default", "current");
    const at = signer({ git: near });
    await fill(db, 1);
    expect(await write(at)).toBe(true);
    expect(git(far, "log", "--all", "--format=%s")).toBe("Audit checkpoint");
    git(near, "remote", "set-url", "origin", path.join(far, "gone"));
    await fill(db, 1);
    expect(await write(at)).toBe(false);
    expect(standing(at).destinations[`git ${near}`]).toMatchObject({
      seq: 1,
      failed: { why: expect.any(String) as string },
    });
  });
});

describe("a checkpoint for a webhook", () => {
  let server: Server;
  let answers: number;
  const got: { readonly body: string; readonly token: string | undefined }[] = [];
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  beforeEach(async () => {
    answers = 204;
    got.length = 0;
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        got.push({ body, token: request.headers.authorization });
        response.writeHead(answers).end("x");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test("is sent with its token; a failure is remembered, tried again, and forgotten", async () => {
    const at = signer({ webhook: url(), token: secret("hook-token"), every: 1, after: 1 });
    answers = 503;
    await fill(db, 1);
    expect(await write(at)).toBe(false);
    const [name = ""] = Object.keys(standing(at).destinations);
    expect(name).toMatch(/^webhook 127\.0\.0\.1:\d+$/);
    expect(standing(at).destinations[name]).toEqual({
      seq: 0,
      failed: { why: "it answered with 503", since: expect.any(String) as string },
    });
    answers = 204;
    const running = createCheckpoints(db, at, quiet);
    running.start();
    for (let tries = 0; standing(at).destinations[name]?.failed && tries < 100; tries++) await pause(100);
    await running.stop();
    expect(standing(at).destinations[name]).toEqual({ seq: 1 });
    expect(got.map(({ token }) => token)).toEqual(["Bearer hook-token", "Bearer hook-token"]);
    expect(JSON.parse(got.at(-1)?.body ?? "")).toEqual(standing(at).last);
  });
});

describe("the running bot", () => {
  test("signs in time, after so many entries, once more at its end, and not what has not grown", async () => {
    const file = path.join(temporaryFolder(), "checkpoints.ndjson");
    const at = signer({ file, every: 1, after: 1000 });
    await fill(db, 5);
    const running = createCheckpoints(db, at, quiet);
    running.start();
    for (let tries = 0; !existsSync(file) && tries < 100; tries++) await pause(50);
    await pause(1500);
    expect(linesIn(file).map(({ seq }) => seq)).toEqual([5]);
    await fill(db, 2);
    await running.stop();
    expect(linesIn(file).map(({ seq }) => seq)).toEqual([5, 7]);
  });

  test("writes none where no place is named", async () => {
    const at = signer();
    await fill(db, 1);
    const running = createCheckpoints(db, at, quiet);
    running.start();
    await running.stop();
    expect(existsSync(path.join(at.data, "audit"))).toBe(false);
  });

  test("signs nothing over a trail that was rewritten, says so once, and goes on working", async () => {
    const file = path.join(temporaryFolder(), "checkpoints.ndjson");
    const at = signer({ file, every: 1 });
    await fill(db, 3);
    await write(at);
    await tamper(db, "delete from audit; delete from audit_head");
    await fill(db, 9);
    const said: unknown[] = [];
    const running = createCheckpoints(db, at, { warn: () => {}, error: (...words: unknown[]) => said.push(words[0]) });
    running.start();
    await pause(2500);
    await running.stop();
    expect(said).toEqual([{ error: expect.stringContaining("Entry 3 of the audit trail is no longer") as string }]);
    expect(linesIn(file).map(({ seq }) => seq)).toEqual([3]);
  });
});

describe("the key that signs", () => {
  test("is made once, readable by its owner alone, its public half beside it", () => {
    const at = signer();
    const key = openKey(at);
    const files = readdirSync(path.join(at.data, "audit"));
    expect(files.toSorted()).toEqual([`${describeKey(key).id}.pub.pem`, "key.pem"].toSorted());
    expect(statSync(path.join(at.data, "audit", "key.pem")).mode & 0o777).toBe(0o600);
    expect(openKey(at).equals(key)).toBe(true);
    expect(publicKeys(at)).toHaveLength(1);
  });

  test("is locked with a passphrase if there is one, and opens with no other", () => {
    const at = signer({}, { key_passphrase: secret("correct horse") });
    const key = openKey(at);
    const text = readFileSync(path.join(at.data, "audit", "key.pem"), "utf8");
    expect(text).toContain("BEGIN ENCRYPTED PRIVATE KEY");
    expect(openKey(at).equals(key)).toBe(true);
    for (const passphrase of [null, secret("wrong")]) {
      const other = { ...at, audit: { ...at.audit, key_passphrase: passphrase } };
      expect(() => openKey(other)).toThrow(expect.objectContaining({ code: "AUDIT_KEY_BROKEN" }));
    }
  });

  test("comes from a secret where one is configured; what is no such key is refused", () => {
    const at = signer({}, { key: secret(pem()) });
    expect(publicKeys({ data: at.data })).toEqual([]);
    const id = describeKey(openKey(at)).id;
    expect(readdirSync(path.join(at.data, "audit"))).toEqual([`${id}.pub.pem`]);
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" });
    for (const text of ["no key", rsa]) {
      const other = signer({}, { key: secret(text) });
      expect(() => openKey(other)).toThrow(expect.objectContaining({ code: "AUDIT_KEY_BROKEN" }));
    }
  });

  test("that is referred to and missing is not replaced by another", () => {
    for (const setting of ["audit.key", "audit.key_passphrase"]) {
      const at = {
        ...signer(),
        references: new Map([[setting, { source: "env:GONE", missing: "which is not there" }]]),
      };
      expect(() => openKey(at)).toThrow(expect.objectContaining({ code: "SECRET_MISSING" }));
      expect(existsSync(path.join(at.data, "audit"))).toBe(false);
    }
  });

  test("AU-6 is followed by another: what the old one signed still holds, for whoever trusts either", async () => {
    const file = path.join(temporaryFolder(), "checkpoints.ndjson");
    const at = signer({ file });
    await fill(db, 1);
    await write(at);
    const old = openKey(at);
    await rotate(at);
    const now = openKey(at);
    expect(now.equals(old)).toBe(false);
    await write(at);
    expect(linesIn(file).map(({ key }) => key)).toEqual([old, now].map((key) => describeKey(key).id));
    // On another machine, with one public key and nothing else.
    for (const key of [old, now]) {
      const publicKey = path.join(at.data, "audit", `${describeKey(key).id}.pub.pem`);
      expect(await checkTrail(db, signer(), { checkpoint: file, publicKey })).toMatchObject({
        ok: true,
        checkpoints: 2,
      });
    }
    const stranger = signer();
    const publicKey = path.join(stranger.data, "audit", `${describeKey(openKey(stranger)).id}.pub.pem`);
    expect(await checkTrail(db, signer(), { checkpoint: file, publicKey })).toMatchObject({ kind: "forged" });
  });

  test("AU-6 a change that was interrupted after it was written down is taken up again", async () => {
    const at = signer();
    const old = openKey(at);
    const first = nextKey(at, undefined);
    expect(openKey(at).equals(old)).toBe(true);
    const second = nextKey(at, undefined);
    expect(second.new.equals(first.new)).toBe(true);
    second.settle();
    expect(openKey(at).equals(first.new)).toBe(true);
  });

  test("AU-6 from a secret is followed by the one in a file that is named", async () => {
    const at = signer({}, { key: secret(pem()) });
    expect(() => nextKey(at, undefined)).toThrow(expect.objectContaining({ code: "BAD_USAGE" }));
    const file = path.join(temporaryFolder(), "next.pem");
    writeFileSync(file, pem());
    await fill(db, 1);
    await rotate(at, file);
    expect(publicKeys(at)).toHaveLength(2);
    expect(() => nextKey(at, `${file}.gone`)).toThrow(expect.objectContaining({ code: "AUDIT_KEY_BROKEN" }));
  });
});

test("a place that cannot be written does not keep another from being written", async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "a-file");
  writeFileSync(file, "");
  mkdirSync(path.join(folder, "there"));
  chmodSync(folder, 0o755);
  const at = signer({ file: path.join(folder, "there", "checkpoints.ndjson"), git: path.join(file, "below-a-file") });
  await fill(db, 1);
  expect(await write(at)).toBe(false);
  expect(linesIn(path.join(folder, "there", "checkpoints.ndjson"))).toHaveLength(1);
  expect(await write(at)).toBe(false);
  // The same checkpoint is not written twice where it is.
  expect(linesIn(path.join(folder, "there", "checkpoints.ndjson"))).toHaveLength(1);
});
