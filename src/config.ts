/**
 * The configuration: one YAML file, checked against one schema, its secrets resolved. The only place that reads the
 * environment; everything else receives values.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import type { Host, Service, Zone } from "./inventory.ts";
import type { Person } from "./people.ts";
import { problem } from "./problem.ts";
import { Secret } from "./secret.ts";

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** "90s", "10m", "4h", "7d" → seconds. */
const duration = z
  .string()
  .regex(/^\d+[smhd]$/, "must be a number and one of s, m, h, d, like 10m")
  .transform((text) => Number.parseInt(text, 10) * units[text.at(-1) as keyof typeof units]);

/** A literal, `${env:NAME}` or `${file:/path}`. A reference to nothing is null: the feature that needs it is off. */
const secret = z.union([z.instanceof(Secret), z.null()]).default(null);

const name = z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, "must be lower case letters, digits, dot, dash or underscore");

const host = z.strictObject({
  transport: z.enum(["local", "ssh"]).default("ssh"),
  address: z.string().optional(),
  port: z.int().min(1).max(65_535).default(22),
  user: z.string().optional(),
  environment: name.optional(),
  aliases: z.array(z.string()).default([]),
  labels: z.array(name).default([]),
  vars: z.record(name, z.string()).default({}),
});

const schema = z.strictObject({
  /** Shown in greetings. */
  name: z.string().default("Signalbox"),
  /** Everything that is kept lies here: the embedded database, journals, the host's samples. */
  data: z.string().default("./data"),
  database: z.strictObject({ url: secret }).prefault({}),
  folders: z
    .strictObject({
      playbooks: z.string().default("./playbooks"),
      policies: z.string().default("./policies"),
      runbooks: z.string().default("./knowledge/runbooks"),
    })
    .prefault({}),
  people: z
    .record(
      name,
      z.strictObject({
        name: z.string().optional(),
        roles: z.array(name).default([]),
        /** Platform → the platform's immutable id of this person. */
        accounts: z.record(z.string(), z.string()).default({}),
      }),
    )
    .default({}),
  inventory: z
    .strictObject({
      environments: z.array(name).default([]),
      hosts: z.record(name, host.nullable()).default({}),
      groups: z.record(name, z.array(name)).default({}),
      services: z
        .record(
          name,
          z.strictObject({
            environment: name.optional(),
            hosts: z.array(name).default([]),
            aliases: z.array(z.string()).default([]),
          }),
        )
        .default({}),
      zones: z
        .record(
          z.string(),
          z.strictObject({
            provider: z.enum(["file", "cloudflare"]).default("cloudflare"),
            file: z.string().optional(),
            environment: name.optional(),
          }),
        )
        .default({}),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** A message found unread after a stop is acted on only if it is younger than this. */
      message_age: duration.prefault("10m"),
      /** How long people have to answer a card, unless the policy says otherwise. */
      answer_within: duration.prefault("4h"),
      /** How long one action may run. */
      run_for: duration.prefault("30m"),
    })
    .prefault({}),
  terminal: z
    .strictObject({
      /** Who sits at the terminal; by default the operating system's user name as account. */
      account: z.string().optional(),
      /** Lets `/as NAME` and `--as NAME` speak as anybody. For demonstrations only. */
      demo: z.boolean().default(false),
    })
    .prefault({}),
  slack: z
    .strictObject({
      bot_token: secret,
      /** For Socket Mode. */
      app_token: secret,
      /** For HTTP mode, with `port`. */
      signing_secret: secret,
      host: z.string().default("127.0.0.1"),
      port: z.int().min(0).max(65_535).optional(),
      /** Socket Mode connections; at least two, or every refresh by Slack is a gap. */
      connections: z.int().min(1).max(10).default(2),
      api_url: z.url().optional(),
    })
    .prefault({}),
  ssh: z
    .strictObject({
      known_hosts: z.string().default("~/.ssh/known_hosts"),
      identity_file: z.string().optional(),
      user: z.string().optional(),
      /** Milliseconds to connect and log in. */
      timeout_ms: z.int().min(100).default(10_000),
    })
    .prefault({}),
  cloudflare: z.strictObject({ token: secret, api_url: z.url().optional() }).prefault({}),
  prometheus: z
    .strictObject({ url: z.url().optional(), token: secret, timeout_ms: z.int().min(100).default(10_000) })
    .prefault({}),
  log: z
    .strictObject({
      level: z.enum(["debug", "info", "warn", "error", "silent"]).default("warn"),
      file: z.string().optional(),
    })
    .prefault({}),
  /** Files that a demonstration site needs, written at start if they are missing. */
  seed: z
    .array(
      z.strictObject({
        path: z.string(),
        text: z.string().optional(),
        /** Bytes of filler, instead of text. */
        size: z.int().min(0).max(100_000_000).optional(),
        /** How long ago it was last changed. */
        age: duration.optional(),
      }),
    )
    .default([]),
});

type Parsed = z.output<typeof schema>;

export interface Config extends Omit<Parsed, "people" | "inventory"> {
  /** The file it came from, absolute; relative paths in it count from its folder. */
  readonly file: string;
  readonly people: readonly Person[];
  readonly inventory: {
    readonly environments: readonly string[];
    readonly hosts: readonly Host[];
    readonly groups: Readonly<Record<string, readonly string[]>>;
    readonly services: readonly Service[];
    readonly zones: readonly Zone[];
  };
  /** Secrets that are referred to but not there: setting → source. */
  readonly missingSecrets: ReadonlyMap<string, string>;
  /** For tests of crashes: the point at which the process kills itself. */
  readonly crashAt: string | null;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** --config and --data, if given. */
  readonly config?: string | undefined;
  readonly data?: string | undefined;
}

/** The JSON Schema of the file, for editors. */
export const jsonSchema = (): object => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });

/** Every setting by its path, for the documentation test: "slack.bot_token". */
export function settings(): string[] {
  const walk = (node: unknown, prefix: string): string[] => {
    const properties = (node as { properties?: Record<string, unknown> }).properties;
    if (!properties) return [prefix];
    return Object.entries(properties).flatMap(([key, child]) => walk(child, prefix ? `${prefix}.${key}` : key));
  };
  return walk(jsonSchema(), "");
}

/** The environment variables that are read here, besides those that `${env:NAME}` in the file names. */
export const variables = ["SIGNALBOX_CONFIG", "SIGNALBOX_DATA", "SIGNALBOX_CRASH_AT"] as const;

/** Which file counts: --config, SIGNALBOX_CONFIG, signalbox.yml, else the example site. */
function chooseFile({ env, cwd, config }: Surroundings): string {
  const named = config ?? env["SIGNALBOX_CONFIG"];
  if (named) {
    const file = path.resolve(cwd, named);
    if (!existsSync(file)) throw problem("CONFIG_MISSING", { file });
    return file;
  }
  const own = path.join(cwd, "signalbox.yml");
  if (existsSync(own)) return own;
  return path.join(import.meta.dirname, "../signalbox.example.yml");
}

/** Reads, checks and resolves. Throws Problem CONFIG_MISSING, CONFIG_BROKEN (with line and column) or SECRET_MISSING. */
export function loadConfig(around: Surroundings): Config {
  const file = chooseFile(around);
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [syntax] = document.errors;
  if (syntax) throw problem("CONFIG_BROKEN", { ...at(syntax.pos[0]), why: syntax.message });

  const missingSecrets = new Map<string, string>();
  const raw = resolveSecrets(document.toJS() ?? {}, [], around.env, missingSecrets);
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (!issue) throw parsed.error;
    const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
    const keys = unknown === undefined ? issue.path : [...issue.path, unknown];
    const why =
      unknown === undefined
        ? `${keys.join(".") || "the file"}: ${issue.message}`
        : `there is no setting ${keys.join(".")}`;
    throw problem("CONFIG_BROKEN", { ...at(offsetOf(document, keys)), why });
  }
  const settled = parsed.data;
  const base = path.dirname(file);
  const home = around.env["HOME"] ?? around.env["USERPROFILE"] ?? base;
  const data = around.data ?? around.env["SIGNALBOX_DATA"];
  const dataFolder = data ? path.resolve(around.cwd, data) : path.resolve(base, settled.data);
  /** Relative to the file; `~/` is the home folder and `data:` the data folder, wherever --data put it. */
  const place = (value: string): string => {
    if (value.startsWith("~/")) return path.join(home, value.slice(2));
    if (value.startsWith("data:")) return path.join(dataFolder, value.slice(5));
    return path.resolve(base, value);
  };
  const invalid = (keys: readonly string[], why: string) =>
    problem("CONFIG_BROKEN", { ...at(offsetOf(document, keys)), why: `${keys.join(".")}: ${why}` });
  const hosts = settled.inventory.hosts;
  const known = (keys: readonly string[], names: readonly string[], what: string, all: readonly string[]): void => {
    for (const one of names) if (!all.includes(one)) throw invalid(keys, `there is no ${what} called ${one}`);
  };
  for (const [group, members] of Object.entries(settled.inventory.groups)) {
    if (group in hosts) throw invalid(["inventory", "groups", group], "a host has the same name");
    known(["inventory", "groups", group], members, "host", Object.keys(hosts));
  }
  for (const [service, { hosts: on }] of Object.entries(settled.inventory.services)) {
    known(["inventory", "services", service], on, "host", Object.keys(hosts));
  }
  for (const [zone, { provider, file: master }] of Object.entries(settled.inventory.zones)) {
    if (provider === "file" && !master) throw invalid(["inventory", "zones", zone], "a file zone needs `file`");
  }
  return {
    ...settled,
    file,
    data: dataFolder,
    folders: {
      playbooks: place(settled.folders.playbooks),
      policies: place(settled.folders.policies),
      runbooks: place(settled.folders.runbooks),
    },
    ssh: {
      ...settled.ssh,
      known_hosts: place(settled.ssh.known_hosts),
      ...(settled.ssh.identity_file ? { identity_file: place(settled.ssh.identity_file) } : {}),
    },
    log: { ...settled.log, ...(settled.log.file ? { file: place(settled.log.file) } : {}) },
    seed: settled.seed.map((one) => ({ ...one, path: place(one.path) })),
    people: Object.entries(settled.people).map(([id, person]) => ({
      id,
      name: person.name ?? id,
      roles: person.roles,
      accounts: Object.entries(person.accounts).map(([platform, account]) => ({ platform, id: account })),
    })),
    inventory: {
      ...settled.inventory,
      hosts: Object.entries(hosts).map(([key, value]) => {
        const settledHost = value ?? host.parse({});
        const vars = Object.entries(settledHost.vars).map(([variable, text]) => [
          variable,
          text.startsWith("data:") ? place(text) : text,
        ]);
        return { ...settledHost, name: key, address: settledHost.address ?? key, vars: Object.fromEntries(vars) };
      }),
      services: Object.entries(settled.inventory.services).map(([key, value]) => ({ ...value, name: key })),
      zones: Object.entries(settled.inventory.zones).map(([key, value]) => ({
        ...value,
        name: key,
        ...(value.file ? { file: place(value.file) } : {}),
      })),
    },
    missingSecrets,
    crashAt: around.env["SIGNALBOX_CRASH_AT"] ?? null,
  };
}

/** The keys whose values are secrets; anywhere else a reference would end up in plain sight. */
const secretKeys = new Set(["url", "bot_token", "app_token", "signing_secret", "token"]);
const secretPaths = (keys: readonly string[]): boolean => {
  const last = keys.at(-1) ?? "";
  return secretKeys.has(last) && (last !== "url" || keys[0] === "database");
};

function resolveSecrets(
  node: unknown,
  keys: readonly string[],
  env: Surroundings["env"],
  missing: Map<string, string>,
): unknown {
  if (typeof node === "object" && node !== null && !Array.isArray(node)) {
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, resolveSecrets(value, [...keys, key], env, missing)]),
    );
  }
  if (typeof node !== "string" || !secretPaths(keys)) return node;
  const reference = /^\$\{(env|file):(.+)\}$/.exec(node);
  if (!reference) return new Secret(node, keys.join("."));
  const [, kind, where] = reference as unknown as [string, "env" | "file", string];
  const value = kind === "env" ? env[where] : existsSync(where) ? readFileSync(where, "utf8").trim() : undefined;
  if (value) return new Secret(value, `${kind}:${where}`);
  missing.set(keys.join("."), `${kind}:${where}`);
  return null;
}

/** Where in the file the innermost key of this path that exists stands. */
function offsetOf(document: ReturnType<typeof parseDocument>, keys: readonly PropertyKey[]): number {
  for (let length = keys.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(keys.slice(0, length - 1), true);
    const items = (parent as { items?: { key?: { value?: unknown; range?: [number] }; range?: [number] }[] } | null)
      ?.items;
    const pair = items?.find((item) => item.key?.value === keys[length - 1]);
    if (pair?.key?.range) return pair.key.range[0];
  }
  return 0;
}
