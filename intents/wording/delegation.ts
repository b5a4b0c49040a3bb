/** How people say who answers for them. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

export const delegationList: readonly Frame[] = [
  {
    triggers: list("who who's show list which what are is"),
    about: phrases(
      "stands in|stand in|standing in|stands in for|answers for|answering for|deputies|deputy|delegations|delegates|substitutes|covers for|covering for",
    ),
    also: [...seeing, ...list("who whom for me us anybody somebody whose in")],
    slots: {},
  },
];

const standing = phrases(
  "stand in for me|cover for me|answer for me|approve for me|be my deputy|be my substitute|my deputy",
);

export const delegationSet: readonly Frame[] = [
  {
    triggers: phrases("delegate|delegate to|delegate my approvals to|hand my approvals to"),
    also: list("my the approvals answers votes role as to for"),
    needs: ["person"],
    slots: { to: "person", role: "role", for: "duration" },
  },
  {
    triggers: list("let have make"),
    about: standing,
    also: list("stand in for me cover answer approve be my deputy substitute as the"),
    needs: ["person"],
    slots: { to: "person", role: "role", for: "duration" },
  },
];

export const delegationEnd: readonly Frame[] = [
  {
    triggers: list("end stop cancel revoke remove"),
    about: phrases("my delegation|my delegations|my deputy|my substitute|delegation|delegations"),
    also: list("my delegation delegations deputy substitute to the"),
    slots: { to: "person" },
  },
];
