/** The exact command of an action with parameters: what buttons say, help shows and the command grammar reads. */
import type { Params } from "./intent.ts";

const bare = /^[^\s"'`=,\\]+$/;
const quote = (text: string): string => (bare.test(text) ? text : JSON.stringify(text));

const word = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((one) => quote(String(one))).join(",");
  return quote(String(value));
};

/** `playbook.run playbook=clean-temp targets=web-1,web-2 vars.days=7`. Parameters without a value are left out. */
export function commandOf(action: string, params: Params): string {
  const words = Object.entries(params).flatMap(([key, value]) => {
    if (value === undefined || value === null) return [];
    if (typeof value === "object" && !Array.isArray(value)) {
      return Object.entries(value).map(([inner, one]) => `${key}.${inner}=${word(one)}`);
    }
    return [`${key}=${word(value)}`];
  });
  return [action, ...words].join(" ");
}
