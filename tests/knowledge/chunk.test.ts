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

it("takes comments out of text and leaves them in code", () => {
  const [shown] = text(
    "Before <!-- hidden --> after.\n\n<!--\nplaybook.run x\n-->\n\n```html\n<!-- shown -->\n```\n\n`<!-- shown too -->`",
  );
  expect(shown).toEqual(["Before  after.", "<!-- shown -->", "`<!-- shown too -->`"]);
  expect(text("Before.\n\n<!-- hidden\n\nstill hidden")).toEqual([["Before."]]);
  const [first] = chunk("Before <!-- hidden --> **after**.").chunks;
  expect(first?.passages[0]?.raw).toBe("Before  **after**.");
});

it("counts lines from the heading to the last block, and every chunk of a long section by itself", () => {
  const paragraph = "word ".repeat(200).trim();
  const { chunks } = chunk(`# T\n\n## Long\n\n${paragraph}\n\n${paragraph}\n\n## Next\n- a\n- b\n\n<!-- c -->\n`, 10);
  expect(chunks.map(({ lines }) => lines)).toEqual([
    [13, 15],
    [17, 17],
    [19, 21],
  ]);
});

const offered = (markdown: string) =>
  chunk(markdown).chunks.map(({ commands, passages }) => [
    commands.map((command) => `${command.line} ${command.text}`),
    passages.map(({ text: words }) => words),
  ]);

it("takes the lines of an action fence for commands of its section and does not show them", () => {
  expect(
    offered(
      "## Look\n\nLook first.\n\n```action\nhost.list\n\n  disk.show host={host}  \n```\n\n## Act\n\n" +
        "1. Then this:\n\n   ~~~action:\n   cache.purge\n   ~~~\n\n## Verify\n\nLook.",
    ),
  ).toEqual([
    [["6 host.list", "8 disk.show host={host}"], ["Look first."]],
    [["16 cache.purge"], ["1. Then this:"]],
    [[], ["Look."]],
  ]);
});

it("gives the commands of a section to all of its chunks", () => {
  const paragraph = "word ".repeat(200).trim();
  const found = offered(`${paragraph}\n\n\`\`\`action\nhost.list\n\`\`\`\n\n${paragraph}`);
  expect(found.map(([commands]) => commands)).toEqual([["4 host.list"], ["4 host.list"]]);
});

it.each([
  ["is quoted", "> ```action\n> host.list\n> ```", "host.list"],
  ["is quoted in a list", "> - ```action\n>   host.list\n>   ```", "host.list"],
  ["stands in another one", "````\n```action\nhost.list\n```\n````", "```action\nhost.list\n```"],
  ["is indented", "    ```action\n    host.list", "```action\nhost.list"],
  ["has another name", "```actions\nhost.list\n```", "host.list"],
  ["has a name that looks like it", "```\u0430ction\nhost.list\n```", "host.list"],
])("shows an action fence that %s like other code", (_, markdown, shown) => {
  expect(offered(markdown)).toEqual([[[], [shown]]]);
});

it.each(["<!--\n```action\nhost.list\n```\n-->", "<!-- x -->```action\nhost.list\n"])(
  "takes no command from a comment, nor from what stands beside one: %j",
  (markdown) => {
    expect(chunk(`Words.\n\n${markdown}`).chunks.flatMap(({ commands }) => commands)).toEqual([]);
  },
);

it("refuses an action fence that no answer would show", () => {
  expect(() => chunk("## A\n\nWords.\n\n## B\n\n```action\nhost.list\n```\n\n## C\n\nWords.", 3)).toThrow(/^line 11: /);
});
