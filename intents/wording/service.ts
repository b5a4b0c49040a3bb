/** How people ask for a service to be restarted or scaled. */
import type { Found, Frame } from "../../src/action.ts";
import { counted, list, phrases, things } from "./shared.ts";

const where = { service: "service", env: "environment", host: "host", group: "group", strategy: "strategy" } as const;

export const restart: readonly Frame[] = [
  {
    triggers: phrases(
      "restart|reboot|bounce|recycle|re-start|cycle|kick|rolling restart|do a rolling restart|do a restart|do a graceful restart|trigger a restart|trigger a rolling restart|perform a restart|perform a rolling restart|hard restart|gracefully restart|force restart|force-restart|rolling-restart|graceful restart|forcefully restart|hard-restart|power cycle|kill and restart|stop and start|force a restart|force a restart of|do a rolling restart of|hard-reboot",
    ),
    also: [...things, ...list("do restart reboot fashion way manner one instance instances style mode make it")],
    alone: phrases("restart|reboot|bounce|rolling restart|recycle"),
    slots: where,
    requires: ["service", "host", "group"],
  },
  {
    triggers: phrases("give|do|perform|trigger|kick off|start|initiate|execute|run"),
    about: phrases("restart|bounce|kick|reboot|rolling restart|graceful restart|hard restart|kick in the pants"),
    also: [...things, ...list("a good quick swift gentle little nice proper"), "of"],
    slots: where,
    requires: ["service"],
  },
  {
    triggers: list("turn switch"),
    about: phrases("off and on again|off and on|off and back on|off and back on again|off and then on again"),
    also: things,
    slots: where,
    requires: ["service"],
  },
];

/** One of three ways to say how many: "double", "two more", "to five". */
function size({ replicas, delta, factor, number }: Found): Record<string, unknown> {
  const none = { replicas: undefined, delta: undefined, factor: undefined };
  if (factor?.length === 1) return { ...none, factor: Number(factor[0]) };
  if (delta?.length === 1 && !replicas) return { ...none, delta: Number(delta[0]) };
  const [count, ...more] = replicas ?? number ?? [];
  return count === undefined || more.length > 0 ? none : { ...none, replicas: Number(count) };
}

const sized = {
  service: "service",
  env: "environment",
  replicas: "replicas",
  delta: "delta",
  factor: "factor",
} as const;
const oneOf = ["replicas", "delta", "factor"];

export const scale: readonly Frame[] = [
  {
    triggers: phrases(
      "scale|scale up|scale down|scale out|scale in|upscale|downscale|rescale|resize|double|triple|quadruple|halve|scale back|autoscale",
    ),
    also: [
      ...things,
      ...counted,
      ...list("up down out back number count size capacity from current currently to fleet running exactly"),
      "replica count",
    ],
    alone: phrases("scale|scale up|scale down|double|triple|halve"),
    slots: sized,
    reads: ["number"],
    ignores: ["former-number"],
    requires: ["service"],
    fill: size,
    oneOf,
  },
  {
    triggers: phrases(
      "add|remove|drop|increase|decrease|reduce|bump|bump up|raise|lower|set|bring|bring up|bring down|grow|shrink|cut|give|take|take away|put|spin up|spin down|start|stop|kill|run|make|change|get|launch|shed|throw|fire up|go|turn up|turn down",
    ),
    about: counted,
    also: [
      ...things,
      ...list(
        "more up down away number count another extra so has have are fewer less total running from current at to",
      ),
    ],
    slots: sized,
    reads: ["number"],
    ignores: ["former-number"],
    requires: ["service"],
    fill: size,
    oneOf,
  },
  {
    triggers: phrases(
      "bump|bump up|increase|reduce|shrink|grow|cut|bring|bring down|bring up|take|give|add|drop|set|put|go|raise|lower|turn up|turn down",
    ),
    also: [...things, ...list("up down more to at")],
    slots: sized,
    requires: ["replicas", "delta", "factor"],
    needs: ["service"],
    fill: size,
    oneOf,
  },
  // "two more pods for checkout please"
  {
    triggers: [],
    triggeredBy: "delta",
    about: counted,
    also: things,
    slots: sized,
    needs: ["service"],
    fill: size,
    oneOf,
  },
];
