/** How people ask for a release to be taken back, or on to the next environment. */
import type { Found, Frame } from "../../src/action.ts";
import { list, phrases, releases, things } from "./shared.ts";

const back = { service: "service", env: "environment", version: "version" } as const;
const earlier = [
  ...releases,
  ...list(
    "last previous prior latest recent one back good known known-good before that this was current bad newest older",
  ),
  ...list("had today's yesterday's tonight's ran running stable working to"),
];

export const rollback: readonly Frame[] = [
  {
    triggers: phrases(
      "roll back|rollback|roll-back|revert|back out|downgrade|undo|undeploy|do a rollback|trigger a rollback|perform a rollback|start a rollback|put back|rewind|kick off a rollback|initiate a rollback|restore|return|go back to|go back|return to",
    ),
    also: [...things, ...earlier, "from"],
    alone: phrases("roll back|rollback|roll-back|go back to|go back|return to"),
    slots: back,
    ignores: ["former-version"],
    requires: ["service"],
  },
  {
    triggers: phrases("roll|take|bring|put|move|switch|set|get|go|send|pull"),
    about: ["back"],
    also: [...things, ...earlier, "go"],
    alone: ["roll"],
    slots: back,
    ignores: ["former-version"],
    needs: ["service"],
  },
];

/** From where, and to where. */
function route(found: Found): Record<string, unknown> {
  const [from] = found["from-environment"] ?? [];
  const [to] = found["to-environment"] ?? [];
  const others = (found.environment ?? []).filter((one) => one !== from);
  return { from, to: to ?? (others.length === 1 ? others[0] : undefined) };
}

const onward = { service: "service", version: "version", from: "from-environment", to: "to-environment" } as const;

export const promote: readonly Frame[] = [
  {
    triggers: phrases("promote|do a promotion|graduate|do a promotion of"),
    also: [...things, ...releases, ...list("current what's latest that's running up over one")],
    alone: phrases("promote"),
    slots: onward,
    reads: ["environment"],
    requires: ["service"],
    fill: route,
  },
  {
    triggers: phrases(
      "ship|push|deploy|release|roll out|rollout|move|advance|send|take|roll|put|get|bring|publish|let|go live with",
    ),
    also: [...things, ...releases, ...list("out live over current up latest what's go through")],
    slots: onward,
    reads: ["environment"],
    needs: ["service"],
    fill: route,
    oneOf: ["to"],
  },
];
