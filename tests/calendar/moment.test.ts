import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordClosed, wordFreeze } from "../../src/calendar.ts";
import type { Resource } from "../../src/plan.ts";
import { calendarOf, dev, prod } from "./site.ts";

const blackFriday = {
  name: "black friday",
  from: "2026-11-26T00:00",
  to: "2026-11-30T08:00",
  environments: ["prod"],
  because: "peak trade",
};
const office = {
  name: "office hours",
  days: ["mon", "tue", "wed", "thu"],
  from: "09:00",
  to: "16:00",
  environments: ["prod"],
};
const berlin = { time_zone: "Europe/Berlin" };
const at = (text: string): Date =>
  new Date(Temporal.PlainDateTime.from(text).toZonedDateTime("Europe/Berlin").epochMilliseconds);

const iso = (ms: number): string => new Date(ms).toISOString().replace(".000", "");

const host = (id: string, environment?: string, labels: string[] = []): Resource => ({
  kind: "host",
  id,
  environment,
  labels,
});

describe("AP-12 a moment", () => {
  test("in a freeze: what it is called, why, until when, and when changes are possible again", async () => {
    const calendar = await calendarOf({ ...berlin, freezes: [blackFriday], windows: [office] });
    const moment = calendar.at(at("2026-11-26T10:00"), prod);
    expect(moment).toEqual({
      frozen: true,
      freeze: "black friday",
      because: "peak trade",
      frozenUntil: "2026-11-30T07:00:00Z",
      open: true,
      window: "office hours",
      // The freeze ends at eight, the window opens at nine.
      opensAt: "2026-11-30T08:00:00Z",
    });
    expect(wordFreeze(moment, calendar.timeZone)).toBe(
      "changes are frozen (black friday: peak trade) until 2026-11-30 08:00 (Europe/Berlin)",
    );
    expect(calendar.at(at("2026-11-26T10:00"), dev)).toMatchObject({
      frozen: false,
      open: true,
      window: "",
      opensAt: null,
    });
  });

  test("outside every window: closed, and when the next one opens", async () => {
    const calendar = await calendarOf({ ...berlin, windows: [office] });
    const moment = calendar.at(at("2026-11-26T16:00"), prod);
    expect(moment).toMatchObject({
      frozen: false,
      freeze: "",
      open: false,
      window: "",
      opensAt: "2026-11-30T08:00:00Z",
    });
    expect(wordClosed(moment, calendar.timeZone)).toBe(
      "no change window is open; the next opens 2026-11-30 09:00 (Europe/Berlin)",
    );
    expect(calendar.at(at("2026-11-26T15:59:59.999"), prod)).toMatchObject({ open: true, opensAt: null });
  });

  test("freezes that follow one another are one to whoever waits for the end", async () => {
    const next = { name: "stocktaking", from: "2026-11-30T07:00", to: "2026-12-01T08:00" };
    const calendar = await calendarOf({ ...berlin, freezes: [blackFriday, next] });
    expect(calendar.at(at("2026-11-29T10:00"), prod)).toMatchObject({
      freeze: "black friday",
      frozenUntil: "2026-12-01T07:00:00Z",
    });
    expect(calendar.at(at("2026-11-30T07:30"), prod)).toMatchObject({
      freeze: "black friday, stocktaking",
      opensAt: "2026-12-01T07:00:00Z",
    });
  });

  test("that nothing ends within a year is no time", async () => {
    const calendar = await calendarOf({ ...berlin, freezes: [{ ...blackFriday, to: "2030-01-01T00:00" }] });
    const moment = calendar.at(at("2026-11-29T10:00"), prod);
    expect(moment).toMatchObject({ frozen: true, frozenUntil: null, opensAt: null });
    expect(wordFreeze(moment, "UTC")).toBe("changes are frozen (black friday: peak trade)");
  });

  test("a freeze of which one end is a time that comes twice, and one that never comes, is never shorter than it says", async () => {
    const twice = await calendarOf({
      ...berlin,
      freezes: [{ name: "f", from: "2026-10-25T02:30", to: "2026-10-25T02:30:01" }],
    });
    const frozen = (calendar: typeof twice, when: string): boolean => calendar.at(new Date(when), prod).frozen;
    // 02:30 summer time, and an hour later 02:30 winter time.
    expect(
      ["00:29:59", "00:30:00", "01:29:00", "01:30:00", "01:30:01"].map((time) => frozen(twice, `2026-10-25T${time}Z`)),
    ).toEqual([false, true, true, true, false]);
    const never = await calendarOf({
      ...berlin,
      freezes: [{ name: "f", from: "2026-03-29T02:15", to: "2026-03-29T02:45" }],
    });
    expect(
      ["00:14:59", "00:15:00", "01:44:59", "01:45:00"].map((time) => frozen(never, `2026-03-29T${time}Z`)),
    ).toEqual([false, true, true, false]);
  });

  test("with an offset a freeze is meant by no wall", async () => {
    const calendar = await calendarOf({
      ...berlin,
      freezes: [{ name: "f", from: "2026-11-26T00:00Z", to: "2026-11-26T01:00-05:00" }],
    });
    expect(calendar.at(new Date("2026-11-25T23:59:59Z"), prod).frozen).toBe(false);
    expect(calendar.at(new Date("2026-11-26T00:00:00Z"), prod)).toMatchObject({
      frozen: true,
      frozenUntil: "2026-11-26T06:00:00Z",
    });
  });
});

test("AP-12 a freeze holds at every instant of [from, to) and at no other", async () => {
  const instant = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2027-12-31") });
  await fc.assert(
    fc.asyncProperty(
      instant,
      instant,
      fc.array(instant, { minLength: 1, maxLength: 20 }),
      async (one, other, looks) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other) + 1000].map(
          (ms) => Math.floor(ms / 1000) * 1000,
        ) as [number, number];
        const calendar = await calendarOf({ freezes: [{ name: "f", from: iso(from), to: iso(to) }] });
        for (const look of [...looks, from - 1, from, to - 1, to]) {
          expect(calendar.at(new Date(look), prod).frozen).toBe(from <= look && look < to);
        }
      },
    ),
  );
});

describe("AP-12 what a freeze covers", () => {
  test.each<[scope: object, covered: Resource[], not: Resource[]]>([
    [
      {},
      [host("x"), { kind: "zone", id: "example.test" }, { kind: "site", id: "models" }],
      [{ kind: "request", id: "r-1" }],
    ],
    [
      { environments: ["prod"] },
      [host("x", "prod"), { kind: "service", id: "shop", environment: "prod" }],
      [host("x", "dev"), host("x")],
    ],
    [
      { hosts: ["web-1"] },
      [host("web-1", "dev"), { kind: "group", id: "web" }],
      [host("web-2"), { kind: "service", id: "web-1" }],
    ],
    [{ groups: ["web"] }, [host("web-1"), { kind: "group", id: "web" }, { kind: "group", id: "all" }], [host("db-1")]],
    [
      { services: ["shop"], zones: ["example.test"] },
      [
        { kind: "service", id: "shop" },
        { kind: "zone", id: "example.test" },
      ],
      [host("shop")],
    ],
    [{ labels: ["edge", "db"] }, [host("x", "prod", ["db"])], [host("x", "prod", ["web"]), host("x")]],
    [
      { environments: ["prod"], groups: ["web"], labels: ["edge"] },
      [host("web-1", "prod", ["edge"])],
      [host("web-1", "dev", ["edge"]), host("db-1", "prod", ["edge"]), host("web-1", "prod")],
    ],
  ])("%j", async (scope, covered, not) => {
    const calendar = await calendarOf({
      freezes: [{ name: "f", from: "2026-01-01T00:00", to: "2027-01-01T00:00", ...scope }],
    });
    const frozen = (resource: Resource): boolean => calendar.at(new Date("2026-06-01"), [resource]).frozen;
    expect(covered.filter((resource) => !frozen(resource))).toEqual([]);
    expect(not.filter(frozen)).toEqual([]);
  });

  test("one covered thing among several freezes the change; each with windows needs one that is open", async () => {
    const calendar = await calendarOf({
      ...berlin,
      freezes: [blackFriday],
      windows: [office, { name: "patch night", days: ["tue"], from: "22:00", to: "04:00", environments: ["dev"] }],
    });
    expect(calendar.at(at("2026-11-27T10:00"), [...dev, ...prod]).frozen).toBe(true);
    expect(calendar.at(at("2026-11-24T10:00"), prod).open).toBe(true);
    expect(calendar.at(at("2026-11-24T10:00"), [...dev, ...prod])).toMatchObject({
      open: false,
      window: "office hours",
      opensAt: null,
    });
    expect(calendar.at(at("2026-11-24T22:30"), dev)).toMatchObject({ open: true, window: "patch night" });
  });

  test("a change of nothing that can be named is covered by what covers everything", async () => {
    const everything = { ...blackFriday, environments: undefined };
    expect((await calendarOf({ ...berlin, freezes: [everything] })).at(at("2026-11-27T10:00"), []).frozen).toBe(true);
    expect((await calendarOf({ ...berlin, freezes: [blackFriday] })).at(at("2026-11-27T10:00"), []).frozen).toBe(false);
  });
});

test("AP-12 no calendar: nothing is ever frozen or closed", async () => {
  const calendar = await calendarOf({});
  expect(calendar.at(new Date(), prod)).toEqual({
    frozen: false,
    freeze: "",
    because: "",
    frozenUntil: null,
    open: true,
    window: "",
    opensAt: null,
  });
});
