/** The `signalbox` command. Exit codes: 0 done, 1 failed or denied, 2 bad usage or bad configuration. */
import { inspect } from "node:util";
import { Command, CommanderError, Option } from "commander";
import type { Means } from "./audit/check.ts";
import type { ExportOptions } from "./cli/audit.ts";
import type { ChatOptions } from "./cli/chat.ts";
import type { AddOptions, SearchOptions } from "./cli/knowledge.ts";
import { shown } from "./cli/shown.ts";
import about from "../package.json" with { type: "json" };
import { isProblem, problem, type Code } from "./problem.ts";

/** Problems that somebody mends in the configuration or on the command line, not in the chat. */
const setUp: ReadonlySet<Code> = new Set([
  "CONFIG_MISSING",
  "CONFIG_BROKEN",
  "PLAYBOOK_BROKEN",
  "POLICY_BROKEN",
  "TABLE_BROKEN",
  "SECRET_MISSING",
  "DATA_READ_ONLY",
  "DATA_IN_USE",
  "DATA_MISSING",
  "LOG_READ_ONLY",
  "DATABASE_UNREACHABLE",
  "BAD_USAGE",
  "UNKNOWN_PERSON",
  "AS_NOT_ALLOWED",
  "NOT_THE_OWNER",
  "AUDIT_KEY_BROKEN",
  "CHECKPOINT_BROKEN",
  "SLACK_REFUSED",
  "MODEL_REFUSED",
  "MODEL_NOT_ALLOWED",
  "NOT_CONFIGURED",
]);

export interface Where {
  readonly config?: string;
  readonly data?: string;
}

const program = new Command("signalbox")
  .version(about.version)
  .description("Operations by chat: words become a typed plan, people approve exactly that plan, it runs once.")
  .exitOverride()
  .configureOutput({ outputError: () => {} })
  .showHelpAfterError(false);

const command = (nameAndArguments: string, description: string, under: Command = program): Command =>
  under
    .command(nameAndArguments)
    .description(description)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .option("--config <file>", "the configuration (else SIGNALBOX_CONFIG, signalbox.yml, the example site)")
    .option("--data <folder>", "the data folder (else SIGNALBOX_DATA, `data` in the configuration)");

const json = new Option("--json", "one JSON object a line");
const as = new Option("--as <name>", "who speaks; only where `terminal.demo` is true");

command("start", "start every configured adapter; in a terminal with none configured, the terminal chat").action(
  async (where: Where) => finish(await (await import("./cli/chat.ts")).start(where)),
);
command("chat", "the terminal chat")
  .addOption(as)
  .option("--once <text>", "say this one thing, wait until its request rests, and end")
  .addOption(json)
  .action(async (options: ChatOptions) => finish(await (await import("./cli/chat.ts")).chat(options)));
command("review <request> <verdict>", "answer a request: approve, deny, retract, withdraw or cancel")
  .addOption(as)
  .option("--reason <text>", "why")
  .addOption(json)
  .action(async (request: string, verdict: string, options: Where & { as?: string; reason?: string; json?: boolean }) =>
    finish(await (await import("./cli/review.ts")).review(request, verdict, options)),
  );
command("requests", "the newest requests that you may see")
  .addOption(as)
  .addOption(json)
  .action(async (options: Where & { as?: string; json?: boolean }) =>
    finish(await (await import("./cli/requests.ts")).list(options)),
  );
command("show <request>", "one request: plan, votes, receipt")
  .addOption(as)
  .addOption(json)
  .action(async (request: string, options: Where & { as?: string; json?: boolean }) =>
    finish(await (await import("./cli/requests.ts")).show(request, options)),
  );
command("people", "who is who: accounts, roles, and where each comes from")
  .addOption(json)
  .action(async (options: Where & { json?: boolean }) => finish(await (await import("./cli/people.ts")).list(options)));
command("parse", 'read JSON lines {"id","text","context"?} and print how each is understood; nothing is done')
  .option("--inventory <file>", "a JSON snapshot of names instead of the site's inventory")
  .option("--model <name>", "the language model to use, `none` for none, instead of the configured one")
  .action(async (options: Where & { inventory?: string; model?: string }) =>
    finish(await (await import("./cli/parse.ts")).parse(options)),
  );
command("calendar", "what is frozen and which change windows are open: now and in the next 14 days")
  .option("--at <time>", "another time than now: 2026-11-27T10:00 in the calendar's zone, or with an offset")
  .addOption(json)
  .action(async (options: Where & { at?: string; json?: boolean }) =>
    finish(await (await import("./cli/calendar.ts")).calendar(options)),
  );
command("ask <question>", "ask the runbooks")
  .addOption(as)
  .addOption(json)
  .action(async (question: string, options: Where & { as?: string; json?: boolean }) =>
    finish(await (await import("./cli/ask.ts")).ask(question, options)),
  );
const knowledge = program
  .command("knowledge")
  .description("the runbooks: add, sync, status, reindex, search, calibrate");
knowledge.exitOverride().configureOutput({ outputError: () => {} });
command("add <where>", "write one more folder or git repository into your configuration", knowledge)
  .option("--name <name>", "what it is called here; else after its last part")
  .option("--branch <branch>", "of a git repository; only what was merged into it is read")
  .option("--path <path>", "of a git repository: the folder in it")
  .action(async (where: string, options: AddOptions) =>
    finish(await (await import("./cli/knowledge.ts")).add(where, options)),
  );
command("sync", "read what is new in the sources", knowledge)
  .addOption(json)
  .action(async (options: Where & { json?: boolean }) =>
    finish(await (await import("./cli/knowledge.ts")).sync(options)),
  );
command("reindex", "read and index everything anew", knowledge)
  .addOption(json)
  .action(async (options: Where & { json?: boolean }) =>
    finish(await (await import("./cli/knowledge.ts")).reindex(options)),
  );
command("status", "the sources, what was read of them and when, and what searches them", knowledge)
  .addOption(json)
  .action(async (options: Where & { json?: boolean }) =>
    finish(await (await import("./cli/knowledge.ts")).status(options)),
  );
command("search [question...]", "which documents are found, best first, and how far to trust the first", knowledge)
  .addOption(as)
  .option("--jsonl", 'read lines {"qid","text","about"?} and print {"qid","docs","confidence"}; none where it abstains')
  .option("--corpus <folder>", "this folder of Markdown by itself, instead of the site's sources")
  .option("--rules <file...>", "Prometheus rule files that lead to its documents")
  .option("--about <name...>", "only documents of these services, sources or folders")
  .addOption(json)
  .action(async (words: string[], options: SearchOptions) =>
    finish(await (await import("./cli/knowledge.ts")).search(words, options)),
  );
command(
  "lint",
  "what is wrong with the runbooks: dead links, missing owners, overdue reviews, unknown actions",
  knowledge,
)
  .addOption(json)
  .action(async (options: Where & { json?: boolean }) =>
    finish(await (await import("./cli/knowledge-lint.ts")).check(options)),
  );
command("gaps", "the questions that no runbook answers, or none that helped", knowledge)
  .addOption(as)
  .option("--days <days>", "how far back to look", "30")
  .addOption(json)
  .action(async (options: Where & { as?: string; days: string; json?: boolean }) =>
    finish(await (await import("./cli/knowledge-gaps.ts")).gaps(options)),
  );
command("calibrate <file>", 'learn from lines {"text","docs"} when to say that nothing was found', knowledge)
  .addOption(json)
  .action(async (file: string, options: Where & { json?: boolean }) =>
    finish(await (await import("./cli/knowledge.ts")).learn(file, options)),
  );
const audit = program.command("audit").description("the audit trail: verify, checkpoint, rotate-key, export, archive");
audit.exitOverride().configureOutput({ outputError: () => {} });
command("verify", "prove that the record was not edited, and hold it against what was signed", audit)
  .option("--checkpoint <file>", "signed checkpoints, one a line, instead of those that the configuration names")
  .option("--archive <folder>", "where archived segments are, to be followed too")
  .option("--public-key <file>", "the one key to trust, instead of those in the data folder")
  .addOption(json)
  .action(async (options: Where & Means & { json?: boolean }) =>
    finish(await (await import("./cli/audit.ts")).verify(options)),
  );
command(
  "checkpoint",
  "sign where the trail stands now, print it and keep it where the configuration says",
  audit,
).action(async (where: Where) => finish(await (await import("./cli/audit.ts")).checkpoint(where)));
command("rotate-key", "let another key sign from now on; the trail says so, signed by both", audit)
  .option("--new-key <file>", "the new private key, where `audit.key` names the old one")
  .action(async (options: Where & { newKey?: string }) =>
    finish(await (await import("./cli/audit.ts")).rotateKey(options)),
  );
command("export", "write entries and a signed manifest into a folder; the trail says who had them", audit)
  .addOption(as)
  .option("--format <format>", "ndjson or csv", "ndjson")
  .option("--from <time>", "written at that time or later, like 2026-11-20 or 2026-11-20T14:00")
  .option("--to <time>", "written before that time")
  .option("--person <name>", "by this person")
  .option("--environment <name>", "about requests in this environment")
  .requiredOption("--out <folder>", "where to")
  .addOption(json)
  .action(async (options: ExportOptions) => finish(await (await import("./cli/audit.ts")).exportEntries(options)));
command("archive", "move the oldest entries into a sealed file", audit)
  .requiredOption("--before <time>", "written before that time")
  .requiredOption("--out <folder>", "where to")
  .addOption(json)
  .action(async (options: Where & { before: string; out: string; json?: boolean }) =>
    finish(await (await import("./cli/audit.ts")).archive(options)),
  );
const models = program.command("models").description("the language models: list, pull, use, test");
models.exitOverride().configureOutput({ outputError: () => {} });
command("list", "what is installed, what may be pulled, which is used", models)
  .addOption(json)
  .action(async (options: Where & { json?: boolean }) => finish(await (await import("./cli/models.ts")).list(options)));
command("pull <model>", "download a model that `model.allow` names", models).action(
  async (name: string, where: Where) => finish(await (await import("./cli/models.ts")).pull(name, where)),
);
command(
  "use <model>",
  "write it into your configuration as the model that reads what nothing else could",
  models,
).action(async (name: string, where: Where) => finish(await (await import("./cli/models.ts")).use(name, where)));
command("test <model>", "put the labelled sentences to it and count: right, unsafe, how long", models)
  .option("--times <k>", "how many times each", "1")
  .action(async (name: string, options: Where & { times: string }) =>
    finish(await (await import("./cli/models-test.ts")).test(name, options)),
  );
const policy = program.command("policy").description("who may do what: can, why, test, diff, matrix");
policy.exitOverride().configureOutput({ outputError: () => {} });
command("can <name> <action> [parameters...]", "what would be decided if this person asked for this", policy)
  .option("--at <time>", "as if it were then: 2026-12-24T22:00")
  .addOption(json)
  .action(async (name: string, action: string, words: string[], options: Where & { at?: string; json?: boolean }) =>
    finish(await (await import("./cli/policy.ts")).can(name, action, words, options)),
  );
command("why <request>", "the policies that decided a request, as they stood then", policy)
  .addOption(json)
  .action(async (request: string, options: Where & { json?: boolean }) =>
    finish(await (await import("./cli/policy.ts")).why(request, options)),
  );
command("test <file...>", "put tables of sentences to the policies that lie beside them", policy)
  .addOption(json)
  .action(async (files: string[], options: Where & { json?: boolean }) =>
    finish(await (await import("./cli/policy.ts")).test(files, options)),
  );
command("diff <old> <new>", "what the policies in one folder decide otherwise than those in another", policy)
  .addOption(json)
  .action(async (before: string, after: string, options: Where & { json?: boolean }) =>
    finish(await (await import("./cli/policy.ts")).diff(before, after, options)),
  );
command("matrix", "every role × action × kind of thing × environment × situation", policy)
  .addOption(json)
  .action(async (options: Where & { json?: boolean }) =>
    finish(await (await import("./cli/policy.ts")).matrix(options)),
  );
command("doctor", "check everything that can be checked without changing anything")
  .addOption(json)
  .action(async (options: Where & { json?: boolean }) =>
    finish(await (await import("./cli/doctor.ts")).doctor(options)),
  );
command("migrate", "bring the database's tables up to date")
  .option("--role <name>", "and give this database role what the bot needs, and no way to change the audit trail")
  .action(async (options: Where & { role?: string }) =>
    finish(await (await import("./cli/migrate.ts")).migrateAll(options)),
  );
command("demo", "play the demonstration unattended, in a folder of its own").action(async () =>
  finish(await (await import("./cli/demo.ts")).demo()),
);

/** An exit code, set so that everything still open can close by itself. */
function finish(code: 0 | 1 | 2): void {
  process.exitCode = code;
}

/** Commander's own words, made one sentence of the catalogue. */
const usage = (error: CommanderError) =>
  problem("BAD_USAGE", { why: error.message.replace(/^error: /, "").replace(/\.$/, "") });

// Whoever reads the output may have read enough (`signalbox requests | head -1`): what is left to say is not said.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

// Node would print it with everything that it holds.
process.on("uncaughtException", (error) => {
  console.error(shown(inspect(error)));
  process.exit(1);
});

try {
  await program.parseAsync(process.argv);
} catch (error) {
  const known = error instanceof CommanderError ? usage(error) : error;
  if (error instanceof CommanderError && error.exitCode === 0) {
    finish(0);
  } else if (error instanceof CommanderError && error.code === "commander.help") {
    finish(2);
  } else if (isProblem(known)) {
    console.error(shown(`${known.sentence} ${known.hint}`));
    finish(setUp.has(known.code) ? 2 : 1);
  } else {
    console.error(shown(inspect(error)));
    finish(1);
  }
}
