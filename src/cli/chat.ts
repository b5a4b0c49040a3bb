/** `signalbox start` and `signalbox chat`: the bot itself. */
import path from "node:path";
import { Readable } from "node:stream";
import { isatty } from "node:tty";
import { terminalAdapter, type TerminalAdapter } from "../../adapters/terminal/index.ts";
import type { Adapter } from "../adapter.ts";
import type { Where } from "../cli.ts";
import type { Config } from "../config.ts";
import { createLog } from "../log.ts";
import { compose, type Signalbox } from "../main.ts";
import { peopleOf } from "../people.ts";
import type { Reply } from "../reply.ts";
import { shown } from "./shown.ts";
import { openConfig, speaker } from "./site.ts";

export interface ChatOptions extends Where {
  readonly as?: string;
  readonly once?: string;
  readonly json?: boolean;
}

/** What the example site can show. */
const demonstration = [
  "the disk on this box is filling up, what do I do?",
  "clean up temp files on localhost",
  "point api.example.test at 203.0.113.10",
];

/** Adapters for the platforms whose tokens are set; imported only then. */
async function platforms(config: Config): Promise<Adapter[]> {
  if (!config.slack.bot_token) return [];
  const { slackAdapter } = await import("../../adapters/slack/index.ts");
  return [slackAdapter({ config: config.slack, log: createLog(config.log.level, config.log.file, shown) })];
}

export async function start(where: Where): Promise<0 | 1> {
  const config = await openConfig(where);
  const adapters = await platforms(config);
  if (adapters.length === 0) return chat(where);
  const box = await compose(config, adapters, (step) => console.error(`${step} …`));
  const names = adapters.map(({ platform }) => platform).join(" and ");
  await serve(box, () => {
    console.error(`${config.name} is ready on ${names}.`);
    return stopSignal();
  });
  return 0;
}

/** Runs until that resolves; closes everything, also when an adapter does not start. */
async function serve(box: Signalbox, until: () => Promise<void>): Promise<void> {
  try {
    await box.start();
    await until();
  } finally {
    await box.stop();
  }
}

/** Resolves when the process is asked to end. */
const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });

export async function chat(options: ChatOptions): Promise<0 | 1> {
  const given = await openConfig(options);
  const once = options.once?.replaceAll(/\s*\n\s*/g, " ");
  // isatty does not open standard input, which belongs to somebody else when there is one thing to say.
  const quiet = once !== undefined || options.json === true || !isatty(0);
  const config = quiet ? given : offScreen(given);
  let last: Reply | null = null;
  const seat = terminalAdapter({
    input: once === undefined ? process.stdin : Readable.from([`${once}\n`]),
    output: process.stdout,
    account: speaker(config, options.as).id,
    demo: config.terminal.demo,
    people: peopleOf(config),
    site: config.name,
    examples: config.terminal.demo ? demonstration : ["help"],
    json: options.json ?? false,
    interactive: !quiet,
  });
  const adapter: TerminalAdapter = {
    ...seat,
    deliver: (delivery) => {
      last = delivery.reply;
      return seat.deliver(delivery);
    },
  };
  const progress = quiet ? () => {} : showProgress();
  const others = once === undefined ? await platforms(config) : [];
  const box = await compose(config, [adapter, ...others], progress);
  progress(null);
  await serve(box, () => Promise.race([adapter.finished, stopSignal()]));
  return once === undefined ? 0 : codeOf(last);
}

/** Log lines would run across the chat: they go to a file in the data folder, unless the configuration names one. */
const offScreen = (config: Config): Config => ({
  ...config,
  log: { ...config.log, file: config.log.file ?? path.join(config.data, "signalbox.log") },
});

/** One line that is overwritten while things open; gone when the chat begins. */
function showProgress(): (step: string | null) => void {
  return (step) => process.stderr.write(step === null ? "\r\u001b[K" : `\r\u001b[K${step} …`);
}

/** Done and waiting are success; a refusal, a failure or a mistake is not. */
export function codeOf(reply: Reply | null): 0 | 1 {
  if (reply?.reply === "card") return ["waiting", "queued", "running", "done"].includes(reply.card.state) ? 0 : 1;
  return reply?.reply === "text" && (reply.problem || reply.unmet) ? 1 : 0;
}
