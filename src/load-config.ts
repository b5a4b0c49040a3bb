/**
 * Reads the configuration: finds the file, checks it, resolves its secrets and paths. The only place that is handed the
 * environment; everything else receives values.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { host, schema, type Config, type Written } from "./config.ts";
import { ollamaUrl, whyRefused } from "./model-settings.ts";
import { problem } from "./problem.ts";
import { holdsReference, readReference, SecretReference } from "./secret.ts";
import { resolveSecrets } from "./secrets/resolve.ts";

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** --config and --data, if given. */
  readonly config?: string | undefined;
  readonly data?: string | undefined;
}

/** Which file counts: --config, SIGNALBOX_CONFIG, signalbox.yml, else the example site. */
function chooseFile({ env, cwd, config }: Surroundings): string {
  const named = config ?? env["SIGNALBOX_CONFIG"];
  if (named) {
    const file = path.resolve(cwd, named);
    if (!existsSync(file) || statSync(file).isDirectory()) throw problem("CONFIG_MISSING", { file });
    return file;
  }
  const own = path.join(cwd, "signalbox.yml");
  if (existsSync(own)) return own;
  return path.join(import.meta.dirname, "../signalbox.example.yml");
}

/**
 * Reads, checks and resolves; asks Vault if the file refers to it. Throws Problem CONFIG_MISSING, CONFIG_BROKEN (with line
 * and column) or SECRET_MISSING.
 */
export async function loadConfig(around: Surroundings): Promise<Config> {
  const file = chooseFile(around);
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [syntax] = document.errors;
  if (syntax) throw problem("CONFIG_BROKEN", { ...at(syntax.pos[0]), why: syntax.message });

  const parsed = schema.safeParse(document.toJS() ?? {});
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
  const written = withVaultVariables(parsed.data, around.env);
  const invalid = (keys: readonly PropertyKey[], why: string) =>
    problem("CONFIG_BROKEN", { ...at(offsetOf(document, keys)), why: `${keys.map(String).join(".")}: ${why}` });
  const stray = strayReference(written, []);
  // Anywhere else the value would end up in plain sight.
  if (stray) throw invalid(stray, "this is not kept secret, so it may not refer to a secret");
  const { vault } = written;
  if (vault.token && vault.role_id) throw invalid(["vault", "token"], "there is a vault.role_id too: it takes one");
  const base = path.dirname(file);
  const home = around.env["HOME"] ?? around.env["USERPROFILE"] ?? base;
  const data = around.data ?? around.env["SIGNALBOX_DATA"];
  const dataFolder = data ? path.resolve(around.cwd, data) : path.resolve(base, written.data);
  /** Relative to the file; `~/` is the home folder and `data:` the data folder, wherever --data put it. */
  const place = (value: string): string => {
    if (value.startsWith("~/")) return path.join(home, value.slice(2));
    if (value.startsWith("data:")) return path.join(dataFolder, value.slice(5));
    return path.resolve(base, value);
  };
  const { settings: settled, references, secrets } = await resolveSecrets(written, { env: around.env, place });
  const database = references.get("database.url");
  // Off would mean another, empty database: everything that waits for an answer would seem to be gone.
  if (database?.missing) {
    throw problem("SECRET_MISSING", { setting: "database.url", source: database.source, why: database.missing });
  }
  const hosts = settled.inventory.hosts;
  const known = (
    keys: readonly PropertyKey[],
    names: readonly string[],
    what: string,
    all: readonly string[],
  ): void => {
    for (const one of names) if (!all.includes(one)) throw invalid(keys, `there is no ${what} called ${one}`);
  };
  const faces = new Map<string, string>();
  for (const [person, { accounts }] of Object.entries(settled.people)) {
    for (const [platform, account] of Object.entries(accounts)) {
      const other = faces.get(`${platform}:${account}`);
      if (other) throw invalid(["people", person, "accounts", platform], `${account} is ${other}'s account`);
      faces.set(`${platform}:${account}`, person);
    }
  }
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
  const { environments, services, zones, groups } = settled.inventory;
  const used = [...Object.values(hosts), ...Object.values(services), ...Object.values(zones)];
  const names = {
    environments: ["environment", [...environments, ...used.flatMap((one) => one?.environment ?? [])]],
    hosts: ["host", Object.keys(hosts)],
    groups: ["group", Object.keys(groups)],
    services: ["service", Object.keys(services)],
    zones: ["zone", Object.keys(zones)],
    labels: ["label", Object.values(hosts).flatMap((one) => one?.labels ?? [])],
  } as const;
  // A freeze of what there is not would keep nobody from anything.
  for (const [index, one] of [...settled.calendar.freezes.entries(), ...settled.calendar.windows.entries()]) {
    const kind = "because" in one ? "freezes" : "windows";
    for (const [list, [what, all]] of Object.entries(names)) {
      known(["calendar", kind, index, list], one[list as keyof typeof names] ?? [], what, all);
    }
  }
  for (const [role, { fallback }] of Object.entries(settled.roles)) {
    known(["roles", role, "fallback"], fallback, "person", Object.keys(settled.people));
  }
  const model = settled.model;
  const isOllama = model.provider === "none" || model.provider === "ollama";
  const unfit = model.provider === "ollama" ? whyRefused(model.name) : null;
  if (unfit !== null) throw invalid(["model", "name"], `${model.name} is not used for reading words: ${unfit}`);
  return {
    ...settled,
    file,
    data: dataFolder,
    folders: {
      playbooks: place(settled.folders.playbooks),
      policies: place(settled.folders.policies),
      runbooks: place(settled.folders.runbooks),
    },
    knowledge: {
      ...settled.knowledge,
      sources: settled.knowledge.sources.map((one) =>
        "folder" in one ? { ...one, folder: place(one.folder) } : { ...one, git: repository(one.git, place) },
      ),
      rules: settled.knowledge.rules.map(place),
    },
    ssh: {
      ...settled.ssh,
      known_hosts: place(settled.ssh.known_hosts),
      ...(settled.ssh.identity_file ? { identity_file: place(settled.ssh.identity_file) } : {}),
    },
    calendar: {
      ...settled.calendar,
      freezes: settled.calendar.freezes.map((one) => (one.ics === undefined ? one : { ...one, ics: place(one.ics) })),
      windows: settled.calendar.windows.map((one) => (one.ics === undefined ? one : { ...one, ics: place(one.ics) })),
    },
    model: {
      ...model,
      url: model.url?.replace(/\/+$/, "") ?? (isOllama ? ollamaUrl(around.env["OLLAMA_HOST"]) : null),
      allow: model.allow ?? [model.name],
    },
    audit: {
      ...settled.audit,
      checkpoint: {
        ...settled.audit.checkpoint,
        ...(settled.audit.checkpoint.file ? { file: place(settled.audit.checkpoint.file) } : {}),
        ...(settled.audit.checkpoint.git ? { git: place(settled.audit.checkpoint.git) } : {}),
      },
    },
    log: { ...settled.log, ...(settled.log.file ? { file: place(settled.log.file) } : {}) },
    seed: settled.seed.map((one) => ({ ...one, path: place(one.path) })),
    people: Object.entries(settled.people).map(([id, person]) => ({
      id,
      name: person.name ?? id,
      roles: person.roles,
      accounts: Object.entries(person.accounts).map(([platform, account]) => ({ platform, id: account })),
    })),
    roles: Object.entries(settled.roles).map(([role, { slack: group, ...more }]) => ({
      role,
      platform: "slack",
      group,
      ...more,
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
    references,
    secrets,
    surroundings: around.env,
    crashAt: around.env["SIGNALBOX_CRASH_AT"] ?? null,
  };
}

/** "./runbooks.git" is a path; "https://…" and "git@host:…" are not. */
const repository = (git: string, place: (value: string) => string): string => (/^[./~]/.test(git) ? place(git) : git);

/** What Vault's own programs read counts where the file says nothing. */
function withVaultVariables(written: Written, env: Surroundings["env"]): Written {
  const { vault } = written;
  const token = vault.role_id || !env["VAULT_TOKEN"] ? null : readReference("${env:VAULT_TOKEN}");
  return {
    ...written,
    vault: {
      ...vault,
      address: vault.address ?? (env["VAULT_ADDR"] || undefined),
      namespace: vault.namespace ?? (env["VAULT_NAMESPACE"] || undefined),
      token: vault.token ?? token,
    },
  };
}

/** The keys of a setting that holds a reference and is no secret. */
function strayReference(node: unknown, keys: readonly string[]): readonly string[] | null {
  if (typeof node === "string") return holdsReference(node) ? keys : null;
  if (typeof node !== "object" || node === null || node instanceof SecretReference) return null;
  for (const [key, child] of Object.entries(node)) {
    const found = strayReference(child, [...keys, key]);
    if (found) return found;
  }
  return null;
}

/** Where in the file the innermost key of this path that exists stands. */
function offsetOf(document: ReturnType<typeof parseDocument>, keys: readonly PropertyKey[]): number {
  for (let length = keys.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(keys.slice(0, length - 1), true);
    const items = (parent as { items?: { key?: { value?: unknown; range?: [number] }; range?: [number] }[] } | null)
      ?.items;
    const key = keys[length - 1];
    const entry = typeof key === "number" ? items?.[key] : items?.find((item) => item.key?.value === key)?.key;
    if (entry?.range) return entry.range[0];
  }
  return 0;
}
