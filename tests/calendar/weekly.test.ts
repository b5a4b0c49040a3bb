import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { weekdays } from "../../src/calendar.ts";
import { calendarOf, listed, prod } from "./site.ts";

const window = (zone: string, from: string, to: string, days: readonly string[] = weekdays) =>
  calendarOf({ time_zone: zone, windows: [{ name: "w", days, from, to }] });

const time = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

describe("a window where the clock on the wall is changed", () => {
  test.each<[what: string, zone: string, from: string, to: string, day: string, spans: string[]]>([
    ["the hour that is skipped is in no window", ...(["Europe/Berlin", "02:15", "02:45", "2026-03-29"] as const), []],
    [
      "a window that begins in the skipped hour begins after it",
      ...(["Europe/Berlin", "02:30", "04:00", "2026-03-29"] as const),
      ["2026-03-29T03:00+02:00 – 2026-03-29T04:00+02:00 w"],
    ],
    [
      "a window that ends in it ends before it",
      ...(["Europe/Berlin", "01:00", "02:30", "2026-03-29"] as const),
      ["2026-03-29T01:00+01:00 – 2026-03-29T03:00+02:00 w"],
    ],
    [
      "the hour that comes twice is in it twice",
      ...(["Europe/Berlin", "02:15", "02:45", "2026-10-25"] as const),
      ["2026-10-25T02:15+02:00 – 2026-10-25T02:45+02:00 w", "2026-10-25T02:15+01:00 – 2026-10-25T02:45+01:00 w"],
    ],
    [
      "a window around both is one, an hour longer",
      ...(["Europe/Berlin", "01:00", "04:00", "2026-10-25"] as const),
      ["2026-10-25T01:00+02:00 – 2026-10-25T04:00+01:00 w"],
    ],
    [
      "New York, spring",
      ...(["America/New_York", "02:30", "03:30", "2026-03-08"] as const),
      ["2026-03-08T03:00-04:00 – 2026-03-08T03:30-04:00 w"],
    ],
    [
      "New York, autumn",
      ...(["America/New_York", "01:30", "02:30", "2026-11-01"] as const),
      ["2026-11-01T01:30-04:00 – 2026-11-01T01:00-05:00 w", "2026-11-01T01:30-05:00 – 2026-11-01T02:30-05:00 w"],
    ],
    [
      "a zone half an hour off, which changes nothing",
      ...(["Asia/Kolkata", "09:00", "16:30", "2026-03-29"] as const),
      ["2026-03-29T09:00+05:30 – 2026-03-29T16:30+05:30 w"],
    ],
    [
      "a zone that changes by half an hour",
      ...(["Australia/Lord_Howe", "01:45", "02:15", "2026-04-05"] as const),
      ["2026-04-05T01:45+11:00 – 2026-04-05T01:30+10:30 w", "2026-04-05T01:45+10:30 – 2026-04-05T02:15+10:30 w"],
    ],
  ])("QU-11 %s", async (_, zone, from, to, day, spans) => {
    const [start, end] = [0, 1].map((days) => Temporal.PlainDate.from(day).add({ days }).toZonedDateTime(zone));
    const calendar = await window(zone, from, to);
    expect(listed(calendar, String(start?.toInstant()), String(end?.toInstant()))).toEqual(spans);
  });

  test("QU-11 a window over midnight belongs to the day on which it begins", async () => {
    const calendar = await window("Europe/Berlin", "22:00", "03:30", ["sat"]);
    expect(listed(calendar, "2026-03-26T00:00Z", "2026-04-01T00:00Z")).toEqual([
      "2026-03-28T22:00+01:00 – 2026-03-29T03:30+02:00 w",
    ]);
  });
});

test("AP-12 a window is open exactly while the clock on the wall shows a time in it, on its days", async () => {
  const zones = fc.constantFrom("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC");
  // Weeks with a change of the clock in one of the zones, and one without.
  const weeks = fc.constantFrom(
    "2026-03-05",
    "2026-03-26",
    "2026-04-02",
    "2026-06-10",
    "2026-10-01",
    "2026-10-22",
    "2026-10-29",
  );
  const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
  const days = fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(zones, weeks, minutes, minutes, days, async (zone, week, from, to, on) => {
      const calendar = await window(zone, time(from), time(to), on);
      const isIn = (at: Temporal.ZonedDateTime): boolean => {
        const minute = at.hour * 60 + at.minute;
        const today = on.includes(weekdays[at.dayOfWeek % 7] ?? "sun");
        const yesterday = on.includes(weekdays[(at.dayOfWeek + 6) % 7] ?? "sun");
        if (from < to) return today && from <= minute && minute < to;
        return (today && from <= minute) || (yesterday && minute < to);
      };
      const start = Temporal.PlainDate.from(week).toZonedDateTime(zone);
      const wrong = Array.from({ length: 7 * 24 * 60 }, (__, minute) => start.add({ minutes: minute })).find(
        (at) => calendar.at(new Date(at.epochMilliseconds), prod).open !== isIn(at),
      );
      expect(wrong).toBeUndefined();
    }),
    { numRuns: 12 },
  );
}, 60_000);
