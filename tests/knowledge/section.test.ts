import { expect, it } from "vitest";
import { readRunbook } from "../../knowledge/runbook.ts";
import { excerpt, quote } from "../../knowledge/section.ts";
import { ask, libraryOf } from "../support/library.ts";

const gizmo = await libraryOf({
  "gizmo.md": `# Gizmo jams

## Symptoms

- The gizmo jams and squeaks.

## Look at the gizmo

1. See whether the belt is on.

## Roll back

Put the old belt on.

## Do not

- Do not oil the gizmo while it jams: the belt slips.
`,
});
const sectionFor = async (question: string): Promise<string | undefined> =>
  (await ask(gizmo, question)).sources[0]?.section.split("#")[0];

it("says what to do when the question tells a symptom", async () => {
  expect(await sectionFor("the gizmo squeaks and jams")).toBe("Look at the gizmo");
});

it("takes the section whose heading the question speaks of", async () => {
  expect(await sectionFor("how do I roll back the gizmo?")).toBe("Roll back");
});

it("answers a question that asks leave with the warning", async () => {
  expect(await sectionFor("can I oil the gizmo while it jams?")).toBe("Do not");
});

const long = (words: string): string => `${words} ${"and so it goes on for a while ".repeat(8)}.`;

it("keeps the first command block of a long section and the words that fit the question", () => {
  const paragraphs = ["apples", "pears", "plums", "cherries", "quinces"].map(long);
  const [chunk] = readRunbook(
    "a.md",
    `## Fruit\n\n${paragraphs.slice(0, 4).join("\n\n")}\n\n\`\`\`\npick\n\`\`\``,
  ).chunks;
  const { passages, whole } = excerpt(chunk!, "cherries");
  expect(whole).toBe(false);
  expect(passages.at(-1)).toMatchObject({ kind: "code", text: "pick" });
  expect(passages.map(({ text }) => text.split(" ")[0])).toContain("cherries");
});

it("quotes one sentence of a long paragraph, as it is written", () => {
  const raw = `${long("First of all")} The **belt** is under the lid. ${long("Last of all")}`;
  const [chunk] = readRunbook("a.md", `## Belt\n\n${raw}`).chunks;
  expect(quote(chunk!, "where is the lid", "Gizmo")).toBe("The **belt** is under the lid.");
});
