/** How people ask for certificates. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

const subjects = phrases(
  "cert|certs|certificate|certificates|ssl|tls|ssl cert|ssl certificate|tls cert|tls certificate|https cert|ssl certs|tls certs|https certificate|ssl certificates",
);

export const certStatus: readonly Frame[] = [
  {
    triggers: [
      ...list("show list get give check what what's which when is are how any do does display tell see look certs"),
      ...list("certificates cert certificate ssl tls did has have will anything when's"),
      ...phrases("how long|how many|are there|status of|how's|is there|have a look at|pull up"),
    ],
    about: subjects,
    also: [
      ...seeing,
      ...list(
        "expire expires expired expiring expiry expiration run runs running out end ends due valid validity until",
      ),
      ...list(
        "status state good ok okay fine when will left much longer long time about to soon renewal renewed renew up",
      ),
      ...list(
        "gonna going needs date dates which be days lapse lapses go lapsing ours wise than less presented serve served",
      ),
      "run out",
    ],
    slots: { domain: "name", host: "host", within_days: "days" },
    reads: ["zone"],
    fill: ({ name, zone, host, days }) => ({
      domain: host ? undefined : (name ?? zone)?.[0],
      ...(days?.length === 1 ? { within_days: Number(days[0]) } : {}),
    }),
  },
  {
    triggers: phrases("when does|when will|when do|does|is|will|when|when's|anything|which|what"),
    about: list("expire expires expiring"),
    also: [...seeing, "next"],
    slots: { domain: "name", within_days: "days" },
    reads: ["zone"],
    requires: ["name", "zone"],
    fill: ({ name, zone, days }) => ({
      domain: (name ?? zone)?.[0],
      ...(days?.length === 1 ? { within_days: Number(days[0]) } : {}),
    }),
  },
];
