/** Compares, after the bot's last stop, what it remembers with what Slack shows and with what was really done. */
import { isDeepStrictEqual } from "node:util";
import { render } from "../../adapters/slack/render.ts";
import { cardOf } from "../../src/card.ts";
import { loadConfig } from "../../src/load-config.ts";
import { directory } from "../../src/people.ts";
import { isFinal, type Request } from "../../src/request.ts";
import { openDatabase } from "../../src/store/database.ts";
import * as requests from "../../src/store/requests.ts";
import { run, type Site } from "../e2e/site.ts";
import type { Message } from "../fakes/slack/index.ts";
import type { Wish } from "./people.ts";

/** Each a sentence. */
export interface Findings {
  /** Carried out, or asked for, more than once. */
  readonly duplicates: string[];
  /** Asked for and approved, and not carried out. */
  readonly lost: string[];
  /** Shown or recorded otherwise than it is. */
  readonly wrong: string[];
  /** Ended as `lost`: nobody could know, the bot said so and did not repeat it. */
  readonly unknown: string[];
}

/** `steps`: the lines that carrying out one wish writes, in order. */
export async function judge(
  site: Site,
  wishes: readonly Wish[],
  steps: (token: string) => string[],
): Promise<Findings> {
  const findings: Findings = { duplicates: [], lost: [], wrong: [], unknown: [] };
  const { output, code } = await run(site, "audit", "verify");
  if (code !== 0) findings.wrong.push(`the audit trail is not whole: ${output.trim()}`);

  const config = await loadConfig({ env: {}, cwd: process.cwd(), config: site.config, data: site.data });
  const people = directory(config.people);
  const { db, close } = await openDatabase(config.data, null);
  const all = await requests.list(db, 100_000);
  await close();
  const lines = site.traced();
  for (const wish of wishes) {
    const made = all.filter(({ place }) => place.thread === wish.ts);
    const written = lines.filter((line) => line.split(" ")[0] === wish.token);
    const [request] = made;
    if (!request) {
      findings.lost.push(`${wish.token} has become no request`);
      continue;
    }
    if (made.length > 1) findings.duplicates.push(`${wish.token} has become ${made.length} requests`);
    judgeEffect(request, wish, written, steps(wish.token), findings);
    const shown = render({ reply: "card", card: cardOf(request, people) });
    judgeShown(request, wish.replies(), shown, findings);
  }
  if (all.length > wishes.length) findings.wrong.push(`${all.length} requests for ${wishes.length} wishes`);
  return findings;
}

function judgeEffect(
  { id, state, because }: Request,
  { token }: Wish,
  written: readonly string[],
  steps: readonly string[],
  { duplicates, lost, wrong, unknown }: Findings,
): void {
  const what = `${token} (${id})`;
  if (new Set(written).size < written.length) duplicates.push(`${what} has written ${written.join(", ")}`);
  else if (state === "done" && written.length < steps.length)
    wrong.push(`${what} is done, but only did ${written.join(", ")}`);
  else if (state === "done" && !isDeepStrictEqual(written, steps)) wrong.push(`${what} did ${written.join(", ")}`);
  else if (state === "lost") unknown.push(`${what}: ${because ?? ""}`);
  else if (state !== "done") lost.push(`${what} is ${state}${isFinal(state) ? `: ${because ?? ""}` : " for ever"}`);
}

function judgeShown(
  { id, state }: Request,
  replies: readonly Message[],
  { text, blocks }: ReturnType<typeof render>,
  { wrong }: Findings,
): void {
  const key = JSON.stringify({ event_type: "signalbox_reply", event_payload: { key: `card:${id}` } });
  const cards = replies.filter(({ metadataJson }) => metadataJson === key);
  const others = replies.filter((reply) => !cards.includes(reply));
  if (cards.length !== 1) wrong.push(`${id} has ${cards.length} cards`);
  for (const other of others) wrong.push(`${id} was also answered: ${other.text}`);
  for (const card of cards) {
    const same = card.text === text && isDeepStrictEqual(JSON.parse(card.blocksJson ?? "[]"), blocks);
    if (!same) wrong.push(`${id} is ${state}, and its card shows: ${card.text}`);
  }
}
