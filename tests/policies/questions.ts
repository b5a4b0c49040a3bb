/** Short ways to load policies and to put questions to them, for tests. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { loadPolicy, type LoadedPolicy, type Where } from "../../src/cedar.ts";
import type { Person } from "../../src/people.ts";
import { ordinary, type Question } from "../../src/policy.ts";

export const shipped = path.join(import.meta.dirname, "../../policies");

export const actions: Where["actions"] = [
  { name: "help", effect: "read" },
  { name: "job.status", effect: "read" },
  { name: "job.cancel", effect: "write" },
  { name: "metrics.query", effect: "read" },
  { name: "playbook.run", effect: "write" },
  { name: "dns.record.update", effect: "write" },
  { name: "dns.record.delete", effect: "destructive" },
  { name: "service.restart", effect: "write", effects: ["write", "destructive"] },
  { name: "firewall.block", effect: "write", effects: ["write", "destructive"] },
  { name: "policy.adopt", effect: "write", governed: true },
  { name: "glass.break", effect: "write" },
  { name: "glass.mend", effect: "write" },
  { name: "glass.review", effect: "write" },
  { name: "account.unlink", effect: "write" },
  { name: "delegation.end", effect: "write" },
  { name: "audit.list", effect: "read" },
  { name: "audit.export", effect: "read" },
  { name: "answer.unhelpful", effect: "read" },
  { name: "knowledge.gaps", effect: "read" },
  { name: "knowledge.draft", effect: "read" },
  { name: "cache.purge", effect: "write", effects: ["write", "destructive"] },
];

export const someone = (id: string, ...roles: string[]): Person => ({ id, name: id, roles, accounts: [] });
export const ann = someone("ann", "operator");

export const channel = { platform: "slack", channel: "C0PS", direct: false };

/** Ann runs a playbook that writes on a development host, in a channel; `other` says what is different. */
export const ask = (other: Partial<Question> = {}): Question => ({
  person: ann,
  action: "playbook.run",
  effect: "write",
  input: {},
  resources: [{ kind: "host", id: "localhost", environment: "dev" }],
  facts: { targetCount: 1 },
  place: channel,
  now: ordinary,
  ...other,
});

/** The shipped schema, unless another is given, and these policies in the file `test.cedar`. */
export async function policyOf(
  policies: string | Record<string, string>,
  more: Partial<Where> & { readonly schema?: string | null } = {},
): Promise<LoadedPolicy> {
  const folder = mkdtempSync(path.join(tmpdir(), "signalbox-policies-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const schema = more.schema === undefined ? schemaOf() : more.schema;
  if (schema !== null) writeFileSync(path.join(folder, "schema.cedarschema"), schema);
  const files = typeof policies === "string" ? { "test.cedar": policies } : policies;
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return loadPolicy({ actions, ...more, folder });
}

/** A schema like the shipped one, with these facts besides. */
export const schemaOf = (facts = ""): string => `
entity Role, Environment;
entity Person in [Role] { roles: Set<String> };
entity Host, Group, Service, Zone, Playbook, Model, Request, Site in [Environment] { labels: Set<String> };
type Context = {
  platform: String, channel: String, direct: Bool, targetCount: Long, everything: Bool, check: Bool,
  frozen: Bool, windowOpen: Bool, breakGlass: Bool, hour: Long, weekday: Long, ${facts}
};
`;
