/**
 * Looks, after a race, at what the database holds: the requests, the votes, the effects, every change of state it saw, and
 * the audit trail, which is told again from its first entry. Nothing here asks the code that was raced.
 */
import { sql } from "kysely";
import type { AuditEntry } from "../../src/audit.ts";
import { isFinal, type State } from "../../src/request.ts";
import { verifyAudit } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import { filled, places } from "../support/seats.ts";
import { isMove, stepsOf, type Step } from "../support/steps.ts";
import { needsOf, peopleWithout } from "./cast.ts";

export interface Findings {
  /** Began, or took effect, more than once. */
  readonly doubleStarts: string[];
  /** Began without enough valid yeses of people who had the role at that moment, or in spite of a no. */
  readonly wrongQuorum: string[];
  /** Carried out and denied, or ended twice. */
  readonly bothWays: string[];
  /** Anything else that is not as it must be. */
  readonly wrong: string[];
  /** How many ended in each state. */
  readonly states: Partial<Record<State, number>>;
}

interface Row {
  readonly id: string;
  readonly number: number;
  readonly digest: string;
  readonly state: State;
  readonly fence: number;
  readonly started: number;
  readonly effects: number;
}
type Told = AuditEntry & { readonly seq: number };

export async function judge(db: Db): Promise<Findings> {
  const found: Findings = { doubleStarts: [], wrongQuorum: [], bothWays: [], wrong: [], states: {} };
  const trail = await verifyAudit(db);
  if (!trail.ok) found.wrong.push(`the audit trail is not whole: ${trail.why}`);
  const { rows } = await sql<Row>`
    select id, (input ->> 'number')::integer as number, digest, state, fence,
      (select count(*)::integer from started where request = id) as started,
      (select count(*)::integer from effects where request_id = id and effects.state = 'done') as effects
    from requests order by number`.execute(db);
  const trails = Map.groupBy(await entries(db), ({ request = "" }) => request);
  const steps = Map.groupBy(await stepsOf(db), ({ request }) => request);
  const votes = Map.groupBy((await sql<Vote>`select * from approvals`.execute(db)).rows, (vote) => vote.request_id);
  const lost = await sql<{ person: string; after: string }>`select person, after from revoked`.execute(db);
  const revoked = new Map(lost.rows.map(({ person, after }) => [person, Number(after)]));
  for (const row of rows) {
    found.states[row.state] = (found.states[row.state] ?? 0) + 1;
    judgeSteps(row, steps.get(row.id) ?? [], found);
    judgeTrail(row, trails.get(row.id) ?? [], votes.get(row.id) ?? [], revoked, found);
  }
  return found;
}

interface Vote {
  readonly request_id: string;
  readonly person: string;
  readonly verdict: string;
  readonly digest: string;
}

async function entries(db: Db): Promise<Told[]> {
  const { rows } = await sql<{ seq: string; body: string }>`select seq, body from audit order by seq`.execute(db);
  return rows.map(({ seq, body }) => ({ ...(JSON.parse(body) as AuditEntry), seq: Number(seq) }));
}

function judgeSteps({ id, state, started, effects }: Row, steps: readonly Step[], found: Findings): void {
  const begun = steps.filter(({ to }) => to === "running").length;
  if (begun > 1 || started > 1) found.doubleStarts.push(`${id} was claimed ${begun} times and began ${started} times`);
  const ends = steps.filter(({ to }) => isFinal(to)).map(({ to }) => to);
  if (ends.length > 1 || (started > 0 && state === "denied")) found.bothWays.push(`${id} ended as ${ends.join(", ")}`);
  for (const step of steps) if (!isMove(step)) found.wrong.push(`${id} went from ${step.from} to ${step.to}`);
  if ((steps.at(-1)?.to ?? "waiting") !== state) found.wrong.push(`${id} is ${state}, and no step led there`);
  if (state === "done" && (started !== 1 || effects !== 1))
    found.wrong.push(`${id} is done and began ${started} times`);
  if (state !== "done" && started > 0) found.wrong.push(`${id} is ${state} and has begun`);
  if (!isFinal(state) && state !== "waiting") found.wrong.push(`${id} is ${state} for ever`);
}

/** Who had said what at each moment, as the trail tells it, up to what the rows say now. */
function judgeTrail(
  { id, number, digest, state, fence }: Row,
  trail: readonly Told[],
  rows: readonly Vote[],
  revoked: ReadonlyMap<string, number>,
  { wrongQuorum, wrong }: Findings,
): void {
  const said = new Map<string, string>();
  let claims = 0;
  let last: string = "";
  for (const { event, person, seq, digest: of } of trail) {
    if (of !== digest) wrong.push(`${id}: ${event} is about another plan`);
    // Nobody's: its needs were filled without a new yes.
    if ((event === "voted" || event === "approved") && person !== null) {
      if (said.has(person)) wrong.push(`${id}: ${person} voted twice`);
      said.set(person, "approve");
    }
    if (event === "denied") said.set(person ?? "", "deny");
    if (event === "retracted" && !said.delete(person ?? "")) wrong.push(`${id}: ${person} had no yes to take back`);
    if (event === "running") {
      claims += 1;
      const people = peopleWithout(new Set([...revoked].filter(([, after]) => after < seq).map(([who]) => who)));
      const voters = [...said].flatMap(([who, verdict]) => (verdict === "approve" ? [people.get(who)] : []));
      const valid = voters.filter((voter) => voter !== null);
      const needs = needsOf(number);
      const noes = [...said.values()].includes("deny");
      if (noes || filled(needs, valid, ["ann"]) < places(needs)) {
        wrongQuorum.push(`${id} began on ${JSON.stringify([...said])}`);
      }
    }
    if (event !== "vote-refused" && event !== "retracted" && event !== "voted") last = event;
  }
  if (claims !== fence) wrong.push(`${id} has fence ${fence} and was claimed ${claims} times`);
  if (isFinal(state) && last !== state) wrong.push(`${id} is ${state}, and its trail ends with ${last}`);
  const kept = rows.map(({ person, verdict }) => `${person}: ${verdict}`).toSorted();
  const told = [...said].map(([person, verdict]) => `${person}: ${verdict}`).toSorted();
  if (kept.join() !== told.join()) wrong.push(`${id} holds ${kept.join()}, and its trail says ${told.join()}`);
  if (rows.some((vote) => vote.digest !== digest)) wrong.push(`${id} holds a yes to another plan`);
}
