/** How people ask for a playbook, now or later. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, variables } from "./shared.ts";

const starts = phrases(
  "run|execute|start|apply|launch|kick off|trigger|perform|do|fire off|go ahead with|start off|set off|set|rehearse|kick|use|give|give me|get|get me|put|invoke|carry out|do a run of|play|simulate|try|test|check",
);
const also = [
  ...list("playbook playbooks run a as with do against across over vars var variables params parameters off one three"),
  ...list(
    "both every everywhere there it done job called now please time me i.e only just set round pass quick full whole",
  ),
  ...phrases("the playbook|as a|with vars|with params"),
];

export const playbookRun: readonly Frame[] = [
  {
    triggers: starts,
    // A phrase that a playbook lists is an order by itself: "clean up temp files".
    triggeredBy: "playbook",
    also,
    reads: ["variable"],
    requires: ["playbook", "target"],
    needs: ["playbook"],
    alone: phrases("run|execute|kick off"),
    slots: { playbook: "playbook", targets: "target", check: "check" },
    fill: (found) => ({ ...variables(found), ...(found.check ? { check: true } : {}) }),
  },
];

const later = {
  slots: { playbook: "playbook", targets: "target", when: "when", tz: "zone-of-time", check: "check" },
  reads: ["variable"],
  fill: (found) => ({ ...variables(found), ...(found.check ? { check: true } : {}) }),
} satisfies Partial<Frame>;

const scheduling = [
  ...also,
  ...list(
    "to run happen of runs recurring so that starting cron schedule calendar on the cron-job once hour window slot for",
  ),
  ...phrases("it runs|to happen|a run of|on the hour|to be run"),
];

export const playbookSchedule: readonly Frame[] = [
  {
    ...later,
    triggers: phrases("schedule|set up|plan|book|queue up|queue|arrange|put|pencil in|line up|program|have|make|add"),
    also: scheduling,
    needs: ["playbook", "when"],
  },
  {
    ...later,
    triggers: phrases("schedule|set up a schedule|plan|book|queue up|arrange|pencil in|line up"),
    also: scheduling,
    needs: ["playbook"],
  },
  {
    ...later,
    triggers: starts,
    triggeredBy: "playbook",
    also: scheduling,
    needs: ["playbook", "when"],
  },
];
