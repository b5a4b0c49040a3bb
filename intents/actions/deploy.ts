/** deploy.rollback and deploy.promote: carried out by the team's own playbooks. */
import { z } from "zod";
import { defineDeed } from "../../src/action.ts";
import type { Inventory } from "../../src/inventory.ts";
import { problem } from "../../src/problem.ts";
import { applyProvided, planProvided, providerOf } from "../provided.ts";
import {
  checkEnvironment,
  environmentVars,
  hostsRunning,
  placeOf,
  serviceNamed,
  serviceResource,
} from "../services.ts";
import { name } from "../values.ts";
import * as wording from "../wording/deploy.ts";

const rollback = "deploy.rollback";
const promote = "deploy.promote";

const version = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._+:@/-]{0,127}$/, "must be a version like 1.4.2");

const wordVersion = (said: string | undefined): string => (said === undefined ? "" : ` ${said}`);

export const deployRollback = defineDeed({
  name: rollback,
  summary: "Bring a service back to an earlier version",
  effect: "write",
  effects: ["write", "destructive"],
  input: z.strictObject({ service: name, env: name.optional(), version: version.optional() }),
  positional: ["service", "version"],
  examples: ["deploy.rollback service=shop", "deploy.rollback shop version=1.4.2"],
  frames: wording.rollback,
  resources: (asked, inventory) => {
    const { service, environment } = placeOf(rollback, asked, inventory);
    return [serviceResource(service, environment)];
  },
  plan: (asked, context) => {
    const provider = providerOf(rollback, context.providers);
    const place = placeOf(rollback, asked, context.inventory);
    const { service, environment, hosts } = place;
    const { said, known } = environmentVars(place);
    const where = environment === undefined ? "" : ` in ${environment}`;
    const to = asked.version === undefined ? "the version before" : `version ${asked.version}`;
    const wish = {
      action: rollback,
      provider,
      words: `Roll the service ${service.name}${where} back to ${to}`,
      resources: [serviceResource(service, environment)],
      said: { service: service.name, version: asked.version, ...said },
      known,
      hosts: hosts.map((host) => host.name),
    };
    return planProvided(wish, context);
  },
  apply: applyProvided,
});

interface Promotion {
  readonly service: string;
  readonly from?: string | undefined;
  readonly to: string;
}

/** The service, once both environments are known to be some. Throws Problem UNKNOWN_SERVICE or BAD_INPUT. */
function promoted({ service, from, to }: Promotion, inventory: Inventory) {
  checkEnvironment(promote, "to", to, inventory);
  if (from !== undefined) checkEnvironment(promote, "from", from, inventory);
  if (from === to) throw problem("BAD_INPUT", { action: promote, field: "from", why: `it is ${to} already` });
  return serviceNamed(inventory, service);
}

export const deployPromote = defineDeed({
  name: promote,
  summary: "Bring a service's version from one environment to another",
  effect: "write",
  effects: ["write", "destructive"],
  input: z.strictObject({ service: name, version: version.optional(), from: name.optional(), to: name }),
  positional: ["service", "to"],
  examples: ["deploy.promote service=shop to=prod", "deploy.promote shop version=1.4.2 from=dev to=prod"],
  frames: wording.promote,
  // What is changed is where it goes to.
  resources: (asked, inventory) => [serviceResource(promoted(asked, inventory), asked.to)],
  plan: (asked, context) => {
    const provider = providerOf(promote, context.providers);
    const service = promoted(asked, context.inventory);
    const { from, to } = asked;
    const wish = {
      action: promote,
      provider,
      words: `Promote the service ${service.name}${wordVersion(asked.version)}${from === undefined ? "" : ` from ${from}`} to ${to}`,
      resources: [serviceResource(service, to)],
      said: { service: service.name, version: asked.version, from, to },
      hosts: hostsRunning(service, to, context.inventory).map((host) => host.name),
    };
    return planProvided(wish, context);
  },
  apply: applyProvided,
});
