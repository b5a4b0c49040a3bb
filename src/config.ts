/** The configuration: what may stand in the one YAML file, and what it means. load-config.ts reads it. */
import { z } from "zod";
import { weekdays } from "./calendar.ts";
import type { Host, Service, Zone } from "./inventory.ts";
import type { GroupRole, Person } from "./people.ts";
import { knowledge } from "./knowledge-settings.ts";
import type { Secret, SecretReference } from "./secret.ts";
import { duration, name, secret } from "./settings.ts";

/** A secret that is needed to ask Vault. */
const keyOfVault = secret.refine(
  (reference) => reference?.kept.kind !== "vault",
  "Vault cannot be asked for what it takes to ask it; keep this in env or file",
);

/** "09:00" to "24:00" → minutes since midnight. */
const clock = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, "must be a time between 00:00 and 24:00, in quotes")
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

/** What a change freeze or window covers; what is left out restricts nothing, so an empty list is a mistake. */
const scope = {
  environments: z.array(name).min(1).optional(),
  hosts: z.array(name).min(1).optional(),
  groups: z.array(name).min(1).optional(),
  services: z.array(name).min(1).optional(),
  zones: z.array(z.string()).min(1).optional(),
  labels: z.array(name).min(1).optional(),
};

/** On a wall ("2026-11-26T08:00"), or anywhere ("2026-11-26T07:00Z"). */
const momentary = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?$/,
    "must be a date and a time, like 2026-11-26T08:00",
  )
  .refine(isPlain, "there is no such date or time");

/** Date.parse takes 30 February for 2 March. */
function isPlain(text: string): boolean {
  try {
    Temporal.PlainDateTime.from(text.replace(/Z$/, ""), { overflow: "reject" });
    return true;
  } catch {
    return false;
  }
}

function isTimeZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

const title = z.string().trim().min(1).max(80);

const freeze = z
  .strictObject({
    name: title,
    from: momentary.optional(),
    to: momentary.optional(),
    /** An iCalendar file instead: each of its events is a freeze. */
    ics: z.string().optional(),
    /** Said to whoever is kept from changing something. */
    because: z.string().trim().max(200).default(""),
    ...scope,
  })
  .refine(
    ({ from, to, ics }) => (ics === undefined ? from && to : !from && !to),
    "a freeze has `from` and `to`, or `ics`",
  )
  .refine(({ from, to }) => !from || !to || Date.parse(from) < Date.parse(to), "it ends before it begins");

const window = z
  .strictObject({
    name: title,
    days: z.array(z.enum(weekdays)).min(1).optional(),
    from: clock.optional(),
    to: clock.optional(),
    /** An iCalendar file instead: each of its events is a window. */
    ics: z.string().optional(),
    ...scope,
  })
  .refine(
    ({ days, from, to, ics }) =>
      ics === undefined
        ? (from === undefined) === (to === undefined) && (days || from !== undefined)
        : !days && from === undefined && to === undefined,
    "a window has `days`, or `from` and `to`, or both, or `ics` alone",
  );

const role = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]*(?::[a-z0-9][a-z0-9._-]*)?$/,
    "must be lower case letters, digits, dot, dash or underscore, perhaps with what it is for, like owner:shop",
  );

export const host = z.strictObject({
  transport: z.enum(["local", "ssh"]).default("ssh"),
  address: z.string().optional(),
  port: z.int().min(1).max(65_535).default(22),
  user: z.string().optional(),
  environment: name.optional(),
  aliases: z.array(z.string()).default([]),
  labels: z.array(name).default([]),
  vars: z.record(name, z.string()).default({}),
});

export const schema = z.strictObject({
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
  knowledge,
  policies: z
    .strictObject({
      /** Whether a changed folder counts as soon as it loads, or once people have agreed to `policy.adopt`. */
      changes: z.enum(["reloaded", "approved"]).default("reloaded"),
    })
    .prefault({}),
  people: z
    .record(
      name,
      z.strictObject({
        name: z.string().optional(),
        /** A role may name what it is for: `owner:shop`. */
        roles: z.array(role).default([]),
        /** Platform → the platform's immutable id of this person. */
        accounts: z.record(z.string(), z.string()).default({}),
      }),
    )
    .default({}),
  /** Roles that a platform's groups give, besides those under `people`. */
  roles: z
    .record(
      name,
      z.strictObject({
        /** The user group's immutable id. */
        slack: z.string().regex(/^S[A-Z0-9]+$/, "must be a user group's id, like S0614TZR7"),
        /** What was read of the group counts for so long. */
        fresh: duration.prefault("5m"),
        /** Who has the role while Slack cannot say who is in the group. */
        fallback: z.array(name).default([]),
      }),
    )
    .default({}),
  /** Who reads along in a shared channel, and what it is about: "slack:C0123456". */
  channels: z
    .record(
      z.string().regex(/^[a-z]+:\S+$/, "must be a place like slack:C0123456"),
      z.strictObject({
        /** Everybody there has these. */
        roles: z.array(role).default([]),
        services: z.array(name).default([]),
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
  /** Where everybody concerned is told of what must not go unseen: "slack:C0123456", or a role. */
  announce: z
    .array(z.string().regex(/^([a-z]+:\S+|[a-z0-9][a-z0-9._-]*)$/, "must be a role, or a place like slack:C0123456"))
    .default([]),
  /** When changes are frozen, and when the windows for them are open. */
  calendar: z
    .strictObject({
      time_zone: z
        .string()
        .refine(isTimeZone, "must be a time zone of the IANA database, like Europe/Berlin")
        .default("UTC"),
      freezes: z.array(freeze).default([]),
      windows: z.array(window).default([]),
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
  vault: z
    .strictObject({
      address: z.url({ protocol: /^https?$/ }).optional(),
      namespace: z.string().min(1).optional(),
      token: keyOfVault,
      /** AppRole, instead of a token. */
      role_id: keyOfVault,
      secret_id: keyOfVault,
      /** PEM file: the only certificates that may have signed Vault's. */
      ca: z.string().optional(),
      /** Milliseconds for one question. */
      timeout_ms: z.int().min(100).default(5000),
    })
    .prefault({}),
  cloudflare: z.strictObject({ token: secret, api_url: z.url().optional() }).prefault({}),
  prometheus: z
    .strictObject({ url: z.url().optional(), token: secret, timeout_ms: z.int().min(100).default(10_000) })
    .prefault({}),
  model: z
    .strictObject({
      /** none, ollama, or what LangChain calls another provider. */
      provider: z
        .string()
        .regex(/^[a-z][a-z0-9_-]*$/, "must be none, ollama or the name of a provider")
        .default("none"),
      name: z.string().min(1).default("qwen3:4b-instruct"),
      url: z.url({ protocol: /^https?$/ }).optional(),
      key: secret,
      /** Milliseconds for one sentence, everything included. */
      deadline_ms: z.int().min(100).default(8000),
      /** Models that may be pulled; by default the one above. */
      allow: z.array(z.string().min(1)).optional(),
    })
    .prefault({}),
  audit: z
    .strictObject({
      /** PEM of the Ed25519 key that signs checkpoints; by default one that is made in the data folder. */
      key: secret,
      /** What such a key is, or the one that is made will be, locked with. */
      key_passphrase: secret,
      checkpoint: z
        .strictObject({
          /** Signed so often, or after so many entries, whichever comes first. */
          every: duration.prefault("60s"),
          after: z.int().min(1).default(1000),
          /** Where they are kept; without any of these none are written. */
          file: z.string().min(1).optional(),
          git: z.string().min(1).optional(),
          webhook: z.url({ protocol: /^https?$/ }).optional(),
          /** For the webhook, sent as a bearer token. */
          token: secret,
        })
        .prefault({}),
    })
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

/** What the file says; its secrets have not been looked up. */
export type Written = z.output<typeof schema>;

/** The same with every secret in its place. */
export type Resolved<T> = T extends SecretReference
  ? Secret | null
  : T extends readonly (infer Item)[]
    ? Resolved<Item>[]
    : T extends object
      ? { [Key in keyof T]: Resolved<T[Key]> }
      : T;

type Parsed = Resolved<Written>;

/** `url` is null where the provider's own is meant. */
export type ModelSettings = Omit<Parsed["model"], "url" | "allow"> & {
  readonly url: string | null;
  readonly allow: readonly string[];
};

export interface Referred {
  /** Safe to show: "env:SLACK_BOT_TOKEN". */
  readonly source: string;
  /** Null: it is there. Else the end of the sentence "… refers to …": ", which is not there". */
  readonly missing: string | null;
}

export interface Config extends Omit<Parsed, "people" | "roles" | "inventory" | "model"> {
  readonly model: ModelSettings;
  /** The file it came from, absolute; relative paths in it count from its folder. */
  readonly file: string;
  readonly people: readonly Person[];
  readonly roles: readonly GroupRole[];
  readonly inventory: {
    readonly environments: readonly string[];
    readonly hosts: readonly Host[];
    readonly groups: Readonly<Record<string, readonly string[]>>;
    readonly services: readonly Service[];
    readonly zones: readonly Zone[];
  };
  /** Every secret that the file names, by its setting: "slack.bot_token". */
  readonly references: ReadonlyMap<string, Referred>;
  /** Every secret that was resolved, so that it can be taken out of whatever is kept and shown. */
  readonly secrets: readonly Secret[];
  /** The environment as a whole, for commands on this machine: each sees a few names of it, never a token. */
  readonly surroundings: Readonly<Record<string, string | undefined>>;
  /** For tests of crashes: the point at which the process kills itself. */
  readonly crashAt: string | null;
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
export const variables = [
  "SIGNALBOX_CONFIG",
  "SIGNALBOX_DATA",
  "SIGNALBOX_CRASH_AT",
  "OLLAMA_HOST",
  "VAULT_ADDR",
  "VAULT_TOKEN",
  "VAULT_NAMESPACE",
] as const;
