/** How people ask which runbooks are missing, and to have one drafted. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

export const knowledgeGaps: readonly Frame[] = [
  {
    triggers: [
      ...list("show list which what what's see get give are any tell"),
      ...phrases("how many|is there|are there"),
    ],
    about: phrases(
      "missing runbooks|runbooks are missing|runbooks missing|runbook is missing|runbooks do we lack|runbooks we lack|runbooks do we need|runbooks are we missing|runbooks we are missing|runbooks should we write|runbooks we should write|runbooks need writing|knowledge gaps|runbook gaps|gaps in the runbooks|gaps in our runbooks|gaps in our knowledge|unanswered questions|unhelpful answers|questions went unanswered|questions were unanswered|questions found no answer|questions found no runbook|questions had no answer|questions got no answer|questions have no runbook|questions without an answer|questions without a runbook|questions nobody could answer|answers did not help|answers didn't help",
    ),
    also: [...seeing, ...list("should we write next team that went people asked ask most often so far")],
    slots: { window: "window" },
  },
  {
    triggers: phrases("knowledge gaps|runbook gaps|missing runbooks|unanswered questions"),
    also: seeing,
    slots: { window: "window" },
  },
];

const thread = phrases("this thread|the thread|this conversation|this discussion|this incident|the above");

export const knowledgeDraft: readonly Frame[] = [
  {
    triggers: ["propose", "draft", "write", "make", "create", "suggest", "prepare", "write up"].flatMap((verb) =>
      ["a runbook", "me a runbook", "us a runbook", "the runbook", "runbook", "a draft runbook", "a runbook draft"].map(
        (what) => `${verb} ${what}`,
      ),
    ),
    about: thread,
    also: list("from of out based on for about us me called titled named and with title please the what happened here"),
    slots: { title: "quoted" },
  },
  {
    triggers: [
      ...["turn", "make", "convert"].flatMap((verb) =>
        ["this thread", "the thread", "this conversation", "this discussion", "this"].flatMap((what) =>
          ["into a runbook", "a runbook", "to a runbook"].map((how) => `${verb} ${what} ${how}`),
        ),
      ),
      ...phrases("runbook from this thread|runbook from this conversation|runbook of this thread"),
    ],
    also: list("a draft propose called titled named with title me us for please"),
    slots: { title: "quoted" },
  },
];
