/**
 * `signalbox demo`: plays the example site unattended, as ann and bob, in a data folder of its own, and checks that each
 * request ended as it should. Exit code 0 only if all did.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { renderReply } from "../../adapters/terminal/render.ts";
import type { Adapter } from "../adapter.ts";
import type { Card } from "../card.ts";
import { loadConfig } from "../load-config.ts";
import { compose, type Signalbox } from "../main.ts";
import type { Arrival, Place, Verdict } from "../message.ts";
import type { Reply } from "../reply.ts";
import { rests, type State } from "../request.ts";
import { verifyAudit } from "../store/audit.ts";
import { look } from "./site.ts";

const place: Place = { platform: "terminal", channel: "terminal", direct: true };
/** Milliseconds that one step may take. */
const patience = 30_000;

interface Stage {
  readonly box: Signalbox;
  readonly data: string;
  /** Says it as this person; resolves with the last reply when the request rests. */
  readonly says: (who: string, text: string) => Promise<Reply>;
  /** Answers the card as this person; resolves with the last reply when the request rests. */
  readonly answers: (who: string, verdict: Verdict, card: Card) => Promise<Reply>;
}

interface Act {
  readonly title: string;
  /** Undefined if it went as it should, else what went wrong. */
  readonly play: (stage: Stage) => Promise<string | undefined>;
}

const cardIn = (reply: Reply, state: State): Card | null =>
  reply.reply === "card" && reply.card.state === state ? reply.card : null;
const words = (reply: Reply): string => (reply.reply === "card" ? reply.card.status : reply.text);
const unexpected = (wanted: string, reply: Reply): string => `expected ${wanted}, got: ${words(reply)}`;
const scratch = ({ data }: Stage): string[] => readdirSync(path.join(data, "scratch")).toSorted();

const acts: readonly Act[] = [
  {
    title: "A question is answered from the runbooks, with its source",
    play: async ({ says }) => {
      const reply = await says("ann", "the disk on this box is filling up, what do I do?");
      if (reply.reply !== "answer" || reply.abstained) return unexpected("an answer", reply);
      if (reply.sources.length === 0) return "the answer has no source";
      if (!reply.suggestions.some(({ command }) => command.startsWith("playbook.run"))) return "no playbook is offered";
      return undefined;
    },
  },
  {
    title: "A read-only playbook runs at once, for real",
    play: async ({ says }) => {
      const reply = await says("ann", "run disk-report on localhost");
      return cardIn(reply, "done")?.receipt?.output?.text ? undefined : unexpected("a receipt with output", reply);
    },
  },
  {
    title: "Deleting waits for a second person, and then deletes exactly what was shown",
    play: async (stage) => {
      const before = scratch(stage);
      const asked = await stage.says("ann", "clean up temp files on localhost");
      const card = cardIn(asked, "waiting");
      if (!card) return unexpected("a waiting card", asked);
      const own = await stage.answers("ann", "approve", card);
      if (own.reply !== "text" || own.problem !== "OWN_REQUEST") return unexpected("ann's own yes to be refused", own);
      if (scratch(stage).length !== before.length) return "something was deleted before anybody agreed";
      const done = await stage.answers("bob", "approve", card);
      if (!cardIn(done, "done")) return unexpected("a receipt", done);
      return before.length - scratch(stage).length === card.changes.length
        ? undefined
        : "other files were deleted than shown";
    },
  },
  {
    title: "A measurement, with a number and a curve",
    play: async ({ says }) => {
      const reply = await says("ann", "cpu of localhost last 10 minutes");
      const shown =
        reply.reply === "text"
          ? [reply.text, ...(reply.blocks ?? []).map((block) => ("text" in block ? block.text : ""))].join("\n")
          : "";
      return /\d+(\.\d+)? ?%/.test(shown) && /[▁▂▃▄▅▆▇█]/.test(shown)
        ? undefined
        : unexpected("a number and a sparkline", reply);
    },
  },
  {
    title: "A DNS record changes on disk, with the way back in the receipt",
    play: async (stage) => {
      const asked = await stage.says("ann", "point api.example.test at 203.0.113.10");
      const card = cardIn(asked, "waiting");
      if (!card) return unexpected("a waiting card", asked);
      const done = await stage.answers("bob", "approve", card);
      if (!cardIn(done, "done")?.undo) return unexpected("a receipt with the way back", done);
      const zone = readFileSync(path.join(stage.data, "example.test.zone"), "utf8");
      return /^api\s.*203\.0\.113\.10$/m.test(zone) ? undefined : "the zone file does not hold the new address";
    },
  },
  {
    title: "What is not configured is said, with the setting's name",
    play: async ({ says }) => {
      const reply = await says("ann", "purge the cache for shop.example.test");
      return words(reply).includes("cloudflare.token") ? undefined : unexpected("the missing setting", reply);
    },
  },
  {
    title: "What is no request starts nothing",
    play: async ({ says }) => {
      for (const text of ["don't restart nginx", "how do I purge the cache?", "yesterday bob purged the cache"]) {
        const reply = await says("ann", text);
        if (reply.reply === "card") return unexpected(`nothing to be proposed for "${text}"`, reply);
      }
      return undefined;
    },
  },
  {
    title: "The record of all this is whole",
    play: async ({ box }) => {
      const verdict = await verifyAudit(box.db);
      return verdict.ok ? undefined : verdict.why;
    },
  },
];

export async function demo(): Promise<0 | 1> {
  const data = mkdtempSync(path.join(os.tmpdir(), "signalbox-demo-"));
  // The example site as it is, whatever the surroundings have set.
  const example = path.join(import.meta.dirname, "../../signalbox.example.yml");
  const config = await loadConfig({ env: { HOME: data }, cwd: data, config: example, data });
  const replies: Reply[] = [];
  const screen: Adapter = {
    platform: "terminal",
    start: async () => {},
    deliver: async ({ reply }) => {
      replies.push(reply);
      return {};
    },
    stop: async () => {},
  };
  let box: Signalbox | null = null;
  try {
    box = await compose(config, [screen], (step) => console.log(`${step} …`));
    await box.start();
    return await playAll(stageOf(box, data, replies));
  } finally {
    await box?.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

const stamp = (who: string) => ({
  id: randomUUID(),
  account: { platform: "terminal", id: who },
  place,
  at: new Date().toISOString(),
});

function stageOf(box: Signalbox, data: string, replies: Reply[]): Stage {
  const arrive = async (line: string, arrival: Arrival): Promise<Reply> => {
    console.log(`\n${line}`);
    const before = replies.length;
    const { id } = await box.house.receive(arrival);
    await box.house.attend(id);
    const deadline = Date.now() + patience;
    for (;;) {
      const last = replies.slice(before).at(-1);
      if (last && (last.reply !== "card" || rests(last.card.state))) {
        console.log(renderReply(last, look));
        return last;
      }
      if (Date.now() > deadline) throw new Error(`no reply to: ${line}`);
      await sleep(20);
    }
  };
  return {
    box,
    data,
    says: (who, text) => arrive(`${who}> ${text}`, { kind: "message", message: { ...stamp(who), text } }),
    answers: (who, verdict, card) =>
      arrive(`${who}> /${verdict} ${card.request}`, {
        kind: "click",
        click: { ...stamp(who), request: card.request, digest: card.digest, verdict },
      }),
  };
}

async function playAll(stage: Stage): Promise<0 | 1> {
  const results: string[] = [];
  let failed = 0;
  for (const [index, { title, play }] of acts.entries()) {
    console.log(`\n── ${index + 1}. ${title}`);
    const wrong = await play(stage);
    if (wrong !== undefined) failed++;
    results.push(wrong === undefined ? `ok    ${title}` : `FAIL  ${title}: ${wrong}`);
  }
  console.log(`\n${results.join("\n")}\n\n${acts.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
