/** dns.record.list · create · update · delete: the records of our zones, wherever those live. */
import { z } from "zod";
import { defineDeed, defineRead } from "../../src/action.ts";
import { problem } from "../../src/problem.ts";
import { canonicalValue, sameData, sameRecord } from "../../src/providers/dns-value.ts";
import { say } from "../../src/reply.ts";
import { carryOut } from "../dns/carry-out.ts";
import { fields, typeOf } from "../dns/fields.ts";
import { planChange } from "../dns/plan.ts";
import {
  checkRecord,
  chooseOne,
  describe,
  inTheWay,
  needPriority,
  recordOf,
  replaceable,
  typeHere,
  usualTtl,
} from "../dns/rules.ts";
import { resourceOf, whereIs, zoneToList } from "../dns/where.ts";
import * as wording from "../wording/dns.ts";

const listShown = 100;

export const dnsRecordList = defineRead({
  name: "dns.record.list",
  summary: "List the DNS records of a zone or of one name",
  input: z.strictObject({
    zone: fields.zone.optional(),
    name: fields.name.optional(),
    type: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z0-9]+$/, "must be a record type like A")
      .optional(),
  }),
  positional: ["zone"],
  examples: [
    "dns.record.list zone=example.test",
    "dns.record.list example.test type=A",
    "show the dns records of example.test",
    "list dns records for api.example.test",
  ],
  frames: wording.dnsRecordList,
  resources: (input, inventory) => [resourceOf(zoneToList(input, inventory).zone)],
  answer: async (input, { inventory, providers }) => {
    const { zone, name } = zoneToList(input, inventory);
    const dns = await providers.dns(zone.name);
    const filter = {
      ...(name === undefined ? {} : { name }),
      ...(input.type === undefined ? {} : { type: input.type }),
    };
    const records = await dns.list(filter);
    const of = [input.type, "records of", name ?? zone.name].filter((word) => word !== undefined).join(" ");
    if (records.length === 0) return say(`There are no ${of} in ${dns.where}.`);
    const shown = records.slice(0, listShown);
    const more =
      records.length > shown.length ? `; the first ${shown.length} are shown, say a name or type for less` : "";
    const rows = shown.map((record) => [
      record.name,
      record.type,
      record.priority === undefined ? record.value : `${record.priority} ${record.value}`,
      record.ttl === 1 ? "auto" : String(record.ttl),
    ]);
    return say(`${records.length} ${of} in ${dns.where}${more}.`, {
      blocks: [{ kind: "table", columns: ["name", "type", "value", "TTL"], rows }],
    });
  },
});

export const dnsRecordCreate = defineDeed({
  name: "dns.record.create",
  summary: "Create a DNS record",
  effect: "write",
  input: z.strictObject({
    zone: fields.zone.optional(),
    name: fields.name,
    type: fields.type.optional(),
    value: fields.value,
    ttl: fields.ttl.optional(),
    priority: fields.priority.optional(),
    proxied: fields.proxied.optional(),
  }),
  positional: ["name", "value"],
  examples: [
    "dns.record.create name=cdn.example.test type=A value=203.0.113.20",
    "create a dns record for cdn.example.test with 203.0.113.20",
    "add an A record for cdn.example.test with the address 203.0.113.20",
  ],
  frames: wording.dnsRecordCreate,
  resources: (input, inventory) => [resourceOf(whereIs("dns.record.create", input, inventory).zone)],
  plan: async (input, { inventory, providers }) => {
    const action = "dns.record.create";
    const where = whereIs(action, input, inventory);
    const { zone, name } = where;
    const type = input.type ?? typeOf(input.value);
    if (!type) throw problem("BAD_INPUT", { action, field: "type", why: `${input.value} does not tell it; say one` });
    checkRecord(action, where, type, input);
    needPriority(action, type, input.priority);
    const dns = await providers.dns(zone.name);
    const live = await dns.list({ name });
    const after = recordOf(name, type, input, input.proxied ? 1 : (input.ttl ?? (await usualTtl(dns, zone))));
    if (live.some((record) => sameData(record, after))) {
      throw problem("NOTHING_TO_DO", { what: `${name} already has ${describe(after)} in ${dns.where}.` });
    }
    const [obstacle] = inTheWay(live, type);
    if (obstacle) {
      const why = `${name} already has ${describe(obstacle)}, and a CNAME stands alone`;
      throw problem("BAD_INPUT", { action, field: "type", why });
    }
    return planChange({ dns, zone, before: null, after });
  },
  apply: carryOut,
});

export const dnsRecordUpdate = defineDeed({
  name: "dns.record.update",
  summary: "Point a name somewhere else, or change a record's TTL",
  effect: "write",
  input: z
    .strictObject({
      zone: fields.zone.optional(),
      name: fields.name,
      type: fields.type.optional(),
      /** The value it has now, where a name has several records of one type. */
      old: fields.value.optional(),
      value: fields.value.optional(),
      ttl: fields.ttl.optional(),
      priority: fields.priority.optional(),
      proxied: fields.proxied.optional(),
    })
    .refine(({ value, ttl, priority, proxied }) => [value, ttl, priority, proxied].some((one) => one !== undefined), {
      message: "say the new value",
      path: ["value"],
    }),
  positional: ["name", "value"],
  examples: [
    "point api.example.test at 203.0.113.10",
    "change the dns record of api.example.test to 203.0.113.10",
    "dns.record.update name=api.example.test type=A value=203.0.113.10",
    "dns.record.update zone=example.test name=api ttl=60",
  ],
  frames: wording.dnsRecordUpdate,
  resources: (input, inventory) => [resourceOf(whereIs("dns.record.update", input, inventory).zone)],
  plan: async (input, { inventory, providers }) => {
    const action = "dns.record.update";
    const where = whereIs(action, input, inventory);
    const { zone, name } = where;
    const dns = await providers.dns(zone.name);
    const live = await dns.list({ name });
    const type = input.type ?? (input.value === undefined ? undefined : typeOf(input.value)) ?? typeHere(action, live);
    checkRecord(action, where, type, input);

    const old = input.old === undefined ? undefined : canonicalValue(type, input.old);
    const same = live.filter((record) => record.type === type && (old === undefined || record.value === old));
    const obstacles = inTheWay(live, type);
    const before =
      chooseOne(action, "old", same) ?? (old === undefined ? replaceable(action, name, type, obstacles) : undefined);
    if (!before && old !== undefined)
      throw problem("RECORD_MISSING", { name, type: `${type} ${old}`, zone: zone.name });

    const value = input.value ?? (before?.type === type ? before.value : undefined);
    if (value === undefined) throw problem("RECORD_MISSING", { name, type, zone: zone.name });
    const priority = input.priority ?? before?.priority;
    needPriority(action, type, priority);
    const proxied = input.proxied ?? before?.proxied;
    if (proxied && input.ttl !== undefined && input.ttl !== 1) {
      throw problem("BAD_INPUT", { action, field: "ttl", why: "a proxied record has none of its own" });
    }
    const ttl = proxied ? 1 : (input.ttl ?? before?.ttl ?? (await usualTtl(dns, zone)));
    const after = recordOf(name, type, { value, priority, proxied }, ttl);
    if (before && sameRecord(before, after)) {
      throw problem("NOTHING_TO_DO", { what: `${name} already is ${describe(after)} in ${dns.where}.` });
    }
    if (live.some((record) => record !== before && sameData(record, after))) {
      throw problem("NOTHING_TO_DO", {
        what: `${name} already has ${describe(after)} in ${dns.where}, beside others.`,
      });
    }
    return planChange({ dns, zone, before: before ?? null, after });
  },
  apply: carryOut,
});

export const dnsRecordDelete = defineDeed({
  name: "dns.record.delete",
  summary: "Delete a DNS record",
  effect: "destructive",
  input: z.strictObject({
    zone: fields.zone.optional(),
    name: fields.name,
    type: fields.type.optional(),
    value: fields.value.optional(),
  }),
  positional: ["name", "type"],
  examples: [
    "dns.record.delete name=www.example.test type=A",
    "delete the dns record www.example.test",
    "remove the A record of www.example.test",
  ],
  frames: wording.dnsRecordDelete,
  resources: (input, inventory) => [resourceOf(whereIs("dns.record.delete", input, inventory).zone)],
  plan: async (input, { inventory, providers }) => {
    const action = "dns.record.delete";
    const where = whereIs(action, input, inventory);
    const { zone, name } = where;
    const dns = await providers.dns(zone.name);
    const live = (await dns.list({ name })).filter((record) => record.type !== "SOA");
    const candidates = live.filter(
      (record) =>
        (input.type === undefined || record.type === input.type) &&
        (input.value === undefined || record.value === canonicalValue(record.type, input.value)),
    );
    const before = chooseOne(action, input.type === undefined ? "type" : "value", candidates);
    if (!before) throw problem("RECORD_MISSING", { name, type: input.type ?? "", zone: zone.name });
    checkRecord(action, where, typeHere(action, [before]), {});
    return planChange({ dns, zone, before, after: null });
  },
  apply: carryOut,
});
