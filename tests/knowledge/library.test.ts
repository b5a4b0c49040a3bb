import { readFile } from "node:fs/promises";
import path from "node:path";
import { array, assert, asyncProperty, constantFrom } from "fast-check";
import { expect, it } from "vitest";
import { ownSet } from "../evals/knowledge.ts";
import { answerable, answerableLater, answerableNew, unanswerable } from "../evals/questions.ts";
import { ask, libraryIn, libraryOf, page } from "../support/library.ts";

const today = () => Temporal.PlainDate.from("2026-11-20");
const library = await libraryIn(ownSet, { today });

it("answers from the runbook, in its own words, with its first commands, its source and its buttons", async () => {
  const answer = await ask(library, "the disk on this box is filling up, what do I do?", ["operator"]);
  expect(answer).toMatchObject({ reply: "answer", abstained: false });
  expect(answer.confidence).toBeGreaterThan(0.9);
  expect(answer.text).toMatch(/^Disk full or filling up › Find what is full\n1\. See which filesystem it is\./);
  expect(answer.blocks[0]).toEqual({
    kind: "code",
    text: "df -hT -x tmpfs -x devtmpfs\ndf -i\nsudo du -xh --max-depth=2 /var | sort -h | tail -n 20",
  });
  expect(answer.sources).toMatchObject([{ doc: "disk-full.md", section: "Find what is full#find-what-is-full" }]);
  expect(answer.suggestions.map(({ command }) => command)).toEqual([
    "playbook.run disk-report targets=localhost",
    "playbook.run clean-temp targets=localhost",
  ]);
});

const frobnicator = (front: string): string =>
  `---\n${front}\n---\n# Frobnicator stuck\n\n## Free it\n\nPull the frobnicator lever.`;

const said = async (front: string): Promise<string> => {
  const answer = await ask(await libraryOf({ "a.md": frobnicator(front) }, { today }), "frobnicator stuck");
  return answer.blocks.map((block) => (block.kind === "text" ? block.text : "")).join("\n");
};

it("says who keeps a runbook and how old its review is, and warns when the next is overdue", async () => {
  expect(await said("owner: Ops\nreviewed: 2026-11-19\nreview_in: 90d")).toBe(
    "Owner: Ops; reviewed yesterday (2026-11-19).",
  );
  expect(await said("owner: Ops\nreviewed: 2026-01-01\nreview_in: 90d")).toBe(
    "Owner: Ops; reviewed 323 days ago (2026-01-01). Its next review was due on 2026-04-01: check before you trust it.",
  );
  expect(await said("title: Frobnicator stuck")).toBe("No owner is named; no review is on record.");
});

it.each(unanswerable)("does not answer: %s", async (question) => {
  // The nearest may be named, as such; nothing may pass for an answer, and no button is offered.
  const { text, suggestions } = await ask(library, question);
  expect(text).toMatch(/^I found nothing|^I am not sure/);
  expect(suggestions).toEqual([]);
});

it("says that it found nothing, and shows nothing, when asked about bread", async () => {
  expect(await ask(library, "how do I bake bread")).toEqual({
    reply: "answer",
    text: "I found nothing about that in the runbooks. Other words, or the name of the alert, may find more.",
    abstained: true,
    confidence: 0,
    blocks: [],
    sources: [],
    suggestions: [],
  });
});

it("quotes and shows commands byte for byte", async () => {
  let commands = 0;
  for (const [question] of [...answerable, ...answerableLater, ...answerableNew]) {
    const { sources, blocks } = await ask(library, question);
    for (const { doc, section, quote } of sources) {
      const text = await readFile(path.join(ownSet, doc), "utf8");
      expect(quote).not.toBe("");
      expect(text).toContain(quote);
      expect(text).toContain(`# ${section.replace(/#[^#]*$/, "")}\n`);
      for (const block of blocks) {
        if (block.kind !== "code") continue;
        expect(text).toContain(block.text);
        commands += 1;
      }
    }
  }
  expect(commands).toBeGreaterThan(50);
});

it("names the closest runbooks, without buttons, when it is not sure", async () => {
  const answer = await ask(library, "what should I tell the next on-call?");
  expect(answer.text).toContain("I am not sure");
  expect(answer.suggestions).toEqual([]);
  expect(answer.sources[0]?.doc).toBe("on-call-handover.md");
});

it("shows a runbook only to those who may read it", async () => {
  const secret =
    "---\nroles: [security]\n---\n# Forensic imaging\n\n## Steps\n\nRun the forensic imaging suite on the zebra host.";
  const nobody = "---\nroles: []\n---\n# Quagga recipes\n\n## Steps\n\nBoil the quagga.";
  const some = await libraryOf({ "a.md": secret, "n.md": nobody, "b.md": "# Printers\n\n## Steps\n\nAdd paper." });
  expect((await ask(some, "forensic imaging of the zebra host")).abstained).toBe(true);
  expect((await ask(some, "forensic imaging of the zebra host", ["operator"])).abstained).toBe(true);
  expect((await ask(some, "forensic imaging of the zebra host", ["security"])).sources[0]?.doc).toBe("a.md");
  expect((await ask(some, "quagga recipes", ["security"])).abstained).toBe(true);
});

it("gives the same answers whatever stands in runbooks that the asker may not read", { timeout: 120_000 }, async () => {
  const open = {
    "disk.md": "# Disk full\n\n## Find it\n\nLook for large directories.\n\n```sh\ndu -x /\n```",
    "dns.md": "# Change DNS\n\n## Steps\n\nLower the TTL of the record first, then change the record.",
    "cpu.md": "# High CPU\n\n## Steps\n\nFind the busy process with top.",
  };
  const before = await libraryOf(open);
  const words = constantFrom("disk", "full", "record", "dns", "cpu", "busy", "process", "large", "zebra", "top", "ttl");
  const sentence = array(words, { minLength: 1, maxLength: 12 }).map((list) => list.join(" "));
  await assert(
    asyncProperty(sentence, sentence, sentence, async (title, body, question) => {
      const hidden = `---\ntitle: ${title}\nroles: [security]\nactions: [playbook.run x targets=y]\n---\n## Steps\n\n${body}`;
      const after = await libraryOf({ ...open, "0-hidden.md": hidden });
      expect(await ask(after, question, ["operator"])).toEqual(await ask(before, question, ["operator"]));
    }),
    { numRuns: 60 },
  );
});

it("searches only what is about the service that a question names, if that answers it", async () => {
  const some = await libraryOf({
    "checkout.md": page("Slow payments", "Restart the payment worker.", "services: [checkout]"),
    "search.md": page("Slow results", "Rebuild the payment index of search.", "services: [search]"),
    "all.md": page("Restart a worker", "Say who restarts the worker."),
  });
  const narrow = await ask(some, "payment index is slow in checkout");
  expect(narrow.about).toEqual(["checkout"]);
  expect(narrow.sources.map(({ doc }) => doc)).not.toContain("search.md");
  const wide = await ask(some, "how do I rebuild the payment index of search from checkout");
  expect(wide.sources[0]?.doc).toBe("search.md");
});

it("looks for what is wrong, and not for the host that it is wrong on", async () => {
  const names = { hosts: ["web-1"], groups: {}, services: [], zones: [], playbooks: {}, envs: [] };
  const files = {
    "disk.md": page("Disk full", "Remove old files from web servers."),
    "lights.md": page("Blinking lights", "Ask the people of web-1."),
  };
  const some = await libraryOf(files, { names });
  expect((await ask(some, "the disk of web-1 is full")).sources[0]?.doc).toBe("disk.md");
  expect((await ask(some, "what about web-1?")).abstained).toBe(true);
});
