/** How people speak of DNS records. */
import type { Frame } from "../../src/action.ts";
import { spokenName, spokenPlace, spokenRecord } from "../dns/spoken.ts";
import { list, phrases, seeing } from "./shared.ts";

/** What a sentence may say of a record besides its name and value. */
const slots = {
  zone: "zone",
  name: "name",
  type: "record-type",
  ttl: "ttl",
  priority: "priority",
  proxied: "proxied",
  old: "former",
  value: "ip",
} as const;
const reads = ["quoted", "destination", "label", "duration"] as const;

const types = list("cname cnames txt mx aaaa ns srv caa ptr spf dmarc dkim a");
const subjects = [
  ...phrases(
    "record|records|dns|dns record|dns records|dns entry|dns entries|entry|entries|a record|aaaa record|subdomain|hostname",
  ),
  ...phrases("alias|nameserver|mail exchanger|mail server|mail|txt entry|dns name|the name"),
  ...types.filter((type) => type !== "a"),
];
const also = [
  ...subjects,
  ...list(
    "as pointing points resolving resolve resolves resolved address value target ttl zone domain ip so it goes go now",
  ),
  ...list(
    "new which is record's behind proxy turn proxy proxying no instead over should type existing current there old",
  ),
  ...list(
    "that reads saying says verification new brand backup second be through have its called named answer from text",
  ),
  ...list(
    "alias content set up add one hour out entirely completely dns name same an host hostname live lives lead leads",
  ),
  ...phrases("set up|so that|pointing at|pointing to|that says|from now on|at the moment|going forward|in dns"),
];

export const dnsRecordList: readonly Frame[] = [
  {
    triggers: [
      ...list(
        "show list get what what's which display lookup dump where where's who is are does do dig resolve any have has",
      ),
      ...list("give tell check see did how nameservers mx records"),
      ...phrases("what are|look up|pull up|is there|are there|how many|what does|where does"),
    ],
    about: phrases(
      "dns|records|dns records|record|zone file|zone|nameserver|nameservers|name servers|resolve|resolves|resolving|pointing|point|points|txt|cname|cnames|mx|mxs|aaaa|mail servers|mail exchangers|entries|dns entries|entry|spf|ns|srv|caa|txt entries|a record|a records",
    ),
    slots: { zone: "zone", name: "name", type: "record-type" },
    requires: ["zone", "name"],
    reads: ["label"],
    also: [
      ...seeing,
      ...list(
        "zone domain records record dns entries entry set publish published listed go goes point pointing points resolve",
      ),
      ...list("resolves to at where every each called named whole thing these days into servers server ip address"),
    ],
    fill: spokenPlace,
  },
];

export const dnsRecordCreate: readonly Frame[] = [
  {
    triggers: phrases(
      "create|add|register|new|get|make|set up|put|publish|insert|provision|brand new|introduce|need a new|add in|delegate",
    ),
    about: subjects,
    also,
    slots,
    reads,
    requires: ["name", "label", "zone"],
    fill: spokenRecord,
    oneOf: ["zone"],
  },
  {
    triggers: phrases("create|add|register|set up|publish|provision"),
    also,
    slots,
    reads,
    requires: ["name", "label"],
    needs: ["ip"],
    fill: spokenRecord,
    oneOf: ["zone"],
  },
  {
    triggers: phrases("create|add|register|set up|publish|provision"),
    also,
    slots,
    reads,
    requires: ["record-type"],
    needs: ["name"],
    fill: spokenRecord,
    oneOf: ["zone"],
  },
];

export const dnsRecordUpdate: readonly Frame[] = [
  {
    triggers: phrases("point|repoint|re-point|redirect|aim"),
    also,
    alone: phrases("point|repoint"),
    slots,
    reads,
    requires: ["name", "label"],
    fill: spokenRecord,
    oneOf: ["zone"],
  },
  {
    triggers: phrases(
      "set|change|update|switch|move|modify|alter|edit|swap|turn|lower|raise|bump|adjust|make|replace|flip|cut",
    ),
    about: [...subjects, "ttl"],
    also,
    slots,
    reads,
    requires: ["name", "label", "zone"],
    // "set the ttl of api.example.test to 5 minutes"
    fill: (found, names) => ({
      ...spokenRecord(found, names),
      ...(found.ip || found.ttl ? {} : { ttl: found.duration?.[0] }),
    }),
    oneOf: ["zone"],
  },
  {
    triggers: phrases("set|change|update|switch|move|modify|alter|edit|swap|make|flip|cut|have|send"),
    also,
    slots,
    reads,
    requires: ["ip", "destination"],
    needs: ["name"],
    fill: spokenRecord,
    oneOf: ["zone"],
  },
  {
    triggers: phrases("set|change|update|switch|move|modify|alter|edit|swap|make|flip|cut|have|send"),
    also,
    slots,
    reads,
    needs: ["label", "ip"],
    fill: spokenRecord,
    oneOf: ["zone"],
  },
  {
    triggers: phrases(
      "proxy|turn the proxy on|turn the proxy off|turn off the proxy|turn on the proxy|enable the proxy|disable the proxy|turn proxying on|turn proxying off",
    ),
    also: [...also, "stays"],
    slots,
    reads,
    needs: ["name", "proxied"],
    fill: spokenRecord,
    oneOf: ["zone"],
  },
];

const goners = {
  also: [...also, ...list("value address it completely altogether thing")],
  slots: { zone: "zone", name: "name", type: "record-type", value: "ip" },
  reads: ["quoted", "label"],
  fill: spokenName,
  oneOf: ["zone"],
} satisfies Partial<Frame>;

export const dnsRecordDelete: readonly Frame[] = [
  {
    ...goners,
    triggers: phrases(
      "delete|remove|drop|get rid of|wipe|kill|nuke|erase|clear|bin|take out|take down|clean up|purge|scrap|ditch|take|axe",
    ),
    about: subjects,
    requires: ["name", "label", "zone"],
  },
  {
    ...goners,
    triggers: phrases("delete|remove|drop|get rid of|wipe|erase|take|take out"),
    requires: ["label"],
  },
  {
    ...goners,
    triggers: phrases("delete|remove|drop|get rid of|wipe|erase"),
    needs: ["name", "record-type"],
  },
];
