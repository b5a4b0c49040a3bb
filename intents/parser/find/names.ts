/** Names of the inventory: hosts, groups, services, zones, environments, playbooks, requests, people, roles, with their aliases. */
import type { Slot } from "../../../src/action.ts";
import type { Names } from "../../../src/inventory.ts";
import { phrasesOf } from "../phrases.ts";
import type { Word } from "../words.ts";
import { nothing, type Finder } from "./finder.ts";

interface Named {
  readonly slots: readonly Slot[];
  readonly value: string;
}

const spokenEnvironments: Readonly<Record<string, readonly string[]>> = {
  prod: ["production", "live"],
  production: ["prod", "live"],
  staging: ["stage", "stg"],
  stage: ["staging", "stg"],
  dev: ["development"],
  development: ["dev"],
};

const quantifiers = new Set(["all", "every", "everything", "any", "both"]);
/** A group may be called "all": it is meant behind "on", "the group" and the like, or before "hosts". */
const namesGroup = (words: readonly Word[], at: number): boolean =>
  /^(?:on|across|to|for|against|group|in|over|from|hosts|at)$/.test(words[at - 1]?.lower ?? "")
    ? !/^(?:of|the|two|three|four|five|\d+|our|my)$/.test(words[at + 1]?.lower ?? "")
    : /^(?:hosts?|servers?|machines?|boxes|nodes?)$/.test(words[at + 1]?.lower ?? "") || words.length === 1;

export function nameFinder(names: Names): Finder {
  const entries: (readonly [string, Named])[] = [];
  const add = (phrase: string, value: string, ...slots: Slot[]): void => {
    entries.push([phrase, { slots, value }]);
  };
  for (const host of names.hosts) add(host, host, "host", "target");
  for (const group of Object.keys(names.groups)) add(group, group, "group", "target");
  for (const service of names.services) add(service, service, "service");
  for (const zone of names.zones) add(zone, zone, "zone");
  for (const alert of names.alerts) add(alert, alert, "alert");
  for (const job of names.jobs) add(job, job, "request");
  for (const model of new Set([...names.models_installed, ...names.models_known])) add(model, model, "model");
  for (const environment of names.envs) {
    const others = (spokenEnvironments[environment.toLowerCase()] ?? []).filter((word) => !names.envs.includes(word));
    for (const word of [environment, ...others]) add(word, environment, "environment");
  }
  for (const [playbook, aliases] of Object.entries(names.playbooks)) {
    // "clean temp" is said for clean-temp; it means nothing else unless somebody is called so.
    for (const phrase of new Set([playbook, playbook.replaceAll(/[-_]/g, " "), ...aliases])) {
      add(phrase, playbook, "playbook");
    }
  }
  for (const [person, name] of Object.entries(names.people ?? {})) {
    for (const phrase of new Set([person, name.toLowerCase()])) add(phrase, person, "person");
  }
  for (const role of names.roles ?? []) {
    for (const phrase of new Set([role, role.replaceAll(/[-_]/g, " "), `${role}s`])) add(phrase, role, "role");
  }
  for (const [alias, name] of Object.entries(names.aliases ?? {})) {
    if (names.hosts.includes(name)) add(alias, name, "host", "target");
    if (names.services.includes(name)) add(alias, name, "service");
    if (Object.hasOwn(names.groups, name)) add(alias, name, "group", "target");
  }

  const phrases = phrasesOf(entries);
  return (words, at) => {
    const hit = phrases.at(words, at);
    if (!hit || (hit.length === 1 && quantifiers.has(words[at]?.lower ?? "") && !namesGroup(words, at))) return nothing;
    return hit.values.flatMap(({ slots, value }) => slots.map((slot) => ({ slot, value, length: hit.length })));
  };
}
