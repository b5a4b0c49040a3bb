/** The same rules as in the chat, for commands that show what not everybody may read. */
import { loadActions } from "../catalog.ts";
import type { Config } from "../config.ts";
import { policyOf } from "../main.ts";
import type { Person } from "../people.ts";
import { ordinary } from "../policy.ts";
import { problem } from "../problem.ts";
import { speakingPerson } from "./site.ts";

/** Who speaks, if they may read this here. Throws Problem UNKNOWN_PERSON or NOT_ALLOWED. */
export async function allowed(
  config: Config,
  as: string | undefined,
  {
    action,
    input,
    id,
  }: { readonly action: string; readonly input: Readonly<Record<string, unknown>>; readonly id: string },
): Promise<Person> {
  const person = speakingPerson(config, as);
  const policy = await policyOf(config, await loadActions());
  const decision = policy.decide({
    person,
    place: { platform: "terminal", channel: "terminal", direct: true },
    action,
    effect: "read",
    input,
    resources: [{ kind: "site", id }],
    facts: {},
    now: ordinary,
  });
  if (decision.kind === "allow") return person;
  const because = decision.kind === "deny" ? decision.because : "reading this would need somebody's approval";
  throw problem("NOT_ALLOWED", { because });
}
