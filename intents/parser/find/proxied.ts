/** Whether a record goes through the provider's proxy. */
import { phrasesOf } from "../phrases.ts";
import { nothing, type Finder } from "./finder.ts";

const phrases = phrasesOf<string>([
  ["proxied", "true"],
  ["through the proxy", "true"],
  ["with proxy", "true"],
  ["orange cloud", "true"],
  ["not proxied", "false"],
  ["unproxied", "false"],
  ["dns only", "false"],
  ["without proxy", "false"],
  ["grey cloud", "false"],
  ["gray cloud", "false"],
]);

export const proxied: Finder = (words, at) => {
  const hit = phrases.at(words, at);
  return hit ? hit.values.map((value) => ({ slot: "proxied" as const, value, length: hit.length })) : nothing;
};
