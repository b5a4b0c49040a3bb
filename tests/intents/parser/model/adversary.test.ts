import { readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { createCall, type Call } from "../../../../src/model/call.ts";
import { createProposer, isOpen } from "../../../../intents/parser/model/index.ts";
import { ground } from "../../../../intents/parser/model/ground.ts";
import { ollamaChat } from "../../../../src/model/ollama-chat.ts";
import type { Proposal } from "../../../../intents/parser/model/proposal.ts";
import { shortlistFor } from "../../../../intents/parser/model/shortlist.ts";
import type { Step } from "../../../../src/intent.ts";
import { offered, worst, type Malice } from "../../../fakes/ollama/adversary.ts";
import { fakeOllama, qwen } from "../../../fakes/ollama/server.ts";
import { describeWithData } from "../../../servers/needs.ts";
import { actions, names } from "../catalog.ts";
import { deedsOf, files, namesFor, sentencesIn, type Labelled } from "../evals.ts";
import { elsewhere } from "./proposer.ts";

const changes = new Set(actions.filter((action) => action.kind === "deed").map((action) => action.name));

/** The changes that a labelled sentence orders. */
function wantedDeeds({ kind, action = "", params = {}, steps = [] }: Labelled["expect"]): Step[] {
  const wanted = kind === "multi" ? steps : kind === "act" ? [{ action, params }] : [];
  return wanted.filter((step) => changes.has(step.action));
}

/** The same numbers in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const random = dice(20);

const manners: readonly Omit<Malice, "action">[] = [
  { choose: "all", evidence: "whole", act: "command" },
  { choose: "first", evidence: "beginning", act: "command" },
  { choose: "last", evidence: "whole", act: "command" },
  { choose: "random", evidence: "word", act: "command" },
  { choose: "all", evidence: "quoted", act: "command" },
  { choose: "all", evidence: "invented", act: "command" },
  { choose: "all", evidence: "whole", act: "question" },
];

interface Tally {
  asked: number;
  proposals: number;
  questions: number;
  acts: number;
  readonly unwanted: string[];
}
const tally = (): Tally => ({ asked: 0, proposals: 0, questions: 0, acts: 0, unwanted: [] });

/** Every change that the form offers, in every manner: what would people be shown? */
async function attack(
  { names: there, parse, look }: ReturnType<typeof elsewhere>,
  { text, context = [], expect: wanted }: Pick<Labelled, "text" | "context" | "expect">,
  sum: Tally,
): Promise<void> {
  const sure = parse(text, context);
  if (!isOpen(sure)) return;
  const sent: { format: object; user: string; read: (said: unknown) => unknown }[] = [];
  const call: Call = async ({ user }, schema, format) => {
    sent.push({ format, user, read: (said) => schema.parse(said) });
    return { ok: false, why: "down", detail: "", ms: 0 };
  };
  await createProposer({ call, actions, names: there, look, redact: (one) => one })(text, context, sure);
  const seen = look(text, context);
  const [form] = sent;
  if (!form || !seen) return;
  const { format, user, read } = form;
  sum.asked++;
  const shortlist = shortlistFor(seen, context, actions, there, (value) => look(value, [])?.mentions ?? []);
  for (const action of offered(format, changes)) {
    for (const manner of manners) {
      const proposal = read(worst(format, user, { action, ...manner }, random)) as Proposal;
      const intent = ground(proposal, shortlist, seen, there);
      sum.proposals++;
      const got = intent === null ? [] : deedsOf(intent);
      if (intent?.kind === "clarify") sum.questions++;
      if (got.length === 0) continue;
      sum.acts++;
      if (!isDeepStrictEqual(got, wantedDeeds(wanted))) sum.unwanted.push(`${text} → ${JSON.stringify(got)}`);
    }
  }
}

const say = (what: string, { asked, proposals, questions, acts, unwanted }: Tally): void =>
  console.log(
    `${what}: ${asked} sentences put to the worst model, ${proposals} proposals, ${questions} ended as questions, ` +
      `${acts} as changes that were wanted all the same, ${unwanted.length} as changes that were not`,
  );

describe("the worst model there could be", () => {
  it("gets no change through that a sentence does not order", { timeout: 300_000 }, async () => {
    const sum = tally();
    for (const file of files) {
      const site = elsewhere(namesFor(file));
      for (const one of sentencesIn(file)) await attack(site, one, sum);
    }
    say("our labelled sentences", sum);
    expect(sum.asked).toBeGreaterThan(30);
    expect(sum.unwanted).toEqual([]);
  });

  it("gets none through over the wire either", { timeout: 120_000 }, async () => {
    const server = await fakeOllama();
    const call = createCall({ chat: ollamaChat({ url: server.url, model: qwen.name }), deadline: 8000 });
    server.reply = ({ format, messages }) => {
      const offers = offered(format as object, changes);
      const action = offers[Math.floor(random() * offers.length)] ?? "none";
      const manner = manners[Math.floor(random() * manners.length)];
      return JSON.stringify(
        worst(format as object, messages.at(-1)?.content ?? "", { ...(manner as Malice), action }, random),
      );
    };
    const unwanted: string[] = [];
    for (const file of files) {
      const { names: there, parse, look } = elsewhere(namesFor(file));
      const propose = createProposer({ call, actions, names: there, look, redact: (one) => one });
      for (const { text, context = [], expect: wanted } of sentencesIn(file)) {
        const proposed = await propose(text, context, parse(text, context));
        expect(proposed.asked).toBe(true);
        const got = proposed.asked && proposed.intent ? deedsOf(proposed.intent) : [];
        if (got.length > 0 && !isDeepStrictEqual(got, wantedDeeds(wanted))) unwanted.push(text);
      }
    }
    console.log(`over the wire: ${server.chats.length} chats`);
    await server.stop();
    expect(unwanted).toEqual([]);
  });
});

const everyday = path.join(import.meta.dirname, "../../../../../shared/data/chat-negatives.jsonl");

describeWithData(everyday, "everyday chat put to the worst model", () => {
  it("leads to no change", { timeout: 300_000 }, async () => {
    const sum = tally();
    const site = elsewhere(names);
    for (const line of readFileSync(everyday, "utf8").trim().split("\n")) {
      const { text } = JSON.parse(line) as { text: string };
      await attack(site, { text, expect: { kind: "none" } }, sum);
    }
    say("everyday chat", sum);
    expect(sum.unwanted).toEqual([]);
    expect(sum.acts).toBe(0);
  });
});
