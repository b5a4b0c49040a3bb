/** why: how your last words here were read, and what came of them. Looks at nothing but what is remembered. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";
import type { Request } from "../../src/request.ts";
import { say, type Block } from "../../src/reply.ts";
import { tableOf, wordIntent, wordReading } from "../explain.ts";
import { normalise } from "../parser/normalise.ts";

/** Characters shown of what was said. */
const shown = 300;

export const why = defineRead({
  name: "why",
  summary: "Explain how your last message here was read",
  input: z.strictObject({}),
  examples: ["why", "why?"],
  frames: [],
  resources: () => [{ kind: "site", id: "readings" }],
  answer: async (_input, { person, place, providers }) => {
    const last = providers.readings.last(person, place);
    if (!last) return say("I remember no message of yours here from the last ten minutes, so I can explain none.");
    const { text, intent, follows, request, here } = last;
    const where = here ? "" : place.thread === undefined ? " (it was in a thread)" : " (it was not in this thread)";
    return say(`Your last message here${where}: I read ${wordIntent(intent)}.`, {
      blocks: [
        // As the parser saw it, without what nobody can see.
        { kind: "code", text: clip(normalise(text)) },
        { kind: "text", text: wordReading(intent, follows) },
        ...tableOf(intent),
        ...(request === null ? [] : came(await providers.requests.get(request, person, place))),
      ],
    });
  },
});

const clip = (text: string): string => (text.length <= shown ? text : `${text.slice(0, shown).toWellFormed()} …`);

/** The request that came of it, and the policies that decided. */
function came(request: Request | null): Block[] {
  if (!request) return [];
  const { id, state, policies, because } = request;
  const decided = policies.length === 0 ? "No policy allows it." : `Policies that decided: ${policies.join(", ")}.`;
  const text = `The request ${id} came of it; it is ${state}${because ? ` (${because})` : ""}. ${decided}`;
  return [{ kind: "text", text }];
}
