/** Actions with the names and inputs of the contract and no insides: the parser looks at nothing else. */
import { z } from "zod";
import { defineDeed, defineRead, type Action, type Found, type Frame } from "../../../src/action.ts";
import { zoneOf, type Names } from "../../../src/inventory.ts";

const none = () => Promise.reject(new Error("nothing is carried out here"));
const insides = { resources: () => [], plan: none, apply: none };

const read = <I extends z.ZodObject>(
  name: string,
  input: I,
  frames: readonly Frame[],
  positional: readonly (keyof z.output<I> & string)[] = [],
): Action =>
  defineRead({
    name,
    input,
    frames,
    positional,
    summary: "",
    examples: [],
    resources: () => [],
    answer: none,
  }) as unknown as Action;

const deed = <I extends z.ZodObject>(
  name: string,
  effect: "write" | "destructive",
  input: I,
  frames: readonly Frame[],
  positional: readonly (keyof z.output<I> & string)[] = [],
): Action =>
  defineDeed({ name, effect, input, frames, positional, summary: "", examples: [], ...insides }) as unknown as Action;

const type = z.enum(["A", "AAAA", "CNAME", "TXT", "MX", "SRV", "CAA", "NS", "PTR"]);
const recordSlots = {
  zone: "zone",
  name: "name",
  type: "record-type",
  value: "ip",
  ttl: "ttl",
  priority: "priority",
  proxied: "proxied",
} as const;

/** A name, what it is to be, and so the type and the zone. */
function record(found: Found, names: Names): Record<string, unknown> {
  const [name, second, ...more] = found.name ?? [];
  const addresses = found.ip ?? [];
  const text = found.quoted ?? [];
  const values = [...addresses, ...(second === undefined ? [] : [second]), ...text];
  const [value] = values;
  const said = found["record-type"]?.[0];
  const family = addresses[0]?.includes(":") ? "AAAA" : "A";
  const implied = addresses.length > 0 ? family : second !== undefined ? "CNAME" : undefined;
  return {
    zone: name === undefined ? undefined : zoneOf(names.zones, name),
    name,
    type: said ?? implied,
    value: values.length === 1 && more.length === 0 ? value : undefined,
  };
}
const recordWords = [
  "record",
  "records",
  "entry",
  "dns",
  "type",
  "value",
  "pointing",
  "pointed",
  "ttl",
  "alias",
  "content",
];

const signals = z.string();

export const actions: readonly Action[] = [
  read("ask", z.strictObject({ question: z.string().min(1) }), [], ["question"]),
  read(
    "help",
    z.strictObject({ action: z.string().optional() }),
    [{ triggers: ["help", "what can you do", "what can i do here", "what can i ask"], slots: {} }],
    ["action"],
  ),
  read(
    "dns.record.list",
    z.strictObject({ zone: z.string(), name: z.string().optional(), type: type.optional() }),
    [
      {
        triggers: ["list", "show", "which", "what", "get", "display", "records", "look up", "lookup"],
        about: ["records", "record", "dns", "zone", "entries"],
        also: ["me", "all", "does", "have", "are", "is", "there"],
        requires: ["zone", "name"],
        slots: { type: "record-type" },
        fill: ({ name: [name] = [], zone: [zone] = [] }, names) => {
          const home = zone ?? (name === undefined ? undefined : zoneOf(names.zones, name));
          return { zone: home, name: name === home ? undefined : name };
        },
      },
    ],
    ["zone"],
  ),
  deed(
    "dns.record.create",
    "write",
    z.strictObject({
      zone: z.string(),
      name: z.string(),
      type,
      value: z.string(),
      ttl: z.number().int().positive().optional(),
      priority: z.number().int().optional(),
      proxied: z.boolean().optional(),
    }),
    [
      {
        triggers: ["add", "create", "new", "set up", "make"],
        about: ["record", "records", "cname", "dns", "entry"],
        also: [...recordWords, "new"],
        slots: recordSlots,
        fill: record,
      },
    ],
  ),
  deed(
    "dns.record.update",
    "write",
    z.strictObject({
      zone: z.string(),
      name: z.string(),
      type,
      value: z.string(),
      ttl: z.number().int().positive().optional(),
      priority: z.number().int().optional(),
      proxied: z.boolean().optional(),
    }),
    [
      {
        triggers: ["point", "repoint", "update", "change", "set", "switch", "move", "redirect"],
        also: recordWords,
        requires: ["name", "zone"],
        slots: recordSlots,
        fill: record,
      },
    ],
  ),
  deed(
    "dns.record.delete",
    "destructive",
    z.strictObject({
      zone: z.string(),
      name: z.string(),
      type: type.optional(),
      value: z.string().optional(),
    }),
    [
      {
        triggers: ["delete", "remove", "drop", "get rid of"],
        about: ["record", "records", "dns", "entry", "cname"],
        also: recordWords,
        slots: { zone: "zone", name: "name", type: "record-type", value: "ip" },
        fill: ({ name: [name, ...more] = [] }, names) =>
          more.length > 0 ? {} : { name, zone: name === undefined ? undefined : zoneOf(names.zones, name) },
      },
    ],
  ),
  deed(
    "cache.purge",
    "destructive",
    z
      .strictObject({
        zone: z.string().optional(),
        scope: z.enum(["everything", "urls", "tags", "hosts", "prefixes"]),
        urls: z.array(z.url()).optional(),
        tags: z.array(z.string()).optional(),
        hosts: z.array(z.string()).optional(),
        prefixes: z.array(z.string()).optional(),
      })
      .superRefine(({ zone, scope, urls }, context) => {
        if (scope === "everything" && zone === undefined) {
          context.addIssue({ code: "custom", path: ["zone"], message: "name a zone" });
        }
        if (scope === "urls" && urls === undefined) {
          context.addIssue({ code: "custom", path: ["urls"], message: "name at least one URL" });
        }
      }),
    [
      {
        triggers: ["purge", "flush", "clear", "empty", "invalidate", "wipe", "bust"],
        about: ["cache", "caches", "cdn", "cached"],
        also: ["everything", "all", "whole", "entire", "content", "page", "url", "urls"],
        slots: { zone: "zone", urls: "url" },
        fill: (found, names) => {
          const [url] = found.url ?? [];
          const host = url && URL.canParse(url) ? new URL(url).hostname : undefined;
          const zone = found.zone?.[0] ?? (host === undefined ? undefined : zoneOf(names.zones, host));
          return { scope: url === undefined ? "everything" : "urls", ...(zone && !found.zone?.[1] ? { zone } : {}) };
        },
      },
    ],
    ["zone"],
  ),
  read(
    "metrics.query",
    z
      .strictObject({
        signal: signals,
        host: z.string().optional(),
        service: z.string().optional(),
        group: z.string().optional(),
        zone: z.string().optional(),
        env: z.string().optional(),
        window: z
          .string()
          .regex(/^\d+[smhdw]$/)
          .transform((text) => Number(text.slice(0, -1)))
          .optional(),
      })
      .refine((input) => Boolean(input.host ?? input.service ?? input.group ?? input.zone), { error: "name a host" }),
    [
      {
        triggers: [],
        triggeredBy: "signal",
        also: [
          "what's",
          "what",
          "is",
          "show",
          "how",
          "much",
          "graph",
          "over",
          "during",
          "since",
          "usage",
          "look",
          "looks",
          "like",
          "current",
          "currently",
        ],
        requires: ["signal"],
        slots: {
          signal: "signal",
          host: "host",
          service: "service",
          group: "group",
          zone: "zone",
          env: "environment",
          window: "duration",
        },
      },
    ],
    ["signal"],
  ),
  read(
    "host.status",
    z.strictObject({ host: z.string() }),
    [
      {
        triggers: [
          "status",
          "how is",
          "how's",
          "is",
          "check on",
          "state of",
          "uptime of",
          "ping",
          "health of",
          "healthy",
        ],
        also: [
          "up",
          "down",
          "alive",
          "doing",
          "healthy",
          "running",
          "online",
          "what's",
          "what",
          "show",
          "ok",
          "reachable",
        ],
        requires: ["host"],
        slots: { host: "host" },
      },
    ],
    ["host"],
  ),
  read(
    "host.list",
    z.strictObject({ group: z.string().optional() }),
    [
      {
        triggers: [
          "list hosts",
          "list all hosts",
          "list the hosts",
          "show hosts",
          "show all hosts",
          "show the hosts",
          "show me the hosts",
          "show me all hosts",
          "which hosts",
          "what hosts",
          "list servers",
          "show servers",
          "which servers",
          "list machines",
        ],
        also: ["are", "do", "we", "have", "there", "is", "you", "know", "all"],
        slots: { group: "group" },
      },
    ],
    ["group"],
  ),
  read(
    "job.status",
    z.strictObject({ job: z.string().optional() }),
    [
      {
        triggers: [
          "what is running",
          "what's running",
          "show the last requests",
          "show requests",
          "list requests",
          "list jobs",
          "job status",
          "status of request",
          "status of job",
          "status of",
        ],
        also: ["currently", "show", "me", "what's", "what", "is"],
        slots: { job: "request" },
      },
    ],
    ["job"],
  ),
  deed(
    "job.cancel",
    "write",
    z.strictObject({ job: z.string() }),
    [
      {
        triggers: ["cancel", "stop", "withdraw", "abort", "kill"],
        also: ["request", "job"],
        requires: ["request"],
        slots: { job: "request" },
      },
    ],
    ["job"],
  ),
  deed(
    "playbook.run",
    "write",
    z.strictObject({
      playbook: z.string(),
      targets: z.array(z.string()).min(1),
      vars: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
      check: z.boolean().optional(),
    }),
    [
      {
        triggers: ["run", "execute", "start", "launch", "kick off", "do"],
        triggeredBy: "playbook",
        requires: ["playbook", "target"],
        slots: { playbook: "playbook", targets: "target", check: "check" },
      },
    ],
    ["playbook", "targets"],
  ),
];

/** A site of some size, with names that invite mistakes. */
export const names: Names = {
  zones: ["example.test", "shop.example.test", "example.org"],
  envs: ["dev", "staging", "prod"],
  services: ["shop", "checkout", "payments", "search"],
  hosts: ["localhost", "web-1", "web-2", "db-1", "db-2", "build-1"],
  groups: {
    all: ["localhost", "web-1", "web-2", "db-1", "db-2", "build-1"],
    web: ["web-1", "web-2"],
    db: ["db-1", "db-2"],
  },
  playbooks: {
    "disk-report": ["disk report", "report disk usage"],
    "clean-temp": ["clean up temp files", "clean temp files", "clean up temporary files"],
    "restart-nginx": ["restart nginx", "bounce nginx"],
  },
  alerts: [],
  jobs: [],
  models_installed: [],
  models_known: [],
  signals: [
    "cpu",
    "memory",
    "disk",
    "load",
    "network",
    "error_rate",
    "request_rate",
    "latency_p50",
    "latency_p95",
    "latency_p99",
    "availability",
    "cache_hit_ratio",
  ],
  aliases: { "this box": "localhost", "this machine": "localhost", "this host": "localhost", "web shop": "shop" },
};
