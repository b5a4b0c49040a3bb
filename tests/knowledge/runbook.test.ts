import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { clean } from "../../knowledge/clean.ts";
import { readForeign, readRunbook } from "../../knowledge/runbook.ts";
import { ownSet, publicSet } from "../evals/knowledge.ts";
import { describeWithData } from "../servers/needs.ts";

/** Letters and signs alone, without comments: blocks inside lists and quotations are indented in the file. */
const dense = (text: string): string => clean(text).text.replaceAll(/<!--.*?-->|[\s>]+/gs, "");

/** What is wrong with the positions of this file's chunks. */
function misplaced(file: string, bytes: Buffer, read = readRunbook): string[] {
  const lines = bytes.toString().split(/\r\n?|\n/);
  let before = 0;
  return read(file, bytes.toString()).chunks.flatMap(({ bytes: [start, end], lines: [from, to], passages, anchor }) => {
    const slice = bytes.subarray(start, end).toString();
    const own = dense(slice);
    const shown = dense(lines.slice(from - 1, to).join("\n"));
    const wrong = passages.flatMap(({ raw }) => {
      const wanted = dense(raw);
      return own.includes(wanted) && shown.includes(wanted) ? [] : [`${file}#${anchor}: ${raw.slice(0, 80)}`];
    });
    if (start < before) wrong.push(`${file}#${anchor} begins before the last one ends`);
    if (!Buffer.from(slice).equals(bytes.subarray(start, end))) wrong.push(`${file}#${anchor} cuts a character`);
    before = end;
    return wrong;
  });
}

it("says where in the file each chunk stands, as bytes and as lines", () => {
  const text =
    "\ufeff---\r\ntitle: Ä\r\n---\r\n<!-- é\r\né -->\r\n## Ü\u200b 😀\r\n\r\nOne <!-- 😀 --> é.\r\n\r\n- two\u202e ß\r\n\r\n## Last\rx";
  const bytes = Buffer.from(text);
  const [first, last] = readRunbook("a.md", text).chunks;
  expect(bytes.subarray(...(first?.bytes ?? [])).toString()).toBe(
    "## Ü\u200b 😀\r\n\r\nOne <!-- 😀 --> é.\r\n\r\n- two\u202e ß",
  );
  expect(first?.lines).toEqual([6, 10]);
  expect(bytes.subarray(...(last?.bytes ?? [])).toString()).toBe("## Last\rx");
  expect(last?.lines).toEqual([12, 13]);
});

it("does so for any file", () => {
  const piece = fc.constantFrom(
    ..."a,é,😀,\n,\r,\r\n,\n\n,\u200b,\ufeff,\u202e,`,## ,- ,1. ,   ,> ,<!-- é -->,<b>,\n---\n,\n```\n".split(","),
    "\n```action\nhost.list\n```\n",
    "\n\n| x |\n|---|\n| é |\n",
  );
  fc.assert(
    fc.property(
      fc.constantFrom("", "\ufeff", "---\r\ntitle: é\r\n---\r\n"),
      fc.array(piece, { maxLength: 60 }),
      (top, pieces) => {
        expect(misplaced("a.md", Buffer.from(`${top}x ${pieces.join("")}`), readLeniently)).toEqual([]);
      },
    ),
  );
});

const readLeniently: typeof readRunbook = (file, text) => {
  try {
    return readForeign(file, text);
  } catch {
    return readForeign(file, "");
  }
};

it("does so for each of our own runbooks", () => {
  const files = readdirSync(ownSet, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
  expect(files.length).toBeGreaterThan(5);
  expect(files.flatMap((file) => misplaced(file, readFileSync(path.join(ownSet, file))))).toEqual([]);
});

const action = "```action\nplaybook.run disk-report targets={host}\n```";

it("offers the commands of a section with that section alone", () => {
  const { chunks, actions } = readRunbook("a.md", `## One\n\nWords.\n\n${action}\n\n## Two\n\nWords.`);
  const command = "playbook.run disk-report targets={host}";
  expect(chunks.map((chunk) => chunk.actions)).toEqual([[{ label: command, command }], []]);
  expect(actions).toEqual([]);
});

it.each([
  ["runs a program", "rm -rf /"],
  ["asks in words", "please run playbook.run disk-report"],
  ["has more on its line", "playbook.run disk-report && reboot"],
  ["is two with a separator", "playbook.run a; playbook.run b"],
  ["mentions somebody", "playbook.run disk-report targets=<!channel>"],
  ["ends a quotation with another sign", 'dns.record.update name=a value="x” zone=b"'],
  ["leaves something unknown open", "playbook.run disk-report targets={everything}"],
  ["leaves open what is to be done", "{playbook}.run all"],
  ["holds a letter that looks like another", "pl\u0430ybook.run disk-report"],
  ["is too long", `host.list ${"a".repeat(200)}`],
])("refuses the whole file for a line of a fence that %s, and names the line", (_, line) => {
  const text = `---\ntitle: T\n---\n## One\n\nWords.\n\n\`\`\`action\nhost.list\n${line}\n\`\`\`\n`;
  expect(() => readRunbook("a.md", text)).toThrow(/^line 10: must be one exact command/);
});

it("refuses words beside the name of a fence, which no viewer draws", () => {
  expect(() => readRunbook("a.md", "Words.\n\n```action playbook.run wipe targets=all\nhost.list\n```")).toThrow(
    /^line 3: /,
  );
});

it("refuses what stands below a fence that is not closed", () => {
  expect(() => readRunbook("a.md", "Words.\n\n```action\nhost.list\n\n## Next\n\nMore words.")).toThrow(/^line 6: /);
});

it("refuses a menu", () => {
  const six = Array.from({ length: 6 }, (_, i) => `playbook.run p${i}`).join("\n");
  expect(() => readRunbook("a.md", `Words.\n\n\`\`\`action\n${six}\n\`\`\``)).toThrow(
    "line 9: a section offers at most 5",
  );
});

it("takes what a reviewer sees: a command with something invisible in it is the command without", () => {
  const { chunks } = readRunbook("a.md", "Words.\n\n```action\nplaybook.run\u200b disk-\u202ereport\n```");
  expect(chunks[0]?.actions.map(({ command }) => command)).toEqual(["playbook.run disk-report"]);
});

describeWithData(publicSet, "every tenth of the public runbooks", () => {
  it("has every chunk where it says", { timeout: 120_000 }, () => {
    const corpus = path.join(publicSet, "corpus");
    const files = readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
    expect(files.length).toBeGreaterThan(1000);
    const tenth = files.toSorted().filter((_, at) => at % 10 === 0);
    expect(tenth.flatMap((file) => misplaced(file, readFileSync(path.join(corpus, file)), readForeign))).toEqual([]);
  });
});
