/** `signalbox doctor`: looks at every part and says what is missing. Changes nothing and shows no secret. */
import { accessSync, constants, existsSync, statSync } from "node:fs";
import path from "node:path";
import { openKnowledge } from "../../knowledge/open.ts";
import { checkTrail } from "../audit/check.ts";
import { standing } from "../audit/checkpoints.ts";
import { destinationsOf } from "../audit/destinations.ts";
import { openCalendar } from "../calendar/open.ts";
import { loadActions } from "../catalog.ts";
import type { Where } from "../cli.ts";
import type { Config } from "../config.ts";
import { policyOf } from "../main.ts";
import { wordAccount } from "../message.ts";
import { peopleOf } from "../people.ts";
import { contested } from "../people/assemble.ts";
import { short } from "../policy-live.ts";
import { tagged } from "../model-settings.ts";
import { isProblem, problem, type Code } from "../problem.ts";
import { createModels } from "../providers/models.ts";
import { createPlaybooks } from "../providers/playbook/engine.ts";
import { createRedactor } from "../providers/redact.ts";
import { createShells } from "../providers/shells.ts";
import { absent } from "../secrets/resolve.ts";
import { added } from "../store/people.ts";
import { rightsOverTrail, type Rights } from "../store/rights.ts";
import { groupsOf, wordGroup } from "./people.ts";
import { shown } from "./shown.ts";
import { hasEmbedded, openDatabase, pendingMigrations, type Db } from "../store/database.ts";
import { adopted } from "../store/policies.ts";
import { openConfig } from "./site.ts";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** Which problem it was, if it is one. */
  readonly code?: Code;
}

/** A check passes with a detail, or fails with the sentence of its problem. */
async function check(name: string, look: () => Promise<string> | string): Promise<Check> {
  try {
    return { name, ok: true, detail: await look() };
  } catch (error) {
    if (!isProblem(error)) return { name, ok: false, detail: String(error) };
    return { name, ok: false, detail: error.message, code: error.code };
  }
}

const durability = {
  embedded: "embedded PostgreSQL, synced to disk: survives kill -9 and power loss; one process",
  postgres: "PostgreSQL server: as durable as it is set up to be; several processes",
} as const;

const ownTrail = "none: triggers guard the trail, and whoever can open the data folder could switch them off";

const wordRights = ({ role, ways }: Rights): string =>
  ways.length === 0
    ? `${role} can only append to the trail`
    : `${role} could change the trail: it ${ways.join(", ")}; \`signalbox migrate --role\` gives another what it needs`;

/** Whether the newest checkpoint is everywhere it should be. */
function wordStanding(config: Config): string {
  const { last, destinations } = standing(config);
  const names = destinationsOf(config).map(({ name }) => name);
  if (names.length === 0) return "off: audit.checkpoint names no file, git folder or webhook";
  for (const name of names) {
    const failed = destinations[name]?.failed;
    if (failed) throw new Error(`${name} has not been reached since ${failed.since}: ${failed.why}`);
  }
  return last
    ? `entry ${last.seq} was signed at ${last.at}, for ${names.join(" and ")}`
    : `none yet, for ${names.join(" and ")}`;
}

async function checkDatabase(config: Config): Promise<Check[]> {
  const { data, database } = config;
  if (!database.url && !hasEmbedded(data)) return [await check("database", () => roomFor(data))];
  const checks: Check[] = [];
  const opens = await check("database", async () => {
    const { db, kind, close } = await openDatabase(data, database.url);
    try {
      const pending = await pendingMigrations(db);
      if (pending.length > 0)
        return `${durability[kind]}; \`signalbox migrate\` or a start applies ${pending.join(", ")}`;
      checks.push(
        await check("audit", async () => {
          const checked = await checkTrail(db, config);
          if (!checked.ok) throw new Error(`entry ${checked.seq}: ${checked.why}`);
          return `${checked.entries} entries, whole`;
        }),
        await check("audit role", async () => (kind === "embedded" ? ownTrail : wordRights(await rightsOverTrail(db)))),
        await check("checkpoints", () => wordStanding(config)),
        await checkLinks(config, db),
      );
      if (config.policies.changes === "approved") checks.push(await check("adopted", () => wordAdopted(config, db)));
      return durability[kind];
    } finally {
      await close();
    }
  });
  if (opens.code === "DATA_IN_USE") {
    return [{ name: "database", ok: true, detail: "in use by a Signalbox that is running, so it was not opened" }];
  }
  return [opens, ...checks];
}

/** Where there is no database yet: whether one can be made. Throws Problem DATA_READ_ONLY. */
function roomFor(folder: string): string {
  let nearest = folder;
  while (!existsSync(nearest)) nearest = path.dirname(nearest);
  try {
    if (!statSync(nearest).isDirectory()) throw new Error(`${nearest} is not a folder`);
    accessSync(nearest, constants.W_OK);
  } catch (error) {
    throw problem("DATA_READ_ONLY", { folder, why: (error as Error).message });
  }
  return `none yet: the first start makes one in ${folder}`;
}

/** What is in force where changes of the policies are approved, and whether it is what lies in the folder. */
async function wordAdopted(config: Config, db: Db): Promise<string> {
  const last = await adopted(db);
  if (!last) return "nothing yet: the first start adopts what is in the folder";
  const catalog = await loadActions();
  const { version } = await policyOf(config, catalog, last.files);
  const [inForce, inFolder] = [version, (await policyOf(config, catalog)).version].map(short);
  if (inForce === inFolder) return `version ${inForce}, as in the folder`;
  return `version ${inForce} is in force; version ${inFolder} in the folder waits for \`policy.adopt\``;
}

const counted = (count: number, thing: string, broken: readonly { readonly message: string }[]): string => {
  const [first] = broken;
  if (first) throw first;
  return `${count} ${thing}`;
};

/** What depends on a setting: on, or off and why. */
function checkFeatures(config: Config): Promise<Check[]> {
  const { slack, cloudflare, prometheus, references } = config;
  const off = (setting: string): string => {
    const reference = references.get(setting);
    return `off: ${setting} ${reference ? `refers to ${reference.source}, ${reference.missing}` : "is not set"}`;
  };
  return Promise.all([
    check("slack", () => {
      if (!slack.bot_token) return off("slack.bot_token");
      if (slack.app_token) return "on, over Socket Mode";
      const missing = slack.signing_secret ? (slack.port === undefined ? "slack.port" : null) : "slack.app_token";
      if (missing === null) return `on, over HTTP on ${slack.host}:${slack.port}`;
      throw problem("NOT_CONFIGURED", { what: "Slack", setting: missing, how: "docs/slack.md shows how to set it." });
    }),
    check("cloudflare", () => (cloudflare.token ? "on" : off("cloudflare.token"))),
    check("model", () => checkModel(config)),
    check("prometheus", () => prometheus.url ?? "off: prometheus.url is not set; this host measures itself"),
  ]);
}

/** Whether the model that is configured is there. None is a fine choice. */
async function checkModel(config: Config): Promise<string> {
  const { provider, name, url } = config.model;
  if (provider === "none") return "off: model.provider is none; words are read without a language model";
  if (provider !== "ollama") return `${name} of ${provider}; it is asked when it is needed, not now`;
  const models = createModels(config);
  const [version, installed] = await Promise.all([models.version(soon()), models.list(soon())]);
  const model = installed.find((one) => one.name === tagged(name));
  if (!model) throw problem("MODEL_MISSING", { name, url: url ?? "" });
  if (!model.capabilities.includes("completion") && model.capabilities.length > 0) {
    throw problem("MODEL_REFUSED", { name, why: `it can do ${model.capabilities.join(", ")}, and not write text` });
  }
  return `${name}${model.loaded ? ", in memory" : ""}; Ollama ${version} at ${url}`;
}

const soon = (): AbortSignal => AbortSignal.timeout(3000);

/** A linked account that the configuration gives to somebody else is theirs; whoever linked it should know. */
async function checkLinks(config: Config, db: Db): Promise<Check> {
  const { accounts } = await added(db);
  const people = peopleOf(config);
  const { lost, rest } = contested(people.all(), accounts);
  const [one] = lost.filter(({ account, person }) => people.of(account)?.id !== person);
  if (one) {
    const owner = people.of(one.account)?.id ?? "";
    const detail = `${wordAccount(one.account)} is linked to ${one.person}, and ${owner}'s in the configuration, which counts`;
    return { name: "accounts", ok: false, detail };
  }
  const left = rest.filter(({ person }) => people.get(person) === null).length;
  const gone = left > 0 ? `; ${left} of people who are not here any more, which are nobody's` : "";
  return { name: "accounts", ok: true, detail: `${rest.length - left} linked${gone}` };
}

/** Whether the groups that give roles can be read, one line each. */
async function checkGroups(config: Config): Promise<Check[]> {
  const groups = await groupsOf(config);
  await groups.freshen();
  await groups.stop();
  return groups.state().map((state) => ({ name: `role ${state.role}`, ok: state.known, detail: wordGroup(state) }));
}

/**
 * Every secret by its setting, where it is kept and whether it is there. One that is simply absent may be meant so; one
 * that could not be had may not.
 */
function checkSecrets({ references, secrets }: Config): Check[] {
  const { refused } = createRedactor(secrets);
  const rows = [...references].map(([setting, { source, missing }]): Check => {
    const state = missing === null ? "there" : missing === absent ? "not there" : missing;
    return { name: "secret", ok: missing === null || missing === absent, detail: `${setting}: ${source}, ${state}` };
  });
  if (refused.length === 0) return rows;
  const detail = `too short to be found and taken out of what is kept and shown: ${refused.join(", ")}`;
  return [...rows, { name: "secrets", ok: false, detail }];
}

export async function doctor(options: Where & { readonly json?: boolean }): Promise<0 | 1> {
  const config = await openConfig(options);
  const shells = createShells(config.ssh, config.surroundings);
  const checks: Check[] = [
    await check("configuration", () => config.file),
    ...checkSecrets(config),
    await check("people", () => `${peopleOf(config).all().length} people`),
    ...(await checkGroups(config)),
    await check("playbooks", () => {
      const { all, problems } = createPlaybooks({ folder: config.folders.playbooks, shells, secrets: config.secrets });
      return counted(all.length, "playbooks", problems);
    }),
    await check("policies", async () => {
      const { version, warnings } = await policyOf(config, await loadActions());
      return [`version ${version.slice(0, 12)}`, ...warnings].join("; ");
    }),
    await check("runbooks", async () => {
      const library = await openKnowledge(config, { forgetful: true });
      const { shelf, problems } = library;
      await library.close();
      return counted(shelf.cards.size, "runbooks", problems);
    }),
    await check("calendar", async () => {
      const { freezes, windows, timeZone, problems, warnings } = await openCalendar({
        settings: config.calendar,
        inventory: config.inventory,
      });
      if (freezes + windows === 0) return "off: no freezes and no windows are configured";
      return [counted(freezes, `freezes and ${windows} windows, in ${timeZone}`, problems), ...warnings].join("; ");
    }),
    ...(await checkDatabase(config)),
    ...(await checkFeatures(config)),
  ];
  const ok = checks.every((one) => one.ok);
  if (options.json) console.log(shown(JSON.stringify({ ok, checks })));
  else
    for (const one of checks) {
      console.log(`${one.ok ? "ok  " : "FAIL"}  ${one.name.padEnd(13)}  ${shown(one.detail)}`);
    }
  return ok ? 0 : 1;
}
