import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { dataFolder, temporaryFolder } from "../support/database.ts";
import { example, failure, failureOf, folders, lines, signalbox, site, type Ended } from "./signalbox.ts";

interface RequestJson {
  readonly id: string;
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly state: string;
  readonly digest: string;
  readonly because?: string;
  readonly receipt?: { readonly state: string; readonly changes: readonly unknown[] };
}

const requestIn = (ended: Ended): RequestJson => {
  const last = lines(ended).at(-1);
  expect(last).toMatchObject({ reply: "card", text: expect.any(String) as string });
  return last?.["request"] as RequestJson;
};

const ask = (data: string, text: string, as = "ann"): Promise<Ended> =>
  signalbox(["chat", "--as", as, "--once", text, "--json"], { data });
const review = (data: string, ...args: string[]): Promise<Ended> => signalbox(["review", ...args, "--json"], { data });

describe("a request, from the command line", () => {
  const data = dataFolder();
  const scratch = path.join(data, "scratch", "build-1841.tmp");
  let asked: Ended;
  let id: string;

  beforeAll(async () => {
    asked = await ask(data, "clean up temp files on localhost");
    id = requestIn(asked).id;
  });

  test("waits, and waiting is success", () => {
    expect(asked).toMatchObject({ code: 0, err: "" });
    expect(lines(asked)).toHaveLength(1);
    expect(requestIn(asked)).toMatchObject({
      id: expect.stringMatching(/^r-[0-9A-Z]{8}$/) as string,
      action: "playbook.run",
      params: { playbook: "clean-temp", targets: ["localhost"] },
      state: "waiting",
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(existsSync(scratch)).toBe(true);
  });

  test("is not moved by its own asker's yes", async () => {
    const own = await review(data, id, "approve", "--as", "ann");
    expect(own).toMatchObject({ code: 1, err: "" });
    expect(lines(own)).toEqual([
      { reply: "text", text: expect.stringMatching(/^You asked for this yourself/) as string },
    ]);
    expect(existsSync(scratch)).toBe(true);
  });

  test("is carried out by somebody else's, once", async () => {
    const yes = await review(data, id, "approve", "--as", "bob");
    expect(yes).toMatchObject({ code: 0, err: "" });
    expect(requestIn(yes)).toMatchObject({ id, state: "done", digest: requestIn(asked).digest });
    expect(requestIn(yes).receipt).toMatchObject({ state: "done" });
    expect(requestIn(yes).receipt?.changes).toHaveLength(3);
    expect(existsSync(scratch)).toBe(false);

    const late = await review(data, id, "deny", "--as", "bob", "--reason", "too late");
    expect(late).toMatchObject({ code: 1, err: "" });
    expect(lines(late)).toMatchObject([{ text: expect.stringMatching(/^This request is already done\./) as string }]);
  });

  // Four commands one after the other.
  test("is listed and shown, for people and for programs", { timeout: 60_000 }, async () => {
    const list = await signalbox(["requests", "--json"], { data });
    expect(lines(list).map(({ request }) => (request as RequestJson).id)).toEqual([id]);
    const plain = await signalbox(["requests"], { data });
    expect(plain.out).toMatch(new RegExp(`^${id}  done +\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d  ann: Run clean-temp`));
    const shown = await signalbox(["show", id, "--json"], { data });
    expect(lines(shown)).toMatchObject([
      { request: { id, state: "done" }, votes: [{ name: "Bob", verdict: "approve" }], plan: { changes: [{}, {}, {}] } },
    ]);
    const card = await signalbox(["show", id], { data });
    expect(card).toMatchObject({ code: 0, err: "" });
    expect(card.out).toContain("✔ Bob said yes");
    expect(card.out).not.toContain("\u001B");
  });

  test("one that there is not is one sentence", async () => {
    const nowhere = /^There is no request r-00000000 that you may see\. /;
    expect(failureOf(await signalbox(["show", "r-00000000"], { data }))).toEqual(failure(1, nowhere));
    expect(failureOf(await review(data, "r-00000000", "approve", "--as", "bob"))).toEqual(failure(1, nowhere));
  });

  test("is in a record that is proven whole, and any edit of it is found", async () => {
    const whole = await signalbox(["audit", "verify", "--json"], { data });
    expect(whole).toMatchObject({ code: 0, err: "" });
    expect(lines(whole)).toMatchObject([{ ok: true, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string }]);

    const { db, close } = await openDatabase(data, null);
    await sql`alter table audit disable trigger all`.execute(db);
    const { rows } = await sql<{ seq: string }>`
      update audit set body = replace(body, 'ann', 'bob')
      where seq = (select min(seq) from audit where body like '%"event":"waiting"%') returning seq`.execute(db);
    const seq = Number(rows[0]?.seq);
    await sql`alter table audit enable trigger all`.execute(db);
    await close();

    const plain = await signalbox(["audit", "verify"], { data });
    expect(plain).toMatchObject({ code: 1, err: "" });
    expect(plain.out).toMatch(new RegExp(`^The audit trail was tampered with at entry ${seq}: .+\\.\n$`));
    const edited = await signalbox(["audit", "verify", "--json"], { data });
    expect(edited.code).toBe(1);
    expect(lines(edited)).toMatchObject([{ ok: false, seq }]);
    const doctor = await signalbox(["doctor", "--json"], { data });
    expect(doctor.code).toBe(1);
    expect(lines(doctor)[0]?.["checks"]).toContainEqual(expect.objectContaining({ name: "audit", ok: false }));
  });
});

describe("a request that takes two, from the command line", () => {
  const data = dataFolder();
  const policies = path.join(temporaryFolder(), "policies");
  cpSync(path.join(path.dirname(example), "policies"), policies, { recursive: true });
  const writes = path.join(policies, "writes.cedar");
  writeFileSync(
    writes,
    readFileSync(writes, "utf8").replaceAll('@approve("1 of approver")', '@approve("2 of approver")'),
  );
  const cleo = "  cleo: { name: Cleo, roles: [approver], accounts: { terminal: cleo } }";
  const around = folders.replace(/policies: .*/, `policies: ${policies}`);
  const config = site(readFileSync(example, "utf8").replace("people:", `people:\n${cleo}`) + around);
  const answer = (...args: string[]): Promise<Ended> => signalbox(["review", ...args, "--json"], { data, config });

  const votes = async () => lines(await signalbox(["show", id, "--json"], { data, config }))[0]?.["votes"];
  let id: string;

  beforeAll(async () => {
    const words = ["chat", "--as", "ann", "--once", "clean up temp files on localhost", "--json"];
    ({ id } = requestIn(await signalbox(words, { data, config })));
  });

  test("AP-7 keeps the reason that came with a yes", async () => {
    const yes = await answer(id, "approve", "--as", "bob", "--reason", "OPS-311, agreed with the shop");
    expect(yes).toMatchObject({ code: 0, err: "" });
    expect(requestIn(yes)).toMatchObject({ state: "waiting" });
    expect(await votes()).toEqual([{ name: "Bob", verdict: "approve", reason: "OPS-311, agreed with the shop" }]);
  });

  test("AP-13 lets nobody take back what they have not said", async () => {
    const stranger = await answer(id, "retract", "--as", "cleo");
    expect(stranger).toMatchObject({ code: 1, err: "" });
    expect(lines(stranger)).toMatchObject([{ text: expect.stringMatching(/^You have no yes to take back/) as string }]);
  });

  test("AP-13 waits for two again when a yes is taken back", async () => {
    const back = await answer(id, "retract", "--as", "bob");
    expect(back).toMatchObject({ code: 0, err: "" });
    expect(requestIn(back)).toMatchObject({ state: "waiting" });
    expect(lines(back)).toMatchObject([{ text: expect.stringContaining("waiting for 2 × approver") as string }]);
    expect(await votes()).toEqual([]);
  });
});

describe("chat --once", () => {
  const data = dataFolder();

  test("reads nothing from standard input, and ends although that stays open", async () => {
    const input = { stays: "open" } as const;
    const ended = await signalbox(["chat", "--as", "ann", "--once", "host.list", "--json"], { data, input });
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(lines(ended)).toMatchObject([{ reply: "text" }]);
    const meant = await signalbox(["chat", "--once", "help"], { data, input: "clean up temp files on localhost\n" });
    expect(meant.out).not.toContain("clean-temp on localhost");
    expect(lines(await signalbox(["requests", "--json"], { data }))).toEqual([]);
  });

  test("waits until a request that needs nobody's yes is done", async () => {
    const ended = await ask(data, "run disk-report on localhost");
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(requestIn(ended)).toMatchObject({ state: "done", receipt: { state: "done" } });
    const states = lines(ended).map(({ request }) => (request as RequestJson).state);
    expect(new Set(states).size).toBe(states.length);
  });

  test("an answer names its sources", async () => {
    const ended = await ask(data, "the disk on this box is filling up, what do I do?");
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(lines(ended)).toMatchObject([
      {
        reply: "answer",
        abstained: false,
        sources: [{ doc: "disk-full.md" }],
        confidence: expect.any(Number) as number,
      },
    ]);
  });

  test("that leads to nothing says why, and the code is 1", async () => {
    for (const [text, sentence] of [
      ["host.status host=web-99", /^I know no host called "web-99"/],
      ["don't restart nginx", /^I did not read a request in that/],
      ["job.cancel r-00000000", /^There is no request r-00000000/],
    ] as const) {
      const ended = await ask(data, text);
      expect(ended).toMatchObject({ code: 1, err: "" });
      expect(lines(ended)).toMatchObject([{ reply: "text", text: expect.stringMatching(sentence) as string }]);
    }
  });

  test("--as is for somebody who is known, where it is switched on", async () => {
    expect(failureOf(await ask(data, "help", "zoe"))).toEqual(failure(2, /^I know nobody called zoe\. /));
  });
});

describe("lines from a pipe", () => {
  const data = dataFolder();

  test("are said one after the other, by whom /as says, until the input ends", async () => {
    const input = ["point api.example.test at 203.0.113.10", "/approve", "/as bob", "/approve"].join("\n");
    const ended = await signalbox(["chat", "--json"], { data, input });
    expect(ended).toMatchObject({ code: 0, err: "" });
    const [waiting, refused, ...after] = lines(ended);
    expect(waiting).toMatchObject({ reply: "card", request: { action: "dns.record.update", state: "waiting" } });
    expect(refused).toMatchObject({ reply: "text", text: expect.stringMatching(/^You asked for this your/) as string });
    expect(after.at(-1)).toMatchObject({ reply: "card", request: { state: "done" } });
    const zone = readFileSync(path.join(data, "example.test.zone"), "utf8");
    expect(zone).toMatch(/^api\s.*203\.0\.113\.10$/m);
  });

  test("with mistakes in them are each told what is wrong with them", async () => {
    const told: readonly (readonly [line: string, sentence: RegExp])[] = [
      ["dns.frobnicate zone=example.test", /^I did not read a request in that/],
      ["dns.record.create name=a.example.test type=A value=elsewhere", /does not accept value: an A record takes/],
      ["host.status host=localhost colour=red", /^host\.status has no parameter colour/],
      ["metrics.query signal=cpu host=localhost window=banana", /^window: must be a time like 10m/],
      ["run nosuch on localhost", /^I know no playbook called "nosuch"/],
      ["/deny", /^No card has been shown in this terminal/],
      ["/as zoe", /^I know nobody called zoe/],
    ];
    const ended = await signalbox(["chat", "--json"], { data, input: told.map(([line]) => line).join("\n") });
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(lines(ended)).toMatchObject(
      told.map(([, sentence]) => ({ reply: "text", text: expect.stringMatching(sentence) as string })),
    );
  });

  test("as text make a transcript without colours or prompts", async () => {
    const ended = await signalbox(["chat"], { data, input: "help\n/quit\nnever said\n" });
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(ended.out).toContain("dns.record.update");
    expect(ended.out).not.toContain("\u001B");
    expect(ended.out).not.toContain("ann>");
  });
});
