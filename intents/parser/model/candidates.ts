/** Values that were not said as they are spelled: names near a word, and what stands in the thread already. */
import type { Slot } from "../../../src/action.ts";
import type { Turn } from "../../../src/intent.ts";
import type { Names } from "../../../src/inventory.ts";
import { pendingIn } from "../context.ts";
import type { Mention } from "../find/index.ts";
import { slipOf } from "../nearest.ts";
import type { Seen } from "./seen.ts";

export interface Candidate {
  /**
   * said: it stands in the words. slip: a word is one slip from it. like: a word resembles it, no more. thread: it
   * stands in what was done or asked last.
   */
  readonly origin: "said" | "slip" | "like" | "thread";
  readonly value: string;
  /** The word or words it stands for. */
  readonly said: string;
  /** Everything it may be read as, and where. */
  readonly readings: readonly Mention[];
  /** It stands in a quotation, which the model is not shown. */
  readonly quoted: boolean;
}

interface Named {
  readonly name: string;
  readonly slots: readonly Slot[];
}

const of = (list: readonly string[], ...slots: Slot[]): Named[] => list.map((name) => ({ name, slots }));

function everyName(names: Names): Named[] {
  return [
    ...of(names.hosts, "host", "target"),
    ...of(Object.keys(names.groups), "group", "target"),
    ...of(names.services, "service"),
    ...of(names.zones, "zone"),
    ...of(Object.keys(names.playbooks), "playbook"),
    ...of(names.alerts, "alert"),
    ...of(names.signals, "signal"),
    ...of([...new Set([...names.models_installed, ...names.models_known])], "model"),
  ];
}

/** Parts of names that say nothing: "web-1" is not near to every word that ends in 1. */
const partsOf = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part.length >= 3);

/** Names of the inventory that some word which is no name resembles. */
export function near({ words, mentions, start }: Seen, names: Names): Candidate[] {
  const free = words.flatMap((word, at) =>
    // "restart" begins the order; it is no part of a playbook's name.
    at === start || word.quote || mentions.some((one) => one.slot !== "name" && one.from <= at && at < one.to)
      ? []
      : [{ word, at }],
  );
  const all = everyName(names);
  const spelled = all.map(({ name }) => name);
  const found = free.flatMap(({ word: { lower, text }, at }) => {
    const meant = slipOf(lower, spelled);
    return all.flatMap(({ name, slots }) => {
      const origin = name === meant ? "slip" : lower.length >= 3 && partsOf(name).includes(lower) ? "like" : null;
      if (origin === null) return [];
      const readings = slots.map((slot) => ({ slot, value: name, from: at, to: at + 1, said: text }));
      return [{ origin, value: name, said: text, readings, quoted: false } as const];
    });
  });
  return found.filter((one, index) => found.findIndex((other) => other.value === one.value) === index);
}

/** Typed values of the thread's last act or question; free text is left where it is. */
export function earlier(context: readonly Turn[], lookAt: (text: string) => readonly Mention[]): Candidate[] {
  const pending = pendingIn(context);
  if (!pending) return [];
  const params = "done" in pending ? pending.done.params : pending.clarify.params;
  const values = Object.values(params)
    .flat()
    .filter((one) => typeof one === "string");
  return values.flatMap((value) => {
    const whole = lookAt(value).filter((one) => one.from === 0 && one.said === value && one.slot !== "quoted");
    // It stands nowhere in these words.
    const readings = whole.map((one) => ({ ...one, from: 0, to: 0 }));
    return readings.length > 0 ? [{ origin: "thread", value, said: value, readings, quoted: false }] : [];
  });
}
