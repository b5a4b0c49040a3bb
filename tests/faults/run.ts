/**
 * Kills the bot again and again while people in Slack ask it for things and approve them, then looks whether everything
 * happened once: `npm run faults -- [--kills N] [--seed N]`.
 *
 * It dies with SIGKILL, at each of its durable points (`points` in src/bot.ts) and at random moments, starts included.
 * What one life leaves behind the next has to take up, which may die of it as well; every third kill is followed by a
 * life in peace, in which all that was asked for must come to its end. Each wish is two `once` steps that write a line.
 *
 * The last line is {"kills", "duplicates", "lost", "wrong"}; the exit code is 1 if any but the first is not 0.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { points, type Point } from "../../src/bot.ts";
import { makeSite, startBot } from "../e2e/site.ts";
import { scopes, startFakeSlack } from "../fakes/slack/index.ts";
import { judge } from "./judge.ts";
import { createPeople } from "./people.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
  },
});
const kills = Number(values.kills);
if (!Number.isInteger(kills) || kills < 1) throw new Error(`--kills ${values.kills} is no number of kills`);
const random = generator(Number(values.seed));

/** Wishes that are under way at any time. */
const atOnce = 2;
/** Milliseconds until a random death, at most: a start takes about a third of that. */
const longestLife = 5000;
/** Milliseconds for anything that must happen at all. */
const patience = 60_000;
const peaceAfter = 3;

const steps = (token: string): string[] => [`${token} first`, `${token} second`];
const playbook = `
name: sign
summary: Sign the guest book twice
effect: write
parameters:
  trace: { type: string, from_host_var: trace, pattern: "/.*" }
  name: { type: string, pattern: "wish-[0-9]+" }
steps:
  - name: First
    run: [sh, -c, 'sleep 0.2; echo "$1 first" >>"$2"; echo "signed once"; sleep 0.2', sh, "\${name}", "\${trace}"]
    retry: once
  - name: Second
    run: [sh, -c, 'echo "$1 second" >>"$2"; echo "signed twice"', sh, "\${name}", "\${trace}"]
    retry: once
`;

type Death = Point | "any moment";

// The scope is what docs/slack.md advises for exactly this: the bot may look whether a card is there already.
const slack = await startFakeSlack({ scopes: [...scopes, "channels:history"] });
const site = makeSite({ slack, playbook, host: { transport: "local" } });
const people = createPeople(slack);
const began = performance.now();
const since = (from: number): string => `${((performance.now() - from) / 1000).toFixed(1)} s`;
console.log(`seed ${values.seed}`);

let killed = 0;
const broken: string[] = [];
try {
  for (const death of deaths(kills)) {
    await untilDead(death);
    killed += 1;
    if (killed % peaceAfter === 0 || killed === kills) await inPeace();
  }
} catch (error) {
  broken.push(String(error));
}
console.log(`${people.wishes.length} wishes, ${killed} kills in ${since(began)}`);

// A trail or a database that cannot even be read is a finding like any other.
const { duplicates, lost, wrong, unknown } = await judge(site, people.wishes, steps).catch((error: unknown) => ({
  duplicates: [],
  lost: [],
  unknown: [],
  wrong: [`what the bot remembers cannot be read: ${String(error)}`],
}));
wrong.push(...broken, ...slack.violations.map((rule) => `a rule of Slack is broken: ${rule}`));
await slack.close();
site.remove();
for (const [name, found] of Object.entries({ duplicates, lost, wrong, unknown })) {
  for (const sentence of found) console.log(`${name}: ${sentence}`);
}
console.log(`ended as lost in all honesty: ${unknown.length}`);
console.log(JSON.stringify({ kills: killed, duplicates: duplicates.length, lost: lost.length, wrong: wrong.length }));
process.exitCode = duplicates.length + lost.length + wrong.length > 0 ? 1 : 0;

/** One life, with people at work, until it dies as it is meant to. */
async function untilDead(death: Death): Promise<void> {
  const born = performance.now();
  const bot = startBot(site, death === "any moment" ? undefined : death);
  const dieAt = death === "any moment" ? born + random() * longestLife : Infinity;
  try {
    while (bot.isAlive()) {
      if (performance.now() > dieAt) bot.kill();
      if (performance.now() - born > patience) throw new Error(`the bot never came to ${death}:\n${bot.said()}`);
      if (people.open().length < atOnce) people.ask();
      people.look();
      await sleep(20);
    }
  } finally {
    bot.kill();
    await bot.ended;
  }
  const how = await bot.ended;
  if (how !== "SIGKILL") throw new Error(`the bot was to die at ${death} and ended with ${how}:\n${bot.said()}`);
  const [open, all] = [people.open().length, people.wishes.length];
  console.log(`kill ${killed + 1}: at ${death}, ${since(born)} old, ${open} of ${all} wishes open`);
}

/** One life in which everything comes to its end, or has had the time to. */
async function inPeace(): Promise<void> {
  const born = performance.now();
  const bot = startBot(site);
  try {
    await bot.ready;
    while (people.open().length > 0 && performance.now() - born < patience) {
      people.look();
      await sleep(20);
    }
    const left = people.open().map(({ token }) => token);
    console.log(`  in peace: ${since(born)}${left.length > 0 ? `, still open: ${left.join(", ")}` : ""}`);
    const how = await bot.stop();
    if (how !== 0) throw new Error(`the bot was asked to stop and ended with ${how}:\n${bot.said()}`);
  } finally {
    bot.kill();
    await bot.ended;
  }
}

/** Every point as often as every other, and three random moments for each seven of them; in random order. */
function deaths(count: number): Death[] {
  const round: readonly Death[] = [...points, "any moment", "any moment", "any moment"];
  const all: Death[] = [];
  while (all.length < count) {
    const left = [...round];
    while (left.length > 0) all.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return all.slice(0, count);
}

/** Numbers in [0, 1), the same for the same seed: mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
