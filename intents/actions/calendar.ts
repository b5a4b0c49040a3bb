/** calendar.show: whether changes are frozen, which change windows are open, and what is to come. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";
import { fortnight, rowOf, standing, wordMoment } from "../../src/calendar.ts";
import { say } from "../../src/reply.ts";
import { checkEnvironment } from "../services.ts";
import * as wording from "../wording/calendar.ts";

const action = "calendar.show";
/** A chat is no calendar. */
const shown = 15;

export const calendarShow = defineRead({
  name: action,
  summary: "Show what is frozen, which change windows are open, and what is to come",
  input: z.strictObject({ env: z.string().optional() }),
  positional: ["env"],
  examples: ["calendar.show", "are we frozen?", "is prod frozen today?", "when is the next change window?"],
  frames: wording.calendarShow,
  resources: () => [{ kind: "site", id: "calendar" }],
  answer: async ({ env }, { providers: { calendar }, inventory }) => {
    if (env !== undefined) checkEnvironment(action, "env", env, inventory);
    const { timeZone, freezes, windows } = calendar;
    if (freezes + windows === 0) {
      return say("There is no change calendar here: no freezes and no change windows are configured.");
    }
    const now = new Date();
    const moments = standing(calendar, now, env === undefined ? inventory.environments : [env]);
    const words = moments.map(([name, moment]) => `${name} is ${wordMoment(moment, timeZone)}.`);
    const broken = calendar.problems.map(({ sentence }) => sentence);
    const entries = calendar.upcoming(now, new Date(now.getTime() + fortnight));
    const more = entries.length > shown ? `, the first ${shown} of ${entries.length}` : "";
    const ahead = entries.length === 0 ? "Nothing is planned for the next 14 days." : `The next 14 days${more}:`;
    const rows = entries.slice(0, shown).map((entry) => rowOf(entry, now, timeZone));
    return say([...words, ...broken, `Times are of ${timeZone}. ${ahead}`].join(" "), {
      blocks: rows.length === 0 ? [] : [{ kind: "table", columns: ["", "covers", "name", "from", "to"], rows }],
    });
  },
});
