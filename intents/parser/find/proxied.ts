/** Whether a record goes through the provider's proxy. */
import { phrasesOf } from "../phrases.ts";
import { nothing, type Finder } from "./finder.ts";

const phrases = phrasesOf<string>([
  ["proxied", "true"],
  ["through the proxy", "true"],
  ["with proxy", "true"],
  ["orange cloud", "true"],
  ["behind the proxy", "true"],
  ["go through the proxy", "true"],
  ["have it go through the proxy", "true"],
  ["and have it go through the proxy", "true"],
  ["have it proxied", "true"],
  ["proxy on", "true"],
  ["turn the proxy on", "true"],
  ["turn on the proxy", "true"],
  ["with proxying", "true"],
  ["proxied through cloudflare", "true"],
  ["proxy off", "false"],
  ["turn the proxy off", "false"],
  ["turn off the proxy", "false"],
  ["no proxy", "false"],
  ["no proxying", "false"],
  ["without proxying", "false"],
  ["dns-only", "false"],
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
