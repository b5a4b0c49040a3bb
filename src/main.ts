/** The composition root: puts the parts together. The only file, with cli.ts, that imports every folder. */
import { gapsOf } from "../knowledge/gaps.ts";
import { openKnowledge } from "../knowledge/open.ts";
import { openUnderstanding } from "../intents/parser/open.ts";
import about from "../package.json" with { type: "json" };
import type { Adapter, House } from "./adapter.ts";
import { createCheckpoints } from "./audit/checkpoints.ts";
import { createBot, type Bot, type Parts, type Point } from "./bot.ts";
import { circumstancesOf } from "./circumstances.ts";
import { openCalendar } from "./calendar/open.ts";
import { loadActions, type Catalog } from "./catalog.ts";
import { loadPolicy, type LoadedPolicy } from "./cedar.ts";
import type { Config } from "./config.ts";
import { createConversations } from "./conversations.ts";
import { createDelivery } from "./delivery.ts";
import { inProcess } from "./doorbell/in-process.ts";
import { createGlasses } from "./glasses.ts";
import { createHelp } from "./help.ts";
import { createHouse } from "./house.ts";
import { namesOf, type Inventory } from "./inventory.ts";
import { createLog, type Log } from "./log.ts";
import { withModels } from "./model-settings.ts";
import { sharedBounds } from "./model/call.ts";
import { peopleOf, rolesOf, withPeople } from "./people.ts";
import { createAccounts } from "./people/accounts.ts";
import { createDelegations } from "./people/delegations.ts";
import { createGroups } from "./people/groups.ts";
import { createRoles } from "./people/roles.ts";
import type { Bundle, Policies } from "./policy.ts";
import { createRoster, type Roster } from "./roster.ts";
import { isProblem } from "./problem.ts";
import { createAlerts } from "./providers/alerts.ts";
import { createCache } from "./providers/cache.ts";
import { createCertificates } from "./providers/certificates.ts";
import { channelsOf } from "./providers/channels.ts";
import { createDns } from "./providers/dns.ts";
import { createMetrics } from "./providers/metrics.ts";
import { createModels } from "./providers/models.ts";
import { createPlaybooks } from "./providers/playbook/engine.ts";
import type { Providers } from "./providers/index.ts";
import { createPolicyDesk } from "./policy-desk.ts";
import { openPolicies } from "./policy-live.ts";
import { createQuestions } from "./questions.ts";
import { createRedactor } from "./providers/redact.ts";
import { createShells } from "./providers/shells.ts";
import { redactedAdapter } from "./redacted-adapter.ts";
import { createRequests } from "./requests.ts";
import { absent } from "./secrets/resolve.ts";
import { plantSeed } from "./seed.ts";
import { append } from "./store/audit.ts";
import { migrate, openDatabase, type Db, type Opened } from "./store/database.ts";
import { lapseAll } from "./store/inbox.ts";
import { createAnswer } from "./store/outbox.ts";
import { redacting } from "./store/redacting.ts";
import { sweep } from "./sweep.ts";
import { warm } from "./warm.ts";
import { createThreads } from "./threads.ts";
import { createTrail } from "./trail.ts";

/** How many requests one process carries out at once. */
const concurrency = 4;
/** Milliseconds between sweeps. */
const sweepEvery = 1000;
/** Milliseconds that running requests get to finish when the process is told to stop. */
const drain = 25_000;

/** The policies of this bundle, else of the folder. Throws Problem POLICY_BROKEN. */
export const policyOf = (config: Config, catalog: Catalog, bundle?: Bundle): Promise<LoadedPolicy> =>
  loadPolicy({
    folder: config.folders.policies,
    ...(bundle ? { bundle } : {}),
    actions: catalog.all.map(({ name, effect, effects = [effect], governed = false }) => ({
      name,
      effect,
      effects,
      governed,
    })),
    siteRoles: rolesOf(config),
    calendar: {
      ...(config.calendar.freezes.length > 0 ? { frozen: "the freezes" } : {}),
      ...(config.calendar.windows.length > 0 ? { windowOpen: "the change windows" } : {}),
    },
    environments: config.inventory.environments,
  });

export interface Signalbox {
  readonly db: Db;
  readonly kind: Opened["kind"];
  readonly roster: Roster;
  readonly policies: Policies;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly providers: Providers;
  readonly bot: Bot;
  readonly house: House;
  readonly log: Log;
  /** Begins to listen, takes up what an earlier process left, and sweeps until stopped. */
  start(): Promise<void>;
  /** Stops listening, lets what runs finish (or leaves it to the next start), and closes everything. */
  stop(): Promise<void>;
}

/**
 * Opens and checks everything; nothing is listened to yet. `say` is told what is being waited for. Throws the Problem
 * of whatever part cannot be opened, with everything closed again.
 */
export async function compose(
  config: Config,
  adapters: readonly Adapter[],
  say: (step: string) => void,
): Promise<Signalbox> {
  say("opening the database, reading playbooks, policies and runbooks");
  // The embedded database opens in a thread of its own, and this one reads meanwhile.
  const [opening, reading] = await Promise.allSettled([openDatabase(config.data, config.database.url), read(config)]);
  if (opening.status === "rejected") throw opening.reason;
  try {
    if (reading.status === "rejected") throw reading.reason;
    return await furnish(config, adapters, opening.value, reading.value);
  } catch (error) {
    await opening.value.close();
    throw error;
  }
}

/** What is written in the site's folders. */
async function read(config: Config) {
  const redactor = createRedactor(config.secrets);
  const bounds = sharedBounds();
  const shells = createShells(config.ssh, config.surroundings);
  const playbooks = createPlaybooks({ folder: config.folders.playbooks, shells, secrets: config.secrets });
  const [catalog, library, calendar] = await Promise.all([
    loadActions(),
    openKnowledge(config, {
      names: namesOf({ ...config.inventory, playbooks: playbooks.all }),
      writer: { redact: (text) => redactor.text(text), ...bounds },
    }),
    openCalendar({ settings: config.calendar, inventory: config.inventory }),
  ]);
  const policy = await policyOf(config, catalog).catch((error: unknown) => {
    // What is in the folder may be half done where it is not what counts.
    if (config.policies.changes === "approved" && isProblem(error)) return null;
    throw error;
  });
  const missing = [...config.references].flatMap(([setting, { source, missing: why }]) =>
    why === null || why === absent ? [] : [`${setting} refers to ${source}, ${why}`],
  );
  const problems = [...playbooks.problems, ...library.problems].map(({ message }) => message);
  const warnings = [...missing, ...problems];
  return { redactor, bounds, shells, playbooks, catalog, library, calendar, policy, warnings };
}

async function furnish(
  config: Config,
  given: readonly Adapter[],
  opened: Opened,
  {
    redactor,
    bounds,
    shells,
    playbooks,
    catalog,
    library,
    calendar,
    policy,
    warnings,
  }: Awaited<ReturnType<typeof read>>,
): Promise<Signalbox> {
  const redact = (text: string): string => redactor.text(text);
  const log = createLog(config.log.level, config.log.file, redact);
  for (const warning of warnings) log.warn(warning);
  const { kind, close } = opened;
  // What is kept and what is said: nothing gets there but through these two.
  const db = opened.db.withPlugin(redacting(redact));
  const adapters = given.map((adapter) => redactedAdapter(adapter, redact));
  await plantSeed(config.seed);
  await migrate(db);
  if (kind === "embedded") await lapseAll(db);

  const groups = createGroups({ roles: config.roles, sources: adapters.flatMap(({ groups: own = [] }) => own), log });
  const roster = createRoster(peopleOf(config).all(), groups);
  const accounts = createAccounts({ db, roster, groups });
  const policies = await openPolicies({
    db,
    log,
    folder: config.folders.policies,
    changes: config.policies.changes,
    first: policy,
    load: (bundle) => policyOf(config, catalog, bundle),
  });
  for (const warning of policies.now().warnings) log.warn(warning);
  const inventory: Inventory = { ...config.inventory, playbooks: playbooks.all };
  const metrics = createMetrics(config, inventory);
  const models = createModels(config);
  const { parse } = openUnderstanding({
    model: config.model,
    bounds,
    actions: catalog.all,
    names: withPeople(withModels(namesOf(inventory), config.model), config),
    redact,
    tenant: config.file,
  });

  const circumstances = circumstancesOf(calendar);
  const doorbell = inProcess();
  const delivery = createDelivery({ db, roster, adapters, log });
  const threads = createThreads();
  const questions = createQuestions({ db, log, keep: config.knowledge.keep, gapsOf });
  const requests = createRequests(
    () => parts,
    (id) => bot.interrupt(id),
  );
  const providers: Providers = {
    shells,
    playbooks,
    metrics,
    alerts: createAlerts(config, inventory),
    certificates: createCertificates(),
    dns: createDns(config, inventory),
    cache: createCache(config, inventory),
    calendar,
    models,
    library,
    channels: channelsOf(config),
    questions,
    conversations: createConversations({ db, roster, adapters, log }),
    requests,
    glasses: createGlasses(() => parts),
    policies: createPolicyDesk({
      db,
      roster,
      catalog,
      inventory,
      policies,
      folder: config.folders.policies,
      circumstances,
    }),
    help: createHelp(catalog, policies),
    readings: threads,
    accounts,
    roles: createRoles({ db, roster, groups, known: rolesOf(config) }),
    delegations: createDelegations({ db, roster }),
    trail: createTrail(db, async (id, person, place) => (await requests.get(id, person, place)) !== null),
  };
  const byPlatform = new Map(adapters.map((adapter) => [adapter.platform, adapter]));
  const parts: Parts = {
    db,
    roster,
    links: accounts,
    catalog,
    parse,
    threads,
    policies,
    circumstances,
    providers,
    inventory,
    doorbell,
    delivery,
    answer: createAnswer(db),
    log,
    announce: config.announce,
    limits: config.limits,
    forget: () => questions.forget(),
    progress: (request, place, line) => byPlatform.get(place.platform)?.progress?.(place, request, null, line),
    reached: crashAt(config.crashAt),
  };
  const bot = createBot(parts);
  const checkpoints = createCheckpoints(db, config, log);
  const house = createHouse(db, bot, log);

  let sweeping: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  let stopped = false;
  const closing = new AbortController();
  const round = async (): Promise<void> => {
    try {
      await sweep(parts, bot);
    } catch (error) {
      log.error({ error: String(error) }, "a sweep failed");
    }
    if (stopped) return;
    timer = setTimeout(() => {
      sweeping = round();
    }, sweepEvery);
  };
  const record = (event: "started" | "stopped"): Promise<void> => {
    const entry = { event, person: null, account: null, policyVersion: policies.now().version, version: about.version };
    return db.transaction().execute((trx) => append(trx, entry));
  };
  return {
    db,
    kind,
    roster,
    policies,
    catalog,
    inventory,
    providers,
    bot,
    house,
    log,
    start: async () => {
      await record("started");
      checkpoints.start();
      started = true;
      await metrics.start();
      calendar.start((sentence) => log.warn(sentence));
      policies.start();
      library.start(config.knowledge.every, (sentence) => log.warn(sentence));
      doorbell.open(
        (request) =>
          bot.perform(request).catch((error: unknown) => {
            // It stays queued or its lease lapses: the sweep rings again.
            log.error({ request, error: String(error) }, "a request was not carried out");
          }),
        concurrency,
      );
      for (const adapter of adapters) await adapter.start(house);
      groups.start();
      void warm(config, models, log, closing.signal);
      sweeping = round();
    },
    stop: async () => {
      stopped = true;
      closing.abort();
      clearTimeout(timer);
      await Promise.all(adapters.map((adapter) => adapter.stop()));
      await sweeping;
      await policies.stop();
      await doorbell.close(drain);
      await delivery.settle();
      await questions.settle();
      await groups.stop();
      await metrics.stop();
      calendar.stop();
      await library.close();
      await shells.close();
      if (started) await record("stopped");
      await checkpoints.stop();
      await close();
    },
  };
}

/** For tests of crashes: dies at the named durable point as if the power had gone, with nothing flushed. */
const crashAt =
  (wanted: string | null) =>
  (point: Point): void => {
    if (point === wanted) process.kill(process.pid, "SIGKILL");
  };
