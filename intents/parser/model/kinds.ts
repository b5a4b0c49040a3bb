/** The kinds of values that a proposal speaks of: one key each. Coarser than slots, so that the answer stays short. */
import type { Slot } from "../../../src/action.ts";
import type { Candidate } from "./candidates.ts";

const table: Readonly<Record<string, readonly Slot[]>> = {
  alert: ["alert"],
  check: ["check", "everything"],
  count: ["number", "replicas", "delta", "factor", "limit", "days", "ttl", "priority"],
  duration: ["duration", "window"],
  env: ["environment", "from-environment", "to-environment"],
  ip: ["ip", "cidr", "former"],
  model: ["model"],
  playbook: ["playbook"],
  request: ["request"],
  service: ["service"],
  signal: ["signal"],
  state: ["level", "severity", "alert-state", "host-state", "strategy", "proxied"],
  target: ["host", "group", "target"],
  text: ["quoted", "query", "reason"],
  type: ["record-type"],
  url: ["url", "tag", "prefix"],
  variable: ["variable"],
  version: ["version"],
  when: ["when", "zone-of-time"],
  zone: ["zone", "name", "destination"],
};

export const kinds: readonly string[] = Object.keys(table);

const bySlot = new Map(Object.entries(table).flatMap(([kind, slots]) => slots.map((slot) => [slot, kind] as const)));

/** The kind of a stretch of words with these readings: the first of the table that one of them belongs to. */
export const kindOf = (slots: readonly Slot[]): string | undefined =>
  kinds.find((kind) => slots.some((slot) => bySlot.get(slot) === kind));

/** A model may choose among values of this kind; others say something of the sentence whatever is chosen. */
export const isChoice = (slot: Slot): boolean => bySlot.has(slot);

const naming = new Set<Slot>(
  "alert host group target service zone playbook request model name ip cidr url".split(" ") as Slot[],
);

/** It names one thing, which words like "all", "cpu" and "10m" do not: evidence that something of ours is meant. */
export const isName = ({ readings, said }: Pick<Candidate, "readings" | "said">): boolean =>
  readings.some(({ slot }) => naming.has(slot)) && !/^(?:all|every|each)$/i.test(said);
