/** Sight: who may know of a request. Its requester may; for anybody else the policies say, of it and of all it is about. */
import type { Parts } from "./bot.ts";
import { decideAsIs } from "./decide.ts";
import type { Place } from "./message.ts";
import type { Person } from "./people.ts";
import { aboutOf, type Resource } from "./plan.ts";
import type { Request } from "./request.ts";

/** The request as policies see it: in every environment that it touches. */
export function resourceOf({ id, plan }: Pick<Request, "id" | "plan">): Resource {
  return { kind: "request", id, environments: aboutOf(plan).environments ?? [] };
}

/** To be let look at a request takes the right to look at each thing that its plan names. */
export function maySee(
  parts: Pick<Parts, "policies" | "circumstances">,
  person: Person,
  request: Pick<Request, "id" | "plan" | "requester">,
  place: Place,
): boolean {
  if (request.requester === person.id) return true;
  const resources = [resourceOf(request), ...request.plan.resources];
  const wanted = {
    person,
    place,
    action: "job.status",
    input: {},
    plan: { effect: "read", resources, facts: {} },
  } as const;
  return decideAsIs(parts, parts.policies.now(), wanted, new Date()).kind === "allow";
}
