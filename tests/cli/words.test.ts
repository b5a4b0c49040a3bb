import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/database.ts";
import { failure, failureOf, lines, signalbox } from "./signalbox.ts";

const input = (...objects: readonly object[]): string => objects.map((one) => JSON.stringify(one)).join("\n");

describe("parse", () => {
  test("prints how each line is understood, in order, with its id", async () => {
    const ended = await signalbox(["parse"], {
      input: input(
        { id: "act", text: "clean up temp files on localhost" },
        { id: 2, text: "the disk on this box is filling up, what do I do?" },
        { id: "none", text: "don't restart nginx" },
        { id: "what", text: "point api.example.test somewhere else" },
        { id: "two", text: "run disk-report on localhost and then clean up temp files on localhost" },
      ),
    });
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(lines(ended)).toMatchObject([
      { id: "act", kind: "act", action: "playbook.run", params: { playbook: "clean-temp", targets: ["localhost"] } },
      { id: 2, kind: "ask" },
      { id: "none", kind: "none" },
      { id: "what", kind: "clarify", missing: [expect.any(String)] },
      { id: "two", kind: "multi", steps: [{}, {}] },
    ]);
  });

  test("knows only the names in a snapshot, if it is handed one", async () => {
    const file = path.join(temporaryFolder(), "inventory.json");
    const snapshot = { hosts: ["db-7"], groups: { db: ["db-7"] }, playbooks: { "patch-os": ["OS patching"] } };
    writeFileSync(file, JSON.stringify(snapshot));
    const ended = await signalbox(["parse", "--inventory", file], {
      input: input({ id: 1, text: "run OS patching on db" }, { id: 2, text: "host.status host=localhost" }),
    });
    expect(ended).toMatchObject({ code: 0, err: "" });
    const [run, status] = lines(ended);
    expect(run).toMatchObject({ kind: "act", params: { playbook: "patch-os", targets: ["db"] } });
    expect(status?.["kind"]).not.toBe("act");
  });

  test("reads earlier turns as context", async () => {
    const context = [
      { role: "user", text: "host.status host=localhost" },
      { role: "bot", done: { action: "host.status", params: { host: "localhost" } } },
    ];
    const ended = await signalbox(["parse"], { input: input({ id: 1, text: "same again", context }) });
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(lines(ended)).toMatchObject([{ kind: "act", action: "host.status", params: { host: "localhost" } }]);
  });

  test("a line that is no message, or a snapshot that is none, is one sentence", async () => {
    const ended = await signalbox(["parse"], { input: `\n{"id":1,"txt":"help"}\n` });
    expect(failureOf(ended)).toEqual(failure(2, /^line 2 is not an object with "id" and "text"\. /));
    const file = path.join(temporaryFolder(), "inventory.json");
    expect(failureOf(await signalbox(["parse", "--inventory", file]))).toEqual(
      failure(2, /^the inventory \S+ cannot be read: ENOENT/),
    );
    writeFileSync(file, `{"hosts":"localhost"}`);
    expect(failureOf(await signalbox(["parse", "--inventory", file]))).toEqual(
      failure(2, /cannot be read: .*expected array/),
    );
  });
});

describe("ask", () => {
  test("answers with sources, or says that it does not know", async () => {
    const [known, unknown, plain] = await Promise.all([
      signalbox(["ask", "the disk on this box is filling up, what do I do?", "--json"]),
      signalbox(["ask", "who won the football match yesterday?", "--json"]),
      signalbox(["ask", "the disk on this box is filling up, what do I do?", "--as", "bob"]),
    ]);
    expect(known).toMatchObject({ code: 0, err: "" });
    expect(lines(known)).toMatchObject([{ abstained: false, answer: expect.any(String) as string }]);
    const { sources } = lines(known)[0] as unknown as { sources: object[] };
    expect(Object.keys(sources[0] ?? {})).toEqual(["doc", "section", "quote", "score"]);
    expect(lines(unknown)).toMatchObject([{ abstained: true, sources: [], confidence: expect.any(Number) as number }]);
    expect(lines(unknown)[0]).not.toHaveProperty("answer");
    expect(plain.out).toContain("disk-full.md");
  });
});
