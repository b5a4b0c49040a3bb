import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { joinAlerts, readRules, type AlertRule, type Target } from "../../knowledge/alerts.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(path.join(tmpdir(), "rules-"))));
afterEach(() => rm(folder, { recursive: true }));

const put = async (file: string, text: string): Promise<string> => {
  const there = path.join(folder, file);
  await mkdir(path.dirname(there), { recursive: true });
  await writeFile(there, text);
  return there;
};

const disk = `# Disks
groups:
  - name: disk
    interval: 30s
    rules:
      - record: instance:disk:ratio
        expr: 1 - node_filesystem_avail_bytes / node_filesystem_size_bytes
      - alert: DiskFull
        expr: |
          instance:disk:ratio > 0.95
        for: 5m
        keep_firing_for: 10m
        labels: { severity: page }
        annotations:
          summary: Disk of {{ $labels.instance }} is full
          description: >-
            {{ with query "up" }}{{ . | first | value }}{{ end }}The filesystem {{ $labels.mountpoint }}
            has {{ printf "%.1f" $value }}% left.
          runbook_url: https://github.com/acme/ops/blob/main/runbooks/hosts/disk-full.md#find-what-is-full
`;

it("reads what a rule says, without its templates, and where it stands", async () => {
  const file = await put("disk.yml", disk);
  expect(await readRules([file])).toEqual({
    problems: [],
    rules: [
      {
        name: "DiskFull",
        expr: "instance:disk:ratio > 0.95",
        summary: "Disk of is full",
        description: "The filesystem has % left.",
        runbook: "disk-full#find-what-is-full",
        url: "https://github.com/acme/ops/blob/main/runbooks/hosts/disk-full.md#find-what-is-full",
        file,
        line: 8,
      },
    ],
  });
});

const resource = (alert: string): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: x }\nspec:\n  groups:\n  - name: g\n    rules:\n    - alert: ${alert}\n      expr: 1\n`;
const ruleFile = (alert: string): string => `groups: [{ name: g, rules: [{ alert: ${alert}, expr: up }] }]`;

it("reads resources of Kubernetes, several in a file and lists of them, and passes over other kinds", async () => {
  await put("a/rule.yaml", `${resource("One")}---\n${resource("Two")}---\n`);
  await put(
    "a/list.yaml",
    `apiVersion: v1\nkind: List\nitems:\n- kind: Service\n  spec: {}\n- kind: PrometheusRule\n  spec:\n    groups: [{ name: g, rules: [{ alert: Three, expr: up }] }]\n`,
  );
  await put("a/service.yaml", "kind: Service\nspec: {{ not even YAML }}\n");
  await put("a/empty.yaml", "");
  const { rules, problems } = await readRules([folder]);
  expect(problems).toEqual([]);
  expect(rules.map(({ name, expr, line }) => [name, expr, line])).toEqual([
    ["Three", "up", 8],
    ["One", "1", 8],
    ["Two", "1", 18],
  ]);
});

it("takes files, folders and patterns, each file once, in the order of their names", async () => {
  const first = await put("z.yml", ruleFile("Z"));
  await put("b/2.yml", ruleFile("Two"));
  await put("b/deep/1.yaml", ruleFile("One"));
  await put("b/.hidden/3.yml", ruleFile("Hidden"));
  await put("b/notes.txt", "no");
  await put("c [x]/4.yml", ruleFile("Four"));
  await put("..data/5.yml", ruleFile("Five"));
  await symlink("../..data/5.yml", path.join(folder, "b/5.yml"));
  const { rules, problems } = await readRules([
    first,
    path.join(folder, "b"),
    path.join(folder, "*/2.yml"),
    path.join(folder, "c [x]"),
  ]);
  expect(problems).toEqual([]);
  expect(rules.map(({ name }) => name)).toEqual(["Z", "Two", "Five", "One", "Four"]);
});

it.each([
  ["is not YAML", "groups:\n  - name: [\n", "it is not YAML: "],
  ["is a template of Helm", "groups:\n- name: x\n  rules:\n  {{- if .Values.x }}\n  - alert: A\n", "it is not YAML: "],
  ["has no groups of rules", "groups: 7\n", "line 1: groups is not what a rule file has there"],
  ["is something else", "- a\n- b\n", "line 1: the file is not what a rule file has there"],
  ["has a rule without an expression", disk.replace("expr: |", "expression: |"), "line 8: groups.0.rules.1 is not"],
  [
    "has an annotation that is a list",
    disk.replace("summary: Disk", "summary: [Disk]\n          x: Disk"),
    "line 8: groups.0.rules.1 is not",
  ],
  [
    "refers to itself for ever",
    `a: &a [x,x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
      .split("")
      .map((key, i) => `${key}: &${key} [${Array(10).fill(`*${"abcdefgh"[i]}`).join(",")}]`)
      .join("\n")}\ngroups: *i\n`,
    "alias",
  ],
])("names a file that %s, and has the others all the same", async (_, text, why) => {
  const bad = await put("bad.yml", text);
  const good = await put("good.yml", disk);
  const { rules, problems } = await readRules([bad, good]);
  expect(rules.map(({ name }) => name)).toEqual(["DiskFull"]);
  expect(problems.map(({ code }) => code)).toEqual(["RULES_BROKEN"]);
  expect(problems[0]?.sentence).toContain(bad);
  expect(problems[0]?.sentence).toContain(why);
});

it("names a path that leads to nothing", async () => {
  await mkdir(path.join(folder, "empty"));
  const { problems } = await readRules(["nowhere.yml", "*.nothing", "empty"].map((one) => path.join(folder, one)));
  expect(problems.map(({ sentence }) => sentence.replace(folder, ""))).toEqual([
    "/nowhere.yml: there is no such file.",
    "/*.nothing: there is no such file.",
    "/empty: there is no YAML file in it.",
  ]);
});

it("shows nothing that cannot be seen", async () => {
  const file = await put(
    "a.yml",
    `groups: [{ name: g, rules: [{ alert: "Disk\\u200bFull", expr: up, annotations: { summary: "a\\u202eb {{ x" } }] }]`,
  );
  expect((await readRules([file])).rules[0]).toMatchObject({ name: "DiskFull", summary: "ab" });
});

const rule = (name: string, url: string | null = null): AlertRule => ({
  name,
  url,
  expr: "up == 0",
  summary: "",
  description: "",
  runbook: null,
  file: "rules.yml",
  line: 1,
});
const target = (id: string, title = "", tags: readonly string[] = []): Target => ({
  id,
  path: `${id}.md`,
  title,
  tags,
});
const names = (some: readonly AlertRule[]): string[] => some.map(({ name }) => name);
const joined = (rules: readonly AlertRule[], documents: readonly Target[]) => {
  const { byDocument, alone, astray } = joinAlerts(rules, documents);
  return {
    joined: Object.fromEntries([...byDocument].map(([id, some]) => [id, names(some)])),
    alone: names(alone),
    astray: names(astray),
  };
};

it.each([
  ["a page on the web", "https://runbooks.example.test/hosts/disk-full"],
  ["a page with a slash and a query", "https://runbooks.example.test/hosts/disk-full/?v=2#steps"],
  ["a file in a forge", "https://github.com/acme/ops/blob/main/docs/hosts/disk-full.md#steps"],
  ["a path", "docs/hosts/disk-full.md"],
  ["other letters", "https://runbooks.example.test/Hosts/Disk-Full.html"],
  ["escaped letters", "https://runbooks.example.test/hosts/disk%2Dfull"],
])("leads a rule to its runbook by %s", (_, url) => {
  const documents = [target("disk-full"), target("db/disk-full"), target("ops/hosts/disk-full"), target("Other", "X")];
  expect(joined([rule("X", url)], documents)).toEqual({
    joined: { "ops/hosts/disk-full": ["X"] },
    alone: [],
    astray: [],
  });
});

it("knows a folder by its index", () => {
  const documents = [target("docs/playbooks/index"), target("docs/other/README")];
  expect(
    joined(
      [rule("A", "https://x.example.test/docs/playbooks/#A"), rule("B", "https://x.example.test/other/index.html")],
      documents,
    ).joined,
  ).toEqual({
    "docs/playbooks/index": ["A"],
    "docs/other/README": ["B"],
  });
});

it("leads a rule by its name where it has no address, or one that leads nowhere", () => {
  const documents = [
    target("KubePodCrashLooping"),
    target("disk", "Node: filesystem, almost out of space"),
    target("net", "Network", ["NetDown", "cpu"]),
    target("net2", "Network 2", ["net_down"]),
  ];
  expect(
    joined(
      [
        rule("KubePodCrashLooping"),
        rule("NodeFilesystemAlmostOutOfSpace", "https://elsewhere.example.test/nothing"),
        rule("NetDown"),
        rule("NobodyWroteIt"),
        rule("NorThis", "https://elsewhere.example.test/nothing"),
      ],
      documents,
    ),
  ).toEqual({
    joined: {
      KubePodCrashLooping: ["KubePodCrashLooping"],
      disk: ["NodeFilesystemAlmostOutOfSpace"],
      net: ["NetDown"],
      net2: ["NetDown"],
    },
    alone: ["NobodyWroteIt", "NorThis"],
    astray: ["NodeFilesystemAlmostOutOfSpace", "NorThis"],
  });
});

it("follows an address rather than a name, and leads nothing to what has no name", () => {
  const documents = [target("a", "HostDown"), target("b"), target("-", "…")];
  expect(joined([rule("HostDown", "https://x.example.test/b"), rule("…"), rule("---")], documents)).toEqual({
    joined: { b: ["HostDown"] },
    alone: ["…", "---"],
    astray: [],
  });
});
