/** How people ask for hosts. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

const hosts = "hosts servers machines boxes nodes";

export const hostList: readonly Frame[] = [
  {
    triggers: [
      ...list(
        "list show which what how names name get give display who who's whos see are any do count tell inventory enumerate",
      ),
      ...phrases("how many|pull up|are there"),
    ],
    about: phrases(
      "hosts|servers|machines|boxes|nodes|members|inventory|host list|fleet|vms|in the group|group|host inventory",
    ),
    also: [
      ...seeing,
      ...list(
        "names name belong belongs know even list part which who that members machine full our us of group groups running",
      ),
    ],
    slots: { group: "group", state: "host-state" },
    // All hosts are what is listed anyway, whether or not a group is called so.
    fill: ({ group = [] }) => ({ group: group.find((one) => one !== "all") }),
  },
  {
    triggers: [...list("show list which who give what any are"), "how many"],
    also: [...seeing, ...list("that are which ones of")],
    slots: { group: "group", state: "host-state" },
    needs: ["group", "host-state"],
  },
];

export const hostStatus: readonly Frame[] = [
  {
    triggers: [
      ...list("status how how's up alive reachable uptime ping health is down check healthy can what's ok okay online"),
      ...phrases(
        "status of|host status|is up|is alive|how is|state of|check on|how are things on|everything ok on|anything wrong with|what about|look at|have a look at|check whether|check if|see if|see whether|show status of",
      ),
    ],
    also: [
      ...seeing,
      ...list(
        "doing running online healthy ok okay up down what's what whether if reach reachable alive responding answer",
      ),
      ...list(
        "answering feeling things gone dark dead or has it host status health state there awake respond uptime long been",
      ),
      hosts,
    ],
    spare: 2,
    alone: phrases("is|how is|how's|status of|ping|check on|host status|status"),
    requires: ["host"],
    slots: { host: "host" },
  },
];
