/** From an understood wish to an answer (reads) or to a decided request (deeds). Nothing is changed here. */
import type { Parts } from "./bot.ts";
import { readInput } from "./catalog.ts";
import { decide, decideAsIs } from "./decide.ts";
import type { Message } from "./message.ts";
import { notify, placesOf } from "./notice.ts";
import type { Person } from "./people.ts";
import { digest } from "./plan.ts";
import { problem } from "./problem.ts";
import { insistOnReason, owesReason } from "./reason.ts";
import type { Reply } from "./reply.ts";
import type { Trx } from "./store/database.ts";
import * as requests from "./store/requests.ts";

/** What came of a message: words to say, or a request to put on a card. */
export type Heard = { readonly reply: Reply } | { readonly request: requests.NewRequest };

/** One action with its parameters, and why, if that was said. */
interface Wish {
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}

export async function propose(
  parts: Parts,
  inboxId: string,
  { action: name, params, reason }: Wish,
  person: Person,
  { place }: Message,
): Promise<Heard> {
  const { catalog, policies, providers, inventory, limits } = parts;
  const action = catalog.get(name);
  const input = readInput(action, params);
  const context = { person, place, inventory, providers, signal: AbortSignal.timeout(limits.run_for * 1000) };
  const wanted = { person, place, action: name, input };
  // One version of them for all of it: what is decided and what goes into the digest.
  const policy = policies.now();
  const at = new Date();

  if (action.kind === "read") {
    const resources = action.resources(input, inventory);
    const decision = decideAsIs(parts, policy, { ...wanted, plan: { effect: "read", resources, facts: {} } }, at);
    if (decision.kind === "deny") throw problem("NOT_ALLOWED", { because: decision.because });
    if (decision.kind === "ask")
      throw problem("NOT_ALLOWED", { because: "reading this would need somebody's approval" });
    return { reply: await action.answer(input, { ...context, message: inboxId }) };
  }

  // Somebody whom no policy could ever allow this must not make us look at the live system.
  if (!policy.couldAllow(person, name)) {
    throw problem("NOT_ALLOWED", { because: `no policy lets you do ${name}` });
  }
  const plan = await action.plan(input, context);
  const { decision, glass, said } = await decide(parts, parts.db, policy, { ...wanted, plan }, at);
  const terms = decision.kind === "deny" ? {} : (decision.terms ?? {});
  const why = reason ?? (typeof input["reason"] === "string" ? input["reason"] : null) ?? said;
  // Where others answer, the reason may still come; where nobody does, it comes first.
  if (decision.kind === "allow" && owesReason({ terms, reason: why })) insistOnReason(why, terms);
  return {
    request: {
      id: requests.newId(),
      inboxId,
      action: name,
      input,
      plan,
      digest: digest(name, input, plan, policy.version),
      policyVersion: policy.version,
      policies: decision.policies,
      needs: decision.kind === "ask" ? decision.needs : [],
      terms,
      reason: why,
      glass,
      requester: person.id,
      place,
      state: ({ allow: "queued", ask: "waiting", deny: "refused" } as const)[decision.kind],
      because: decision.kind === "deny" ? decision.because : null,
      expires: decision.kind === "ask" ? (decision.expires ?? limits.answer_within) : null,
    },
  };
}

/** Told besides the card: a request that waits, to whom its terms name; one under a broken glass, to everybody concerned. */
export async function spread(
  { announce, roster }: Pick<Parts, "announce" | "roster">,
  trx: Trx,
  { id, plan, place, requester, terms, state, glass }: requests.NewRequest,
): Promise<string[]> {
  const broken = glass !== null && state !== "refused";
  if (!broken && (state !== "waiting" || !terms.notify)) return [];
  const people = await roster.now(trx);
  const who = people.get(requester)?.name ?? requester;
  if (broken) {
    const text = `${who} acts under the broken glass ${glass}: ${plan.sentence} (${id}, ${state}).`;
    return notify(trx, `glass:${id}`, placesOf([...announce, ...(terms.notify ?? [])], people, place), text);
  }
  return notify(
    trx,
    `ask:${id}`,
    placesOf(terms.notify ?? [], people, place),
    `${who} asks: ${plan.sentence} (${id}).`,
  );
}
