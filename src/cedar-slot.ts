/**
 * Where Cedar keeps what it has parsed: under a name of ours, for as long as the process lives. Nothing can be taken out,
 * only overwritten; so names are used again, once the policies that went by one can be asked by nobody any more.
 */
import type * as Cedar from "@cedar-policy/cedar-wasm/nodejs";
import type { Effect } from "./plan.ts";
import { effects, insist } from "./policy-folder.ts";

interface Contents {
  readonly ordinary: Record<string, string>;
  readonly glass: Record<string, string>;
  readonly schemas: Readonly<Record<Effect, string>>;
}

export interface Slot {
  /** Names of the two sets of policies, and of the schema for plans of this effect. */
  readonly ordinary: string;
  readonly glass: string;
  schema(effect: Effect): string;
}

const free: number[] = [];
let used = 0;
const unreachable = new FinalizationRegistry((number: number) => free.push(number));

/** Whoever holds the slot can ask; when nobody does, it is given to others. */
export function takeSlot(cedar: typeof Cedar, { ordinary, glass, schemas }: Contents): Slot {
  const number = free.pop() ?? used++;
  const slot: Slot = {
    ordinary: `${number}/ordinary`,
    glass: `${number}/glass`,
    schema: (effect) => `${number}/${effect}`,
  };
  unreachable.register(slot, number);
  insist(cedar.preparsePolicySet(slot.ordinary, { staticPolicies: ordinary }));
  insist(cedar.preparsePolicySet(slot.glass, { staticPolicies: glass }));
  for (const effect of effects) insist(cedar.preparseSchema(slot.schema(effect), schemas[effect]));
  return slot;
}
