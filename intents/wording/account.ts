/** How people ask about their own accounts. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

export const accountList: readonly Frame[] = [
  {
    triggers: [...list("show list which what what's see do are give"), ...phrases("who am i")],
    about: phrases("my accounts|accounts do i have|my linked accounts|accounts are mine|accounts of mine"),
    also: [...seeing, ...list("i my mine accounts linked know")],
    slots: {},
  },
];

export const accountCode: readonly Frame[] = [
  {
    triggers: list("link connect pair add"),
    about: phrases(
      "my account|my accounts|my other account|another account|my slack account|my terminal account|my discord account|my slack|my terminal|my second account",
    ),
    also: list("my account accounts other another second slack terminal discord me to with and the up"),
    slots: {},
  },
];
