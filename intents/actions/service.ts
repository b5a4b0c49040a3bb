/** service.restart and service.scale: carried out by the team's own playbooks. */
import { z } from "zod";
import { defineDeed } from "../../src/action.ts";
import { applyProvided, planProvided, providerOf } from "../provided.ts";
import { environmentVars, placeOf, serviceResource, type Place } from "../services.ts";
import { atLeastOne, atMostOne, name, readNumber, whole } from "../values.ts";
import * as wording from "../wording/service.ts";

const restart = "service.restart";
const scale = "service.scale";
const strategies = ["rolling", "graceful", "force"] as const;

/** "the service shop in prod" */
const wordPlace = ({ service, environment }: Place): string =>
  `the service ${service.name}${environment === undefined ? "" : ` in ${environment}`}`;

const resourcesOf = ({ service, environment }: Place) => [serviceResource(service, environment)];

export const serviceRestart = defineDeed({
  name: restart,
  summary: "Restart a service, everywhere it runs or on one host or group",
  effect: "write",
  effects: ["write", "destructive"],
  input: z
    .strictObject({
      service: name,
      env: name.optional(),
      host: name.optional(),
      group: name.optional(),
      strategy: z.enum(strategies, `must be one of ${strategies.join(", ")}`).optional(),
    })
    .check(atMostOne("host", "group")),
  positional: ["service", "host"],
  examples: ["service.restart service=shop", "service.restart shop host=localhost"],
  frames: wording.restart,
  resources: (asked, inventory) => resourcesOf(placeOf(restart, asked, inventory)),
  plan: (asked, context) => {
    const provider = providerOf(restart, context.providers);
    const place = placeOf(restart, asked, context.inventory);
    const { said, known } = environmentVars(place);
    const how = asked.strategy === undefined ? "" : ` (${asked.strategy})`;
    const wish = {
      action: restart,
      provider,
      words: `Restart ${wordPlace(place)}${how}`,
      resources: resourcesOf(place),
      said: { service: place.service.name, strategy: asked.strategy, ...said },
      known,
      hosts: place.hosts.map((host) => host.name),
    };
    return planProvided(wish, context);
  },
  apply: applyProvided,
});

const scaleInput = z
  .strictObject({
    service: name,
    /** So many in all. */
    replicas: whole(0, 1000).optional(),
    /** So many more, or fewer. */
    delta: whole(-1000, 1000)
      .refine((delta) => delta !== 0, "must not be 0")
      .optional(),
    /** So many times as many. */
    factor: z
      .preprocess(
        readNumber,
        z.number("must be a number like 2 or 0.5").gt(0, "must be more than 0").lte(10, "must be 10 at most"),
      )
      .refine((factor) => factor !== 1, "must not be 1")
      .optional(),
    env: name.optional(),
  })
  .check(atLeastOne("replicas", "delta", "factor"), atMostOne("replicas", "delta", "factor"));

export const serviceScale = defineDeed({
  name: scale,
  summary: "Run more or fewer instances of a service",
  effect: "write",
  effects: ["write", "destructive"],
  input: scaleInput,
  positional: ["service", "replicas"],
  examples: ["service.scale service=shop replicas=5", "service.scale shop delta=-1", "service.scale shop factor=2"],
  frames: wording.scale,
  resources: (asked, inventory) => resourcesOf(placeOf(scale, asked, inventory)),
  plan: (asked, context) => {
    const provider = providerOf(scale, context.providers);
    const place = placeOf(scale, asked, context.inventory);
    const { said, known } = environmentVars(place);
    const { replicas, delta, factor } = asked;
    const wish = {
      action: scale,
      provider,
      words: `Scale ${wordPlace(place)} ${wordScale(asked)}`,
      resources: resourcesOf(place),
      said: { service: place.service.name, replicas, delta, factor, ...said },
      known,
      hosts: place.hosts.map((host) => host.name),
    };
    return planProvided(wish, context);
  },
  apply: applyProvided,
});

function wordScale({ replicas, delta = 0, factor }: z.output<typeof scaleInput>): string {
  if (replicas !== undefined) return `to ${replicas} replica${replicas === 1 ? "" : "s"}`;
  if (factor !== undefined) return `to ${factor} times as many replicas`;
  return `by ${Math.abs(delta)} ${delta < 0 ? "fewer" : "more"}`;
}
