/** How people speak of a broken glass. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

export const glassMend: readonly Frame[] = [
  {
    triggers: phrases("mend the glass|mend glass|end the break glass|close the glass|end break glass"),
    also: list("my"),
    slots: {},
  },
];

export const glassList: readonly Frame[] = [
  {
    triggers: list("which what list show any are is see"),
    about: phrases("glasses|broken glasses|broken glass|glass reviews|break glass reviews|open glasses"),
    also: [...seeing, ...list("broken open unreviewed reviewed now are there")],
    slots: {},
  },
];
