/** `signalbox policy`: what the policies come to, why, whether they do what they should, and what others would change. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { renderReply } from "../../adapters/terminal/render.ts";
import { toJson } from "../../adapters/terminal/json.ts";
import { policyWhy } from "../../intents/actions/policy.ts";
import { createParser } from "../../intents/parser/index.ts";
import type { AnswerContext } from "../action.ts";
import { loadActions, type Catalog } from "../catalog.ts";
import { openCalendar } from "../calendar/open.ts";
import { loadPolicy, type LoadedPolicy } from "../cedar.ts";
import { circumstancesOf } from "../circumstances.ts";
import type { Where } from "../cli.ts";
import { namesOf, type Inventory } from "../inventory.ts";
import { policyOf } from "../main.ts";
import { peopleOf } from "../people.ts";
import { axesOf, changesOf } from "../policy-changes.ts";
import { behind } from "../policy-desk.ts";
import { matrixOf, wordCell, wordMatrix } from "../policy-matrix.ts";
import { rule } from "../policy-ruling.ts";
import { agrees, readTable } from "../policy-table.ts";
import { wordDecision } from "../policy-words.ts";
import { problem } from "../problem.ts";
import { createPlaybooks } from "../providers/playbook/engine.ts";
import { createShells } from "../providers/shells.ts";
import type { Request } from "../request.ts";
import * as requests from "../store/requests.ts";
import { timeOf } from "./calendar.ts";
import { readDatabase } from "./database.ts";
import { look, openConfig } from "./site.ts";

type Options = Where & { readonly json?: boolean };

/** Throws Problem BAD_USAGE where the time or the parameters cannot be read. */
export async function can(
  name: string,
  action: string,
  words: readonly string[],
  options: Options & { readonly at?: string },
): Promise<0 | 1> {
  const config = await openConfig(options);
  const catalog = await loadActions();
  const policy = await policyOf(config, catalog);
  const { all: playbooks } = createPlaybooks({
    folder: config.folders.playbooks,
    shells: createShells(config.ssh, config.surroundings),
    secrets: config.secrets,
  });
  const inventory: Inventory = { ...config.inventory, playbooks };
  const calendar = await openCalendar({ settings: config.calendar, inventory });
  const at = options.at === undefined ? new Date() : timeOf(options.at, calendar.timeZone);
  const ruling = rule(
    { policy, catalog, inventory, people: peopleOf(config), circumstances: circumstancesOf(calendar), at },
    { name, action, params: paramsOf(catalog, inventory, action, words), place: channel },
  );
  const { decision, policies, who, assumed } = ruling;
  const assumptions = ["it is asked in a channel", ...assumed];
  if (options.json) console.log(JSON.stringify({ ...ruling, assumed: assumptions }));
  else {
    console.log(`${name} asking for ${[action, ...words].join(" ")}: ${wordDecision(decision)}`);
    if (policies.length > 0) console.log(`  by       ${policies.join(", ")}`);
    for (const { role, count, names } of who) {
      console.log(`  ${count} of ${role}: ${names.length > 0 ? names.join(" or ") : "nobody here could say yes"}`);
    }
    for (const one of assumptions) console.log(`  assumed  ${one}`);
  }
  return decision.kind === "deny" ? 1 : 0;
}

const channel = { platform: "slack", channel: "ops", direct: false } as const;

/** As the chat reads them. */
function paramsOf(catalog: Catalog, inventory: Inventory, action: string, words: readonly string[]) {
  catalog.get(action);
  const parse = createParser({ actions: catalog.all, names: namesOf(inventory) });
  const intent = parse(`/${[action, ...words].join(" ")}`);
  if (intent.kind === "act") return intent.params;
  throw problem("BAD_USAGE", {
    why: "question" in intent ? intent.question.replace(/[.?]$/, "") : `${action} is no command`,
  });
}

export const why = (id: string, options: Options): Promise<0> =>
  readDatabase(options, async ({ db }) => {
    const providers = {
      requests: { get: (one: string) => requests.get(db, one) },
      policies: { behind: (request: Request) => behind(db, request) },
    };
    const reply = await policyWhy.answer({ request: id }, { providers } as unknown as AnswerContext);
    console.log(options.json ? JSON.stringify(toJson(reply)) : renderReply(reply, look));
    return 0 as const;
  });

/** Each table is put to the policies beside it, else to those of the site. */
export async function test(files: readonly string[], options: Options): Promise<0 | 1> {
  const catalog = await loadActions();
  let failed = 0;
  for (const file of files) {
    if (!existsSync(file)) throw problem("TABLE_BROKEN", { file, why: "there is no such file" });
    const rows = readTable(file, readFileSync(file, "utf8"));
    const beside = path.dirname(path.resolve(file));
    const folder = existsSync(path.join(beside, "schema.cedarschema"))
      ? beside
      : (await openConfig(options)).folders.policies;
    const policy = await loadPolicy({ folder, actions: catalog.all });
    const wrong = rows
      .map(({ sentence, question, answer }) => ({ sentence, answer, decision: policy.decide(question) }))
      .filter(({ decision, answer }) => !agrees(decision, answer));
    failed += wrong.length;
    if (options.json) {
      console.log(JSON.stringify({ file, folder, rows: rows.length, wrong }));
      continue;
    }
    for (const { sentence, answer, decision } of wrong) {
      console.log(sentence.slice(0, sentence.lastIndexOf(" → ")));
      console.log(`  - ${answer}`);
      console.log(`  + ${wordDecision(decision)}`);
      if (decision.policies.length > 0) console.log(`    by ${decision.policies.join(", ")}`);
    }
    console.log(`${file}: ${rows.length - wrong.length} of ${rows.length} sentences hold`);
  }
  return failed === 0 ? 0 : 1;
}

/** Exits like diff: 0 where nothing differs. */
export async function diff(before: string, after: string, options: Options): Promise<0 | 1> {
  const { all: actions } = await loadActions();
  const people = (await openConfig(options)).people.map((person) => person.roles);
  const [was, is] = await Promise.all([before, after].map((folder) => loadPolicy({ folder, actions })));
  const { policies, cells } = changesOf(was as LoadedPolicy, is as LoadedPolicy, { actions, people });
  if (options.json) console.log(JSON.stringify({ before: was?.version, after: is?.version, policies, cells }));
  else {
    for (const one of policies) {
      console.log(`${one.before === null ? "new" : one.after === null ? "gone" : "changed"}: policy ${one.id}`);
    }
    for (const cell of cells) console.log(`${wordCell(cell)}\n  - ${cell.before}\n  + ${cell.after}`);
    if (policies.length === 0) console.log("No policy differs.");
    else if (cells.length === 0) console.log("No question of the matrix is answered otherwise.");
  }
  return policies.length === 0 ? 0 : 1;
}

export async function matrix(options: Options): Promise<0> {
  const config = await openConfig(options);
  const catalog = await loadActions();
  const policy = await policyOf(config, catalog);
  const cells = matrixOf(
    policy,
    axesOf(
      [policy],
      catalog.all,
      config.people.map((person) => person.roles),
    ),
  );
  if (options.json) for (const cell of cells) console.log(JSON.stringify(cell));
  else console.log(wordMatrix(cells));
  return 0;
}
