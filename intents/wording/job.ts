/** How people ask for the state of what was asked for, and to have it stopped. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

const subjects = list("request requests job jobs run runs task tasks");

export const jobStatus: readonly Frame[] = [
  {
    triggers: phrases(
      "what is running|what's running|which jobs|what jobs|what happened to|show the last requests|show me the last requests|last requests|show requests|list requests|list jobs|show jobs|show the jobs|job status|status of request|status of job|list the jobs|any jobs|jobs|recent requests|open requests|what are you running|what are you doing|what are you working on|what's in the queue|what is in the queue|anything running|is anything running|what's still running|what's pending",
    ),
    also: [...seeing, ...subjects, ...list("running going your doing queue pending waiting")],
    slots: { job: "request" },
  },
  {
    triggers: list("any show list what which how are is do what's give get see check anything"),
    about: phrases("jobs|requests|runs|your jobs|your requests"),
    also: [
      ...seeing,
      ...list("your running going progress pending waiting open queue queued left active list still how many"),
    ],
    slots: {},
  },
  {
    triggers: [
      ...list(
        "status state how how's where what what's is has did show check see any where's progress job request tell get give",
      ),
      ...phrases("how far|status of|what happened|how is|is it|update on|any news|any update|how did"),
    ],
    also: [
      ...seeing,
      ...subjects,
      ...list(
        "going doing status state done finished finish finished yet running along far stuck ok okay happened with go",
      ),
      ...list(
        "complete completed about progress on through over fail failed succeed work worked end become became we or what",
      ),
    ],
    needs: ["request"],
    slots: { job: "request" },
  },
];

export const jobCancel: readonly Frame[] = [
  {
    triggers: phrases(
      "cancel|stop|withdraw|abort|kill|call off|terminate|halt|drop|end|scrap|pull the plug on|bin|scratch",
    ),
    also: [...subjects, ...list("that it off the running plug")],
    requires: ["request"],
    alone: phrases("cancel|abort"),
    slots: { job: "request" },
  },
  {
    triggers: phrases("cancel|stop|abort|kill|withdraw|terminate"),
    about: subjects,
    also: list("that my the running"),
    slots: { job: "request" },
  },
  {
    triggers: list("call"),
    about: ["off"],
    also: subjects,
    needs: ["request"],
    slots: { job: "request" },
  },
];

export const jobNarrow: readonly Frame[] = [
  {
    triggers: phrases("narrow|narrow down|limit|restrict|cut down|reduce|shrink"),
    also: [...subjects, ...list("to only just the it down")],
    needs: ["request"],
    requires: ["host", "group", "duration"],
    slots: { job: "request" },
    reads: ["host", "group", "duration"],
    fill: ({ host = [], group = [], duration = [] }) => {
      const targets = [...host, ...group].join(",");
      return {
        set: {
          ...(targets === "" ? {} : { targets }),
          ...(duration[0] === undefined ? {} : { duration: duration[0] }),
        },
      };
    },
  },
];
