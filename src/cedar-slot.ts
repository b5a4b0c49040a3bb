/**
 * Where Cedar keeps what it has parsed: under a name of ours, for as long as the process lives. Nothing can be taken out,
 * only overwritten; so names are used again, once the policies that went by one can be asked by nobody any more.
 */
import type * as Cedar from "@cedar-policy/cedar-wasm/nodejs";
import type { Effect } from "./plan.ts";
import { effects, insist } from "./policy-folder.ts";

/** For plans of each effect: its schema, and the policies that count as long as no glass is broken and once one is. */
export type Contents = Readonly<
  Record<Effect, { readonly schema: string; readonly ordinary: Texts; readonly glass: Texts }>
>;
type Texts = Record<string, string>;

export interface Slot {
  schema(effect: Effect): string;
  policies(effect: Effect, broken: boolean): string;
}

const free: number[] = [];
let used = 0;
const unreachable = new FinalizationRegistry((number: number) => free.push(number));

/** Whoever holds the slot can ask; when nobody does, it is given to others. */
export function takeSlot(cedar: typeof Cedar, contents: Contents): Slot {
  const number = free.pop() ?? used++;
  const slot: Slot = {
    schema: (effect) => `${number}/${effect}`,
    policies: (effect, broken) => `${number}/${effect}/${broken ? "glass" : "ordinary"}`,
  };
  unreachable.register(slot, number);
  for (const effect of effects) {
    const { schema, ordinary, glass } = contents[effect];
    insist(cedar.preparseSchema(slot.schema(effect), schema));
    insist(cedar.preparsePolicySet(slot.policies(effect, false), { staticPolicies: ordinary }));
    insist(cedar.preparsePolicySet(slot.policies(effect, true), { staticPolicies: glass }));
  }
  return slot;
}
