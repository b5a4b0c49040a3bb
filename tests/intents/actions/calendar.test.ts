import { afterEach, beforeEach, expect, it } from "vitest";
import { calendarShow } from "../../../intents/actions/calendar.ts";
import { createParser } from "../../../intents/parser/index.ts";
import { loadActions } from "../../../src/catalog.ts";
import { namesOf } from "../../../src/inventory.ts";
import { calendarOf } from "../../calendar/site.ts";
import { openSite, type Site } from "./site.ts";

const iso = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19) + "Z";

let site: Site;
beforeEach(async () => {
  const freezes = [
    { name: "stocktaking", from: iso(-1), to: iso(3), environments: ["prod"], because: "counting" },
    { name: "later", from: iso(50), to: iso(60), environments: ["dev"] },
    { name: "far away", from: iso(24 * 20), to: iso(24 * 21) },
    { name: "holidays", ics: "/nowhere/freeze.ics", environments: ["staging"] },
  ];
  site = await openSite({ calendar: await calendarOf({ freezes }) });
});
afterEach(() => site.close());

it("AP-12 calendar.show says how each environment stands, what is broken, and what is to come", async () => {
  const reply = await site.answer(calendarShow, {});
  if (reply.reply !== "text") throw new Error("words are expected");
  expect(reply.text).toMatch(
    /^dev is open\. prod is frozen until \S+ \S+: stocktaking \(counting\)\. The calendar \/nowhere\/freeze\.ics cannot be used: /,
  );
  const [table] = reply.blocks ?? [];
  const rows = table?.kind === "table" ? table.rows.map((row) => row.slice(0, 3)) : [];
  expect(rows).toEqual([
    ["freeze, now", "prod", "stocktaking (counting)"],
    ["freeze, now", "staging", "holidays (its calendar freeze.ics cannot be read)"],
    ["freeze", "dev", "later"],
  ]);
});

it("AP-12 of one environment it says that one, and of one that there is not, that", async () => {
  expect(await site.answer(calendarShow, { env: "dev" })).toMatchObject({
    text: expect.stringMatching(/^dev is open\. The calendar/) as string,
  });
  await expect(site.answer(calendarShow, { env: "moon" })).rejects.toMatchObject({ code: "BAD_INPUT" });
});

it("AP-12 without a calendar it says so, instead of that all is open", async () => {
  const bare = await openSite({ calendar: await calendarOf({}) });
  expect(await bare.answer(calendarShow, {})).toMatchObject({
    text: expect.stringMatching(/^There is no change calendar here/) as string,
  });
  await bare.close();
});

it.each(calendarShow.examples)("“%s” is read as calendar.show", async (example) => {
  const parse = createParser({ actions: (await loadActions()).all, names: namesOf(site.inventory) });
  expect(parse(example)).toMatchObject({ kind: "act", action: "calendar.show" });
});
