import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { AlertRule } from "../../knowledge/alerts.ts";
import { lint, type Linted } from "../../knowledge/lint.ts";
import { ownSet } from "../evals/knowledge.ts";

const today = Temporal.PlainDate.from("2026-11-01");

/** Findings as "path:line rule: message", of these files and whatever else is given. */
const findings = (files: Readonly<Record<string, string>>, more: Partial<Linted> = {}): string[] =>
  lint({
    documents: Object.entries(files).map(([file, text]) => ({ path: file, text })),
    refused: new Map(),
    alerts: [],
    actions: ["host.list", "playbook.run"],
    today,
    ...more,
  }).map(({ document, line, rule, message }) => `${document}:${line} ${rule}: ${message}`);

/** A runbook with nothing wrong, its first line of text on line 9. */
const good = (title: string, text = "Words."): string =>
  `---\nowner: Ann\nreviewed: 2026-10-01\nreview_in: 90d\n---\n\n# ${title}\n\n${text}\n`;

it("finds nothing where nothing is wrong", () => {
  const text =
    "[a](b.md) [b](hosts/c.md#one-more) [c](#here) [d](https://example.test/x.md) [e](//example.test/x.md) [f](/b.md)\n" +
    "[g](b.md?plain=1#L3) [h](mailto:a@example.test) [i](picture.png) [j](hosts/) [k][ref] [l](#by-hand) [m](B%2emd)\n\n" +
    '[ref]: hosts/c.md#Two\n\n## Here\n\nWords.\n\n<a name="by-hand"></a>\n\n```action\nhost.list\nplaybook.run {playbook} targets={host}\n```';
  expect(
    findings({
      "a.md": good("A", text.replace("[g](b.md?plain=1#L3)", "[g](b.md?plain=1)").replace("B%2emd", "b%2Emd")),
      "b.md": good("B"),
      "hosts/c.md": good("C", "[up](../b.md)\n\n## One more\n\nWords.\n\n### Two\n\nWords."),
    }),
  ).toEqual([]);
});

it("finds links and anchors that lead to nothing, and where they stand", () => {
  expect(
    findings({
      "a.md": good(
        "A",
        "[x](b.md)\n[y](hosts/c.md#three)\n[z](#nowhere) [r]\n\n[r]: hosts/none.md\n\n> - [q](./hosts/../d.md)",
      ),
      "hosts/c.md": good("C", "[up](../../outside.md)\n\n[rooted](/hosts/none.md)"),
    }),
  ).toEqual([
    "a.md:9 dead-link: b.md leads to nothing: there is no b.md",
    "a.md:10 dead-anchor: hosts/c.md#three leads to nothing: hosts/c.md has no section #three",
    "a.md:11 dead-anchor: #nowhere leads to nothing: a.md has no section #nowhere",
    "a.md:13 dead-link: hosts/none.md leads to nothing: there is no hosts/none.md",
    "a.md:15 dead-link: ./hosts/../d.md leads to nothing: there is no d.md",
    "hosts/c.md:9 link-out: ../../outside.md leads out of what is read here",
    "hosts/c.md:11 dead-link: /hosts/none.md leads to nothing: there is no hosts/none.md",
  ]);
});

it("keeps the sources apart: a link does not lead from one into another", () => {
  const found = lint({
    documents: [
      { path: "main.md", text: good("Main") },
      { path: "ops/a.md", text: good("A", "[x](../main.md) [y](/docs/runbooks/b.md) [z](b.md)"), root: "ops" },
      { path: "ops/b.md", text: good("B"), root: "ops" },
    ],
    refused: new Map(),
    alerts: [],
    actions: [],
    today,
  });
  expect(found.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
    "link-out: ../main.md leads out of what is read here",
  ]);
});

it("finds who keeps nothing true", () => {
  expect(
    findings({
      "none.md": "# None\n\nWords.",
      "open.md": good("Open").replace("review_in: 90d\n", ""),
      "late.md": good("Late").replace("2026-10-01", "2026-08-02"),
      "due.md": good("Due").replace("2026-10-01", "2026-08-03"),
    }),
  ).toEqual([
    "late.md:3 overdue: its review was due on 2026-10-31",
    "none.md:1 no-owner: nobody is named as its owner",
    "none.md:1 no-review: no review is on record",
    "open.md:3 no-review: nobody says for how long its review holds (review_in)",
  ]);
});

it("finds what has no title, the same title, or nothing under it", () => {
  expect(
    findings({
      "a.md": good(
        "Disk full",
        "## Steps\n\n### One\n\nWords.\n\n### Two\n\n<p>drawn</p>\n\n## Three\n\n## Four\n\nWords.\n\n## Five",
      ),
      "b.md": good("Disk: full"),
      "c.md": good("C").replace("# C", "Words"),
      "d.md": good("D").replace("Words.", "<!-- soon -->"),
    }),
  ).toEqual([
    "a.md:1 duplicate-title: others are called Disk full as well: b.md",
    "a.md:15 empty-section: there is nothing under Two that could be shown",
    "a.md:19 empty-section: there is nothing under Three that could be shown",
    "a.md:25 empty-section: there is nothing under Five that could be shown",
    "b.md:1 duplicate-title: others are called Disk: full as well: a.md",
    "c.md:1 no-title: it has neither a title nor a first heading, and is called c",
    "d.md:1 empty: there is nothing in it that could be shown",
  ]);
});

it("finds actions that there are not, in front matter and in fences", () => {
  const text = "Words.\n\n```action\nhost.list\nhost.lst\n```\n\n```actions\nhost.list\n```";
  expect(
    findings({
      "a.md": good("A", text).replace(
        "---\n\n",
        "actions:\n  - host.list\n  - { label: Go, command: playbook.rum x }\n---\n\n",
      ),
    }),
  ).toEqual([
    "a.md:7 unknown-action: there is no action playbook.rum",
    "a.md:16 unknown-action: there is no action host.lst",
    "a.md:19 not-a-fence: a block called actions is shown as code: is it action?",
  ]);
});

it("finds what is refused, with the line that is to be mended", () => {
  expect(
    findings(
      {
        "a.md": good("A", "Words.\n\n```action\nrm -rf /\n```"),
        "b.md": "---\nreviewed: soon\n---\n# B",
        "c.md": good("C", "[to what is refused](a.md#x) [and this](d.md)"),
      },
      { refused: new Map([["d.md", "it is not UTF-8"]]) },
    ).map((finding) => finding.replace(/exact command .*/, "exact command")),
  ).toEqual([
    "a.md:12 refused: line 12: must be one exact command",
    "b.md:1 refused: reviewed: must be a date like 2026-05-31",
    "d.md:1 refused: it is not UTF-8",
  ]);
});

const alert = (name: string, line: number, url: string | null = null): AlertRule => ({
  name,
  line,
  url,
  expr: "up",
  summary: "",
  description: "",
  runbook: null,
  file: "rules.yml",
});

it("finds alerts without a runbook, and runbooks for alerts that there are not", () => {
  const disk = good("Disk").replace(
    "owner: Ann",
    "owner: Ann\ntags: [DiskFull, disk_slow, DiskGone, PostgreSQL, disk]",
  );
  const alerts = [
    alert("DiskFull", 3, "https://x.example.test/nowhere"),
    alert("DiskSlow", 5),
    alert("CpuHigh", 7),
    alert("NetDown", 9, "https://x.example.test/net"),
    alert("Known", 11, "https://x.example.test/disk"),
  ];
  expect(findings({ "disk.md": disk }, { alerts })).toEqual([
    "disk.md:3 unknown-alert: no rule is called DiskGone",
    "rules.yml:3 dead-runbook-url: the runbook_url of DiskFull leads to none of these runbooks: https://x.example.test/nowhere",
    "rules.yml:7 alert-without-runbook: no runbook is called CpuHigh or has it among its tags",
    "rules.yml:9 dead-runbook-url: the runbook_url of NetDown leads to none of these runbooks: https://x.example.test/net",
  ]);
  expect(findings({ "disk.md": disk })).toEqual([]);
});

it("says the same whatever the order of the files", () => {
  const files = { "b.md": "# X\n\n[a](none.md)", "a.md": "# X\n\n[b](none.md)" };
  expect(findings(Object.fromEntries(Object.entries(files).toReversed()))).toEqual(findings(files));
});

it("has nothing certain to say against our own runbooks", () => {
  const files = readdirSync(ownSet, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));
  const found = lint({
    documents: files.map((file) => ({ path: file, text: readFileSync(path.join(ownSet, file), "utf8") })),
    refused: new Map(),
    alerts: [],
    actions: [],
    today,
  });
  expect(files.length).toBeGreaterThan(5);
  expect(found.filter(({ rule }) => rule !== "unknown-action" && rule !== "overdue")).toEqual([]);
});
