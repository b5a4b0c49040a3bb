/** How people ask for measurements. A measurement is asked for by its name; "show me" and the like add nothing. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

export const metricsQuery: readonly Frame[] = [
  {
    triggers: [],
    triggeredBy: "signal",
    also: [
      ...list(
        "show give graph plot chart check get display tell what what's whats is was are how much high full busy many",
      ),
      ...list(
        "usage current level value does use used using look looks like between percent percentage ratio figure number",
      ),
      ...list(
        "figures numbers typical average people users trend trending curve graphs history doing were looked behind",
      ),
      ...list(
        "hot bad close ratio being eaten consumed burning left free fast slow long share fraction rate service zone straight",
      ),
      ...seeing,
      ...phrases("how much|how many|how high|how full|how busy|how's"),
    ],
    slots: {
      signal: "signal",
      host: "host",
      service: "service",
      group: "group",
      zone: "zone",
      env: "environment",
      window: "window",
    },
    requires: ["signal"],
    fill: ({ host, service, group, zone }, { hosts: [only, ...more] }) =>
      host || service || group || zone || more.length > 0 ? {} : { host: only },
    oneOf: ["host", "service", "group", "zone"],
  },
  {
    triggers: list("graph plot chart measure"),
    also: [...seeing, ...list("something anything me over")],
    slots: { signal: "signal", host: "host", service: "service", group: "group", window: "window" },
    requires: ["host", "service", "group"],
    oneOf: ["host", "service", "group"],
  },
];
