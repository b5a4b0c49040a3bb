/** Short ways to say an exact command: `can bob cache.purge zone=…` and `why r-8KQ2ZC7M`. Any other line is as it was. */
import type { Action } from "../../src/action.ts";

/** "can" is a word of many questions: only before a name and an action's name is it this command. */
export function inFull(line: string, actions: ReadonlyMap<string, Action>): string {
  const [, person = "", action = "", rest = ""] = /^\/?can\s+([\w.-]+)\s+([\w.-]+)(\s[^]*)?$/i.exec(line.trim()) ?? [];
  // "Can you help me …?" is not about the action of that name: one of several words is meant.
  if (action.includes(".") && actions.has(action) && actions.has("policy.can")) {
    // The names of parameters stand at the beginning of a word, outside quotation marks.
    const params = rest.replaceAll(
      /"(?:[^"\\]|\\.)*"|(^|\s)([A-Za-z_][\w.-]*=)/g,
      (all, space?: string, name?: string) => (name === undefined ? all : `${space}with.${name}`),
    );
    return `policy.can ${person} ${action}${params}`;
  }
  const [, request] = /^\/?why\s+(r-\w+)\s*\??$/i.exec(line.trim()) ?? [];
  return request !== undefined && actions.has("policy.why") ? `policy.why ${request}` : line;
}
