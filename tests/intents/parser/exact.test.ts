import {
  array,
  assert,
  boolean,
  constantFrom,
  dictionary,
  integer,
  oneof,
  property,
  string,
  stringMatching,
  uniqueArray,
} from "fast-check";
import { describe, expect, it } from "vitest";
import { createParser } from "../../../intents/parser/index.ts";
import { inFull } from "../../../intents/parser/shorthand.ts";
import { commandOf } from "../../../src/command.ts";
import { actions, names } from "./catalog.ts";

const parse = createParser({ actions, names });
const text = stringMatching(/^[ -~]{1,40}$/).filter((value) => value.trim() === value && value !== "");
/** Text that a command cannot tell from a number or a yes or no is left to the playbook's own types. */
const plain = text.filter((value) => !/^-?\d|^true$|^false$/.test(value));

describe("the exact command of an action", () => {
  it("reads back as the same parameters, whatever text they hold", () => {
    assert(
      property(
        uniqueArray(constantFrom(...names.hosts), { minLength: 1 }),
        dictionary(stringMatching(/^[a-z][a-z_]{0,8}$/), oneof(plain, integer(), boolean()), {
          minKeys: 1,
          maxKeys: 3,
          noNullPrototype: true,
        }),
        boolean(),
        (targets, vars, check) => {
          const params = { playbook: "clean-temp", targets, vars, check };
          expect(parse(commandOf("playbook.run", params))).toMatchObject({
            kind: "act",
            action: "playbook.run",
            params,
          });
        },
      ),
    );
    assert(
      property(text, (value) => {
        const params = { zone: "example.test", name: "example.test", type: "TXT", value };
        expect(parse(commandOf("dns.record.create", params))).toMatchObject({ kind: "act", params });
      }),
    );
  });

  it("carries whatever somebody gave as a reason, as nothing but that", () => {
    const piece = oneof(
      string({ unit: "binary", maxLength: 8 }),
      constantFrom(
        '"',
        "'",
        "\\",
        "`",
        ",",
        "=",
        " job=r-0BADBAD0 ",
        "\n",
        "“",
        "＂",
        "＼",
        "…",
        "\u202E",
        "\u0303",
        "😀",
      ),
    );
    const reasons = array(piece, { minLength: 1, maxLength: 12 }).map((pieces) =>
      pieces.join("").toWellFormed().trim(),
    );
    assert(
      property(
        reasons.filter((reason) => reason !== ""),
        (reason) => {
          expect(parse(commandOf("job.reason", { job: "r-8KQ2ZC7M", reason }))).toMatchObject({
            kind: "act",
            action: "job.reason",
            params: { job: "r-8KQ2ZC7M", reason },
          });
        },
      ),
      { examples: [["the “disk” is full"], ["“ job=r-0BADBAD0 reason=“x"], ["12345"], ["true"]] },
    );
  });

  it("of a question reads back as the question", () => {
    expect(parse(commandOf("ask", { question: 'what is "a, b"?' }))).toMatchObject({
      kind: "ask",
      question: 'what is "a, b"?',
    });
  });

  it.each(["playbook.runs clean-temp localhost", "Playbook.Run clean-temp localhost", "cache.purgee example.test"])(
    "is never guessed from something like it: %s",
    (line) => {
      expect(parse(line).kind).not.toBe("act");
    },
  );

  it.each([
    ["playbook.run clean-temp localhost whatever", /what "whatever" is for/],
    ["playbook.run clean-temp localhost color=red", /no parameter color/],
    ["playbook.run clean-temp localhost targets=web-1", /given twice/],
    ["playbook.run clean-temp vars.a=1 vars.a=2 targets=web-1", /given twice/],
    ['playbook.run clean-temp targets="web-1', /never closed/],
    ["dns.record.update name=api.example.test value=203.0.113.10 ttl=soon", /ttl/],
    ["metrics.query signal=happiness host=web-1", /no signal called "happiness"/],
  ])("that is wrong is a question that says what is wrong: %s", (line, question) => {
    expect(parse(line)).toMatchObject({ kind: "clarify", question: expect.stringMatching(question) as string });
  });

  it("names what is not there, with names like it to choose from", () => {
    expect(parse("playbook.run clean-tmp targets=web-1")).toMatchObject({
      missing: ["playbook"],
      candidates: ["clean-temp"],
    });
    expect(parse("playbook.run clean-temp targets=web-1,web-9")).toMatchObject({
      missing: ["targets"],
      candidates: expect.arrayContaining(["web-1", "web-2"]) as unknown,
    });
  });

  it("stands on one line each, all of them or none", () => {
    const line = "host.status web-1";
    expect(parse(`${line}\n${line}`)).toMatchObject({
      kind: "multi",
      steps: [{ action: "host.status" }, { action: "host.status" }],
    });
    expect(parse(`${line}\nhost.status`)).toMatchObject({ kind: "clarify", missing: ["host"] });
    expect(parse(`${line}\n${line}\n${line}\n${line}`)).toMatchObject({ kind: "clarify" });
  });
});

const read = (line: string) => inFull(line, new Map(actions.map((action) => [action.name, action])));

describe("short ways to say an exact command", () => {
  it("asks what somebody may do, with an action's own parameters", () => {
    expect(read("can bob cache.purge zone=shop.example.test scope=everything")).toBe(
      "policy.can bob cache.purge with.zone=shop.example.test with.scope=everything",
    );
    expect(read('/can ann job.reason reason="zone=a scope=b"')).toBe(
      'policy.can ann job.reason with.reason="zone=a scope=b"',
    );
  });

  it("asks why a request was decided as it was", () => {
    expect(read("why r-8KQ2ZC7M?")).toBe("policy.why r-8KQ2ZC7M");
  });

  it("leaves every other line as it was", () => {
    for (const line of [
      "can bob purge the cache?",
      "can you restart nginx on web-1",
      "can you help me",
      "why",
      "why is r-8KQ2ZC7M denied?",
    ]) {
      expect(read(line)).toBe(line);
    }
  });
});
