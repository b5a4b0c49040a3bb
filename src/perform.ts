/**
 * The third door's inside: claims a request, checks everything again, carries it out step by step, writes the receipt.
 * Effects are carried out at most once: each is preceded by a committed intent, and an intent without a result is
 * looked at before anything is repeated.
 */
import { Lost, Stopped, type ApplyContext, type Deed, type SideEffect } from "./action.ts";
import { openNeeds, wordNeeds } from "./approval.ts";
import type { Parts } from "./bot.ts";
import { readInput, type Catalog } from "./catalog.ts";
import { stackOf } from "./log.ts";
import { digest, type Plan } from "./plan.ts";
import { strictest, type Need, type Policy } from "./policy.ts";
import { decideAgain } from "./decide.ts";
import { isProblem } from "./problem.ts";
import type { Outcome, Receipt } from "./receipt.ts";
import type { Move, Request } from "./request.ts";
import type { Trx } from "./store/database.ts";
import * as effects from "./store/effects.ts";
import { keyOfCard } from "./store/outbox.ts";
import * as requests from "./store/requests.ts";

/** Never throws for an expected reason; an unexpected one is logged by the doorbell's handler and swept up later. */
export async function perform(parts: Parts, id: string, stop: AbortController): Promise<void> {
  const request = await requests.get(parts.db, id);
  if (!request) return;
  if (request.state === "queued") {
    const fence = await claim(parts, request);
    if (fence !== null) await carryOut(parts, request, fence, stop);
  } else if (request.state === "running") {
    const entry = { event: "running", ...entryOf(request), because: "Its runner was silent for too long" } as const;
    const taken = await parts.db.transaction().execute((trx) => requests.takeOver(trx, id, entry));
    if (!taken) return;
    if (taken.cancelBy) stop.abort();
    await carryOut(parts, request, taken.fence, stop);
  }
}

const entryOf = (request: Request) => ({
  person: request.requester,
  account: null,
  request: request.id,
  action: request.action,
  digest: request.digest,
});

/** Checks everything again; the fence of our attempt, or null if it may not run or somebody else was faster. */
async function claim(parts: Parts, request: Request): Promise<number | null> {
  const { db, policies, reached, delivery } = parts;
  const policy = policies.now();
  const looked = await replan(parts, request, policy);
  const claimed = await db.transaction().execute(async (trx) => {
    const now = await requests.lock(trx, request.id);
    // It may have waited again meanwhile, and become another: the sweep rings for that one.
    if (now?.state !== "queued" || now.digest !== request.digest) return false;
    const entry = { ...entryOf(now), policyVersion: policy.version };
    const objection = "move" in looked ? looked : await object(parts, trx, now, looked, policy);
    if (objection) {
      const { move, because } = objection;
      const event = ({ drift: "stale", refuse: "refused", lapse: "lapsed" } as const)[move];
      await requests.move(trx, now, move, { event, ...entry, because }, { because });
      return false;
    }
    return requests.move(trx, now, "claim", { event: "running", ...entry, fence: now.fence + 1 }, {}, now.fence);
  });
  delivery.wake(keyOfCard(request.id));
  if (!claimed) return null;
  reached("claim");
  return request.fence + 1;
}

interface Objection {
  readonly move: Extract<Move, "drift" | "refuse" | "lapse">;
  readonly because: string;
}

/** The plan as it is now; an objection if it is not what was agreed to. Read-only, and the slow part. */
async function replan(
  { db, catalog, roster, inventory, providers, limits, log }: Parts,
  request: Request,
  policy: Policy,
): Promise<Objection | { readonly plan: Plan }> {
  const person = (await roster.now(db)).get(request.requester);
  if (!person) return { move: "refuse", because: "Whoever asked for it is no longer here" };
  const { place } = request;
  // What is carried out is the plan as it was stored: it must be the one that people saw.
  if (digest(request.action, request.input, request.plan, request.policyVersion) !== request.digest) return altered;
  try {
    const action = deedOf(catalog, request);
    const signal = AbortSignal.timeout(limits.run_for * 1000);
    const input = readInput(action, request.input);
    const plan = await action.plan(input, { person, place, inventory, providers, signal });
    if (digest(action.name, request.input, plan, policy.version) === request.digest) return { plan };
  } catch (error) {
    if (isProblem(error))
      return { move: "drift", because: `It can no longer be carried out as planned: ${error.sentence}` };
    log.error({ request: request.id, error: stackOf(error) }, "a bug");
    return { move: "drift", because: `The plan could not be computed again; it is logged under ${request.id}` };
  }
  return policy.version === request.policyVersion ? drifted : overruled;
}

const askAgain = "ask again to see it as it is now";
const drifted: Objection = { move: "drift", because: `What would change is no longer what was shown; ${askAgain}` };
const altered: Objection = { move: "drift", because: `What was stored is not what was shown; ${askAgain}` };
const overruled: Objection = { move: "drift", because: `The policy has changed since; ${askAgain}` };

const refuse = (because: string): Objection => ({ move: "refuse", because });

/** Everything but the plan, under the request's lock and in one snapshot: what speaks against carrying it out now. */
async function object(
  parts: Parts,
  trx: Trx,
  request: requests.Locked,
  { plan }: { readonly plan: Plan },
  policy: Policy,
): Promise<Objection | null> {
  if (request.lapsed) return { move: "lapse", because: "Its approvals have lapsed: they held for a while only" };
  if (parts.policies.now().version !== policy.version) return overruled;
  const people = await parts.roster.now(trx);
  const person = people.get(request.requester);
  if (!person) return refuse("Whoever asked for it is no longer here");
  const wanted = { person, place: request.place, action: request.action, input: request.input, plan };
  const at = new Date(await requests.clock(trx));
  const decision = await decideAgain(parts, trx, policy, request, wanted, at);
  if (decision === null) return refuse("The glass that was broken for it is whole again; ask again");
  if (decision.kind === "deny") return refuse(decision.because);
  // Votes are counted under the lock: whoever has left or lost the role since the click counts no more. And policy may
  // ask more of the requester by now than when it was asked for: the roles of people are not part of its version.
  const needs = stricter(request.needs, decision.kind === "ask" ? decision.needs : []);
  const open = openNeeds({ ...request, needs }, people);
  if (open.length > 0) return refuse(`The approvals no longer suffice: it still takes ${wordNeeds(open)}`);
  return null;
}

/** What it takes by now: never less than what was agreed to, and others may stand in where nobody answered. */
const stricter = (before: readonly Need[], now: readonly Need[]): Need[] =>
  strictest([...before, ...now]).map((need) => {
    const { or } = before.find(({ role }) => role === need.role) ?? {};
    return or === undefined ? need : { ...need, or };
  });

/** Throws Problem UNKNOWN_ACTION: it may have been taken out while the request waited. */
function deedOf(catalog: Catalog, request: Request): Deed {
  const action = catalog.get(request.action);
  if (action.kind === "read") throw new Error(`${action.name} has nothing to carry out`);
  return action;
}

async function carryOut(parts: Parts, request: Request, fence: number, stop: AbortController): Promise<void> {
  const { db, catalog, roster, inventory, providers, limits, reached, log } = parts;
  const person = (await roster.now(db)).get(request.requester);

  const heartbeat = setInterval(() => void beat(), (requests.lease * 1000) / 3);
  const letGo = (): void => {
    clearInterval(heartbeat);
    clearTimeout(timeout);
  };
  const beat = async (): Promise<void> => {
    try {
      const ours = await requests.renew(db, request.id, fence);
      // Another attempt has joined what we began: to stop it now would be to stop theirs. We begin nothing more.
      if (!ours) letGo();
      else if (ours.cancelBy) stop.abort();
    } catch (error) {
      log.warn({ request: request.id, error: String(error) }, "the lease was not renewed");
    }
  };
  const timeout = setTimeout(() => stop.abort(), limits.run_for * 1000);
  const context: ApplyContext = {
    // Somebody who has left since the claim: what was begun is still finished or accounted for.
    person: person ?? { id: request.requester, name: request.requester, roles: [], accounts: [] },
    place: request.place,
    inventory,
    providers,
    signal: stop.signal,
    request: request.id,
    progress: (line) => parts.progress(request.id, request.place, line),
    effect: (effect) => carryOutOnce(parts, request.id, fence, effect, stop.signal),
  };
  let ended: { readonly move: Move; readonly outcome: Omit<Outcome, "state"> };
  try {
    const outcome = await deedOf(catalog, request).apply(request.plan, context);
    ended = { move: ({ done: "finish", failed: "fail", cancelled: "cancel" } as const)[outcome.state], outcome };
  } catch (error) {
    ended = await explain(parts, request.id, fence, error);
  } finally {
    letGo();
  }
  await writeReceipt(parts, request, fence, ended.move, ended.outcome);
  reached("receipt");
}

/** An attempt that threw: lost if an effect may have happened unrecorded, else stopped or failed. */
async function explain(
  parts: Parts,
  id: string,
  fence: number,
  error: unknown,
): Promise<{ move: Move; outcome: Omit<Outcome, "state"> }> {
  if (error instanceof NoLongerOurs) throw error;
  // An effect of ours that ended with a Problem did not happen; of what an earlier attempt began nothing is known.
  const unresolved = (await effects.unresolved(parts.db, id)).find((one) => one.fence < fence || !isProblem(error));
  if (error instanceof Lost || unresolved) {
    const why = error instanceof Lost ? error.message : `Nobody can know whether ${unresolved?.key} happened`;
    return { move: "lose", outcome: { summary: `${why}. Look there before asking again.`, changes: [] } };
  }
  if (error instanceof Stopped) return { move: "cancel", outcome: { summary: error.message, changes: [] } };
  if (isProblem(error)) return { move: "fail", outcome: { summary: `${error.sentence} ${error.hint}`, changes: [] } };
  parts.log.error({ request: id, error: stackOf(error) }, "a bug");
  return {
    move: "fail",
    outcome: { summary: `Something went wrong on my side; it is logged under ${id}.`, changes: [] },
  };
}

async function writeReceipt(
  { db, delivery }: Parts,
  request: Request,
  fence: number,
  name: Move,
  { summary, changes, output, undo }: Omit<Outcome, "state">,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const now = await requests.lock(trx, request.id);
    if (!now) return;
    const state = (
      { finish: "done", fail: "failed", lose: "lost", cancel: "cancelled" } as Record<Move, Receipt["state"]>
    )[name];
    const receipt: Receipt = {
      state,
      summary,
      changes,
      ...(output ? { output } : {}),
      ...(undo ? { undo } : {}),
      startedAt: now.startedAt ?? now.createdAt,
      finishedAt: await requests.clock(trx),
    };
    const entry = { event: state, ...entryOf(now), fence, because: summary, outcome: receipt };
    await requests.move(trx, now, name, entry, { because: state === "done" ? null : summary, receipt }, fence);
  });
  delivery.wake(keyOfCard(request.id));
}

/** The lease was lost to another attempt: whatever we still have to say is out of date. */
class NoLongerOurs extends Error {
  override readonly name = "NoLongerOurs";
}

async function carryOutOnce<T>(
  { db, reached }: Parts,
  id: string,
  fence: number,
  effect: SideEffect<T>,
  signal: AbortSignal,
): Promise<T> {
  const earlier = await effects.look(db, id, effect.key);
  if (earlier?.state === "done") return earlier.result as T;
  if (earlier) {
    const seen = effect.look ? await effect.look() : effect.retry === "once" ? "unknown" : { happened: false as const };
    if (seen === "unknown") throw new Lost(`Nobody can know whether ${effect.key} happened`);
    if (seen.happened) {
      if (!(await effects.record(db, id, effect.key, fence, seen.value))) throw new NoLongerOurs();
      return seen.value;
    }
  }
  const may = signal.aborted ? "stopped" : await effects.begin(db, id, effect.key, fence);
  if (may === "gone") throw new NoLongerOurs();
  if (may === "stopped") throw new Stopped(`Stopped before ${effect.key} was begun`);
  const value = await effect.run();
  reached("effect");
  if (!(await effects.record(db, id, effect.key, fence, value))) throw new NoLongerOurs();
  reached("record");
  return value;
}
