/** Help: what this person may do here, drawn from the catalogue and the policy. */
import type { Action } from "./action.ts";
import type { Catalog } from "./catalog.ts";
import type { Policies } from "./policy.ts";
import type { Help } from "./providers/help.ts";

/** "dns.record.update zone=… name=… value=… [ttl=…]" */
export function usageOf(action: Action): string {
  const words = Object.entries(action.input.shape).map(([key, schema]) =>
    schema.safeParse(undefined).success ? `[${key}=…]` : `${key}=…`,
  );
  return [action.name, ...words].join(" ");
}

export const createHelp = (catalog: Catalog, policies: Policies): Help => ({
  entries: (person) => {
    const policy = policies.now();
    return catalog.all
      .filter((action) => policy.couldAllow(person, action.name))
      .map((action) => ({
        name: action.name,
        summary: action.summary,
        effect: action.effect,
        examples: action.examples,
        usage: usageOf(action),
      }));
  },
});
