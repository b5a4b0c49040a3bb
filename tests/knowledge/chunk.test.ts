import { expect, it } from "vitest";
import { chunk } from "../../knowledge/chunk.ts";

const text = (markdown: string) =>
  chunk(markdown).chunks.map(({ passages }) => passages.map((passage) => passage.text));

it("cuts at headings and keeps the way to each", () => {
  const { title, chunks } = chunk("# Disk\n\nIntro.\n\n## Steps\n\nOne.\n\n### Find it\n\nTwo.\n\n## Verify\n\nThree.");
  expect(title).toBe("Disk");
  expect(chunks.map(({ breadcrumb, anchor }) => [...breadcrumb, anchor])).toEqual([
    ["disk"],
    ["Steps", "steps"],
    ["Steps", "Find it", "find-it"],
    ["Verify", "verify"],
  ]);
});

it("gives equal headings different anchors, as GitHub does", () => {
  expect(chunk("## Fix\n\na\n\n## Fix\n\nb").chunks.map(({ anchor }) => anchor)).toEqual(["fix", "fix-1"]);
});

it("keeps a command block byte for byte, also inside a list", () => {
  const block = "df -h \\\n  | grep  '<!-- x -->'";
  const indented = block.replaceAll("\n", "\n   ");
  const [chunks] = chunk(`## Do\n\n1. Look:\n\n   \`\`\`sh\n   ${indented}\n   \`\`\`\n2. Stop.`).chunks;
  expect(chunks?.passages.map(({ kind, text: words }) => [kind, words])).toEqual([
    ["item", "1. Look:"],
    ["code", block],
    ["item", "2. Stop."],
  ]);
});

it("keeps a table whole and a long section's blocks whole", () => {
  const table = "| a | b |\n|---|---|\n| 1 | 2 |";
  expect(text(table)).toEqual([[table]]);
  const paragraph = "word ".repeat(200).trim();
  expect(text(`## Long\n\n${paragraph}\n\n${paragraph}\n\n${paragraph}`)).toEqual([
    [paragraph],
    [paragraph],
    [paragraph],
  ]);
});

it("shows words without markup, and never where a link or a picture leads", () => {
  const [shown] = text(
    "See **the** [guide](https://evil.example/?q=1), `df -h` ![x](https://evil.example/p.png) <b>now</b>.",
  );
  expect(shown).toEqual(["See the guide, `df -h`  now."]);
});

it("quotes the document's own characters", () => {
  const markdown = "- Take **one**\n  of these.";
  const [first] = chunk(markdown).chunks;
  expect(markdown).toContain(first?.passages[0]?.raw);
});
