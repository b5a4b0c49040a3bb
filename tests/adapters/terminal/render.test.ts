import { stripVTControlCharacters } from "node:util";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderCard, renderUpdate } from "../../../adapters/terminal/card.ts";
import { columns } from "../../../adapters/terminal/layout.ts";
import { renderProblem, renderProgress, renderReply } from "../../../adapters/terminal/render.ts";
import { safeJson } from "../../../adapters/terminal/sanitize.ts";
import { problem } from "../../../src/problem.ts";
import { cases, cleanLocalhost, mallorysCard, pointApi, replies, states } from "./characters.ts";

const plain = { width: 80, color: false };
const golden = (name: string): string => path.join(import.meta.dirname, "../../golden/terminal", `${name}.txt`);
const widest = (text: string): number => Math.max(...text.split("\n").map(columns));

describe("a card", () => {
  test.each(states)("looks like its golden file when %s", async (state) => {
    const text = renderCard(cleanLocalhost(state), plain);
    expect(widest(text)).toBe(80);
    await expect(`${text}\n`).toMatchFileSnapshot(golden(`ann-asks-to-clean-localhost.${state}`));
  });

  test("shows a change that is too wide for one line on several", async () => {
    await expect(`${renderCard(pointApi, plain)}\n`).toMatchFileSnapshot(golden("ann-points-api-elsewhere.waiting"));
  });

  test("fits a narrow terminal", async () => {
    const text = renderCard(pointApi, { width: 44, color: false });
    expect(widest(text)).toBe(44);
    await expect(`${text}\n`).toMatchFileSnapshot(golden("ann-points-api-elsewhere.narrow"));
  });

  test("tells in a demonstration whom to speak as", () => {
    expect(renderCard(cleanLocalhost("waiting"), { ...plain, answerAs: "bob" })).toContain("/as bob and then /approve");
  });

  test("counts the changes it has no room for", () => {
    const [one] = pointApi.changes;
    const text = renderCard({ ...pointApi, changes: Array.from({ length: 33 }, () => one!) }, plain);
    expect(text).toContain("… and 13 more");
  });

  test.each(["queued", "running", "done", "failed", "lost", "cancelled", "denied", "stale"] as const)(
    "redrawn as %s prints what is new and nothing else",
    async (state) => {
      const before = cleanLocalhost(state === "queued" || state === "denied" ? "waiting" : "queued");
      const text = renderUpdate(before, cleanLocalhost(state), plain);
      expect(text).not.toContain("╭");
      expect(text).not.toContain("asked by");
      await expect(`${text}\n`).toMatchFileSnapshot(golden(`ann-asks-to-clean-localhost.becomes-${state}`));
    },
  );

  test("does not repeat output that has just been watched", () => {
    const [before, after] = [cleanLocalhost("running"), cleanLocalhost("done")];
    expect(renderUpdate(before, after, plain)).toContain("removed build-1841.tmp");
    expect(renderUpdate(before, after, { ...plain, watched: true })).not.toContain("removed build-1841.tmp");
  });

  test("says so when nobody could answer it", () => {
    expect(renderCard({ ...pointApi, approvers: [] }, plain)).toContain("who       nobody yet");
  });

  test("redrawn with nothing new prints nothing", () => {
    for (const state of states) expect(renderUpdate(cleanLocalhost(state), cleanLocalhost(state), plain)).toBe("");
  });

  test.each(Object.entries(cases))("AP-11 looks like its golden file: %s", async (name, card) => {
    const text = renderCard(card, plain);
    expect(widest(text)).toBe(80);
    await expect(`${text}\n`).toMatchFileSnapshot(golden(name));
  });

  test("AP-14 under a broken glass says so before anything else", () => {
    expect(renderCard(cases["ann-breaks-the-glass"]!, plain).split("\n")[1]).toContain("BROKEN GLASS g-4F7Q2M1X");
  });

  test("AP-9 redrawn with another plan comes back whole, to be read again", () => {
    const other = cases["carol-narrowed-it"]!;
    const text = renderUpdate(cleanLocalhost("waiting"), other, plain);
    expect(text).toBe(`↻ The plan of r-8KQ2ZC7M has changed. Read it again:\n${renderCard(other, plain)}`);
  });

  test("AP-7 AP-13 redrawn while it waits says who said what, whom it waits for now, and what they can say", async () => {
    const owing = cases["ann-owes-a-reason"]!;
    const explained = { ...pointApi, reason: "OPS-311 the old host is going away" };
    const answered = { ...cases["bob-may-take-back-a-yes"]!, reason: explained.reason };
    const steps = [
      renderUpdate(owing, explained, plain),
      renderUpdate(explained, answered, plain),
      renderUpdate(answered, explained, plain),
    ];
    await expect(`${steps.join("\n\n")}\n`).toMatchFileSnapshot(golden("ann-points-api-elsewhere.becomes-answered"));
  });
});

describe("a reply", () => {
  test.each(Object.entries(replies))("%s looks like its golden file", async (name, reply) => {
    const text = renderReply(reply, plain);
    expect(widest(text)).toBeLessThanOrEqual(80);
    await expect(`${text}\n`).toMatchFileSnapshot(golden(name));
  });

  test("that is endless is cut, and says so", () => {
    const text = renderReply({ reply: "text", text: "word\n".repeat(1_000_000) }, plain);
    expect(text.split("\n")).toHaveLength(200);
    expect(text).toMatch(/… 7803 more lines$/);
  });
});

describe("colour", () => {
  test("is there", () => {
    expect(renderCard(cleanLocalhost("failed"), { width: 80, color: true })).toContain("\u001b[31m");
  });

  const everything = [
    ...states.map((state) => (color: boolean) => renderCard(cleanLocalhost(state), { width: 80, color })),
    ...Object.values(replies).map((reply) => (color: boolean) => renderReply(reply, { width: 80, color })),
    (color: boolean) => renderProblem(problem("AS_NOT_ALLOWED", {}), { width: 80, color }),
  ];

  test("adds nothing but colour", () => {
    for (const render of everything) {
      expect(stripVTControlCharacters(render(true))).toBe(render(false));
    }
  });
});

describe("foreign text", () => {
  // eslint-disable-next-line no-control-regex
  const harmful = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u;

  test("cannot move the cursor, colour, hide or reorder anything", async () => {
    const texts = [
      renderCard(mallorysCard, plain),
      renderUpdate(mallorysCard, { ...mallorysCard, state: "queued", status: "\u001b[2Jqueued" }, plain),
      renderReply(replies["mallory-writes-escapes"]!, plain),
      renderProgress("50 %\r\u001b[2K100 %", plain),
      renderProblem(problem("UNKNOWN_HOST", { name: "\u001b[31mx" }), plain),
    ];
    for (const text of texts) expect(text).not.toMatch(harmful);
    await expect(`${texts[0]}\n`).toMatchFileSnapshot(golden("mallory-asks-in-disguise.waiting"));
  });

  test("of any kind stays harmless and inside its columns", () => {
    const anything = fc.string({ unit: "binary", maxLength: 120 });
    fc.assert(
      fc.property(anything, anything, fc.integer({ min: 40, max: 100 }), (one, other, width) => {
        const card = {
          ...pointApi,
          sentence: one,
          action: other,
          targets: [other],
          changes: [{ kind: "update", subject: other, before: one, after: other } as const],
        };
        const text = renderCard(card, { width, color: false });
        expect(text).not.toMatch(harmful);
        expect(new Set(text.split("\n").map(columns))).toEqual(new Set([width]));
        expect(JSON.parse(safeJson([one, other]))).toEqual([one.toWellFormed(), other.toWellFormed()]);
        expect(safeJson([one, other])).not.toMatch(harmful);
      }),
      { numRuns: 200 },
    );
  });

  test("cannot forge a line of the frame", () => {
    const lines = renderCard(mallorysCard, plain).split("\n");
    expect(lines.filter((line) => line.startsWith("│ ✔"))).toEqual([]);
    expect(new Set(lines.map(columns))).toEqual(new Set([80]));
  });
});
