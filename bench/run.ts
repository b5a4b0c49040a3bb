/**
 * `npm run bench`: what Signalbox takes, beside the smallest bot of a peer that keeps nothing. A table, and as the last
 * line one JSON object. README.md says how to read it. It ends by itself, in under three minutes.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { scopes, startFakeSlack, type FakeSlack } from "../tests/fakes/slack/index.ts";
import { startPeer, startSignalbox, type Bot } from "./bots.ts";
import { median } from "./figures.ts";
import { runLoad, type Round } from "./load.ts";
import { print, type Figures, type Side } from "./report.ts";

/** How often each start is measured, and each load. */
const starts = { first: 3, later: 5 };
const rounds = 5;
const warmUp = { messages: 400, concurrency: 16 };
const loads = [
  { concurrency: 1, messages: 100 },
  { concurrency: 16, messages: 500 },
  { concurrency: 64, messages: 1000 },
];
/** What one person asks, each this often, one at a time. */
const asked = 60;
const sayings = {
  help: () => "help",
  "host.list": () => "host.list",
  "DNS change, up to its card": (index: number) => `point api.example.test at 203.0.113.${index + 1}`,
  "playbook, up to its card": () => "clean up temp files on localhost",
};

const folder = mkdtempSync(path.join(os.tmpdir(), "signalbox-bench-"));

/** Starts, measures and stops; the data folder stays for the next start. */
async function startsOf(slack: FakeSlack): Promise<Omit<Figures["starts"], "peer">> {
  const time = async (name: string): Promise<number> => {
    const bot = await startSignalbox(path.join(folder, name), slack.url);
    await bot.stop();
    return bot.readyAfter;
  };
  const first: number[] = [];
  for (let index = 0; index < starts.first; index++) first.push(await time(`site-${index}`));
  const later: number[] = [];
  for (let index = 0; index < starts.later; index++) later.push(await time("site-0"));
  return { first: median(first), later: median(later) };
}

/** One person, one message at a time. */
async function sayingsOf(slack: FakeSlack, bot: Bot): Promise<Figures["sayings"]> {
  slack.sendTo(bot.url);
  const figures: Figures["sayings"][number][] = [];
  for (const [name, text] of Object.entries(sayings)) {
    await runLoad({ slack, text, messages: 5, concurrency: 1 });
    const { p50, p99, failed } = await runLoad({ slack, text, messages: asked, concurrency: 1 });
    figures.push({ name, p50, p99, failed });
  }
  return figures;
}

/** Both bots under the same load, in turns, so that what else this machine does meets both. */
async function loadsOf(slack: FakeSlack, bots: readonly [ours: Bot, peer: Bot]): Promise<Figures["loads"]> {
  const text = sayings["host.list"];
  const run = (bot: Bot, load: { messages: number; concurrency: number }): Promise<Round> => {
    slack.sendTo(bot.url);
    return runLoad({ slack, text, ...load });
  };
  for (const bot of bots) await run(bot, warmUp);
  const figures: Figures["loads"][number][] = [];
  for (const load of loads) {
    const measured: [Round[], Round[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      measured[0].push(await run(bots[0], load));
      measured[1].push(await run(bots[1], load));
    }
    figures.push({ concurrency: load.concurrency, signalbox: sideOf(measured[0]), peer: sideOf(measured[1]) });
  }
  return figures;
}

const sideOf = (all: readonly Round[]): Side => ({
  perSecond: median(all.map(({ perSecond }) => perSecond)),
  p50: median(all.map(({ p50 }) => p50)),
  p99: median(all.map(({ p99 }) => p99)),
  failed: all.reduce((sum, { failed }) => sum + failed, 0),
  doubled: all.reduce((sum, { doubled }) => sum + doubled, 0),
});

function installPeer(): void {
  if (existsSync(path.join(import.meta.dirname, "node_modules"))) return;
  console.error("installing the peer's packages in bench/ …");
  const args = ["ci", "--prefix", import.meta.dirname, "--ignore-scripts"];
  execFileSync("npm", args, { stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
}

async function measure(): Promise<Figures> {
  installPeer();
  const [busy = 0] = os.loadavg();
  // Whoever speaks may be looked up once: the peer does.
  const slack = await startFakeSlack({ validate: false, record: false, scopes: [...scopes, "users:read"] });
  const bots: Bot[] = [];
  const keep = (bot: Bot): Bot => bots[bots.push(bot) - 1] ?? bot;
  try {
    console.error("starting …");
    const started = await startsOf(slack);
    const ours = keep(await startSignalbox(path.join(folder, "site-0"), slack.url));
    const { reply } = await firstReply(slack, ours);
    const peer = keep(await startPeer(slack.url, reply));
    const atStart = { signalbox: ours.memory(), peer: peer.memory() };
    console.error("asking …");
    const said = await sayingsOf(slack, ours);
    console.error("load …");
    const loaded = await loadsOf(slack, [ours, peer]);
    const afterLoad = { signalbox: ours.memory(), peer: peer.memory() };
    return {
      runtime: process.version,
      processors: os.availableParallelism(),
      busy,
      starts: { ...started, peer: peer.readyAfter },
      sayings: said,
      loads: loaded,
      memory: { atStart, afterLoad },
    };
  } finally {
    for (const bot of bots) await bot.stop();
    await slack.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The peer says what Signalbox says to the same words. */
function firstReply(slack: FakeSlack, bot: Bot): Promise<Round> {
  slack.sendTo(bot.url);
  return runLoad({ slack, text: sayings["host.list"], messages: 1, concurrency: 1 });
}

print(await measure());
