/** How people ask who has a role, and for somebody to have one. */
import type { Frame } from "../../src/action.ts";
import { list, phrases, seeing } from "./shared.ts";

const fillers = list("a an the role roles of to for as rights right somebody");

export const roleList: readonly Frame[] = [
  {
    triggers: list("who who's which show list what"),
    also: [...seeing, ...list("the a an role roles has have now tonight today in are our person people one")],
    needs: ["role"],
    slots: { role: "role" },
  },
  {
    triggers: list("who who's which show list what"),
    about: phrases("which role|what role|which roles|what roles|roles|everybody's roles"),
    also: [...seeing, ...list("role roles has have who everybody's our the people")],
    slots: {},
  },
];

export const roleGrant: readonly Frame[] = [
  {
    triggers: list("make give grant add"),
    also: fillers,
    needs: ["person", "role"],
    slots: { person: "person", role: "role", for: "duration" },
  },
];

export const roleRevoke: readonly Frame[] = [
  {
    triggers: [...list("revoke remove withdraw"), ...phrases("take away|take back|take")],
    also: [...fillers, ...list("from away back")],
    needs: ["person", "role"],
    slots: { person: "person", role: "role" },
  },
];
