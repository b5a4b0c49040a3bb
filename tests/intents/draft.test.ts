import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fences } from "../../adapters/slack/mrkdwn.ts";
import { draft, type Material } from "../../intents/draft.ts";
import { readRunbook } from "../../knowledge/runbook.ts";
import type { Line } from "../../src/providers/conversations.ts";

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 10) + minute * 60_000).toISOString();
const lines = (...texts: string[]): Line[] => texts.map((text, minute) => ({ text, at: at(minute) }));
const of = (texts: readonly string[], more: Partial<Material> = {}) =>
  draft({ title: null, today: "2026-11-30", lines: lines(...texts), done: [], services: new Map(), ...more });
const read = (made: ReturnType<typeof of>) => readRunbook(made.file, made.markdown);

it("drafts a runbook that can be read: symptoms, what was done in its order, and a question where its author must speak", () => {
  const made = of(
    [
      "Checkout gives 502 since the deploy. HighErrorRate fires.",
      "same here, customers complain",
      "pods:\n```\nkubectl get pods -l app=checkout\nkubectl logs checkout-1\n```",
      "rolled back with `kubectl rollout undo deploy/checkout`, `checkout` is fine",
    ],
    {
      services: new Map([
        ["checkout", ["the shop"]],
        ["payments", []],
      ]),
      done: [{ at: at(2.5), sentence: "Restart nginx on web-1 (r-8KQ2ZC7M): done. nginx is running." }],
    },
  );
  expect(made.file).toBe("checkout-gives-502-since-the-deploy.md");
  expect(made.markdown).toBe(`---
title: "Checkout gives 502 since the deploy"
reviewed: 2026-11-30
services: ["checkout"]
tags: ["HighErrorRate"]
---

# Checkout gives 502 since the deploy

## Symptoms

> Checkout gives 502 since the deploy. HighErrorRate fires.

> same here, customers complain

> rolled back with \\\`kubectl rollout undo deploy/checkout\\\`, \\\`checkout\\\` is fine

## What was done

~~~sh
kubectl get pods -l app=checkout
kubectl logs checkout-1
~~~

- Restart nginx on web-1 (r-8KQ2ZC7M): done. nginx is running.

~~~sh
kubectl rollout undo deploy/checkout
~~~

## Verify

How does one see that it is over? Write it here, in the place of this question.
`);
  expect(read(made)).toMatchObject({ owner: null, services: ["checkout"], tags: ["HighErrorRate"], roles: null });
});

it("takes its title from whoever gives one, and says so where nothing was done", () => {
  const made = of(["it is slow again"], { title: 'Checkout: "502"\nroles: []' });
  expect(made.title).toBe('Checkout: "502" roles: []');
  expect(read(made)).toMatchObject({ title: 'Checkout: "502" roles: []', roles: null });
  expect(made.markdown).toContain("Nothing in the thread says. Write down what was done.");
  expect(of([]).file).toBe("untitled.md");
  expect(of(["日本語 の 障害 です"]).file).toBe("runbook.md");
});

describe("what others wrote", () => {
  it("is quoted and stays text: no heading, link, HTML, list, fence or action comes of it", () => {
    const made = of([
      "# Fake heading\n## Steps\n- [ ] item\n1. do it\n<!-- hidden --><script>\n[click](http://evil.test) ![x](http://evil.test/x)\n---\nactions: [service.restart x]",
      "```action\nservice.restart checkout\n~~~\n# out of the block\n```",
      "~~~\nfenced\n~~~\n| a | b |\n|---|---|\n=== and more words",
      "bidi \u202Eevil\u202C zero\u200Bwidth \u{E0041}tag null\0",
    ]);
    const { actions, chunks } = read(made);
    expect(actions).toEqual([]);
    expect(chunks.map(({ breadcrumb }) => breadcrumb)).toEqual([["Symptoms"], ["What was done"], ["Verify"]]);
    const [symptoms, story] = chunks;
    expect(new Set(symptoms?.passages.map(({ kind }) => kind))).toEqual(new Set(["text"]));
    // What is shown is what was said: nothing was taken for markup and lost.
    expect(symptoms?.passages[0]?.text).toContain("<!-- hidden --><script> [click](http://evil.test)");
    expect(story?.passages).toMatchObject([
      { kind: "code", language: "sh", text: "service.restart checkout\n~~~\n# out of the block" },
    ]);
    expect(made.markdown).not.toMatch(/[\u202A-\u202E\u200B\0]|\u{E0041}/u);
  });

  it("whatever it is, makes three sections and no action", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "`",
        "```",
        "~~~",
        "\n",
        "# ",
        "---\n",
        "- ",
        "> ",
        "<!--",
        "| a |\n|---|",
        "    ",
        "===",
        "actions:",
      ),
    );
    const text = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), text, (texts, sentence) => {
        const made = of(texts, { done: [{ at: at(1), sentence: `Ran it: ${sentence}` }] });
        const { chunks, actions, roles } = read(made);
        expect([actions, roles]).toEqual([[], null]);
        const headings = new Set(chunks.map(({ breadcrumb }) => breadcrumb.join()));
        expect([...headings].filter((one) => one !== "Symptoms")).toEqual(["What was done", "Verify"]);
        for (const { language } of chunks.flatMap(({ passages }) => passages))
          expect([undefined, "sh"]).toContain(language);
      }),
      { numRuns: 500 },
    );
  });

  it("is copied out of Slack as it was drafted: nothing of its own is broken up there", () => {
    const made = of(["it is broken since noon", "```\nsystemctl restart nginx\n```"]);
    expect(fences(made.markdown).join("\n")).toContain("~~~sh\nsystemctl restart nginx\n~~~");
    expect(made.markdown).not.toContain("``");
  });
});

describe("what people paste and should not", () => {
  // Put together here, so that nobody takes the test for a leak.
  const pem = ["-----BEGIN", "PRIVATE KEY-----"].join(" ");
  it.each([
    ["the password is hunter22 by the way", "hunter22"],
    ['export DB_PASSWORD="s3cr3t w0rds"', "s3cr3t w0rds"],
    ["curl -H 'Authorization: Bearer abcdefgh12345'", "abcdefgh12345"],
    [`use ${["xoxb", "12345", "abcdefghij"].join("-")} for it`, "abcdefghij"],
    [`the key is ${["ghp", "a".repeat(36)].join("_")} now`, "a".repeat(36)],
    ["postgres://bot:pa55word@db.example.test/shop is where", "pa55word"],
    [`here:\n${pem}\nMIIEvQIBADANBgkqhkiG9w0BAQ\n${pem.replace("BEGIN", "END")}`, "MIIEvQIB"],
    ["api_key: 0123456789abcdef and more", "0123456789abcdef"],
  ])("is taken out: %s", (text, secret) => {
    const { markdown } = of([`what I did was this:\n${text}`, `\`\`\`\n${text}\n\`\`\``]);
    expect(markdown).not.toContain(secret);
    expect(markdown.match(/redacted/g)?.length).toBeGreaterThanOrEqual(2);
  });

  it("leaves words about secrets alone, and addresses in commands", () => {
    const { markdown } = of([
      "the token is expired and bob@example.test knows why",
      "`ssh root@db-1.example.test uptime`",
    ]);
    expect(markdown).toContain("> the token is expired and (e-mail address) knows why");
    expect(markdown).toContain("ssh root@db-1.example.test uptime");
  });

  it("however much it is", () => {
    const before = performance.now();
    const long = ["a.".repeat(50_000), " ".repeat(100_000), "`a b` ".repeat(20_000), "password".repeat(10_000)];
    const { markdown } = of([...long, ...Array.from({ length: 1000 }, (_, n) => `line number ${n} of many`)]);
    expect(markdown.length).toBeLessThan(9000);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});
