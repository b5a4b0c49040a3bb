import * as fc from "fast-check";
import ICAL from "ical.js";
import { describe, expect, test } from "vitest";
import { readRule } from "../../src/calendar/read-value.ts";
import { daysOf } from "../../src/calendar/rule.ts";
import type { Property } from "../../src/calendar/content-lines.ts";

const day = 86_400_000;
const number = (date: string): number => Date.parse(date) / day;
const date = (n: number): string => new Date(n * day).toISOString().slice(0, 10);

function ruleOf(text: string) {
  const [name, params, type, ...values] = ICAL.parse.property(`RRULE:${text}`) as [
    string,
    Property["params"],
    string,
    ...unknown[],
  ];
  return readRule({ line: 1, name, params, type, values }).rule;
}

const dates = (text: string, start: string, from: string, to: string): string[] =>
  daysOf(ruleOf(text), number(start), number(from), number(to)).map(date);

describe("AP-12 a rule recurs when RFC 5545 says", () => {
  test.each<[rule: string, start: string, to: string, dates: string]>([
    [
      "FREQ=DAILY;INTERVAL=10;COUNT=5",
      "1997-09-02",
      "1999-01-01",
      "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12",
    ],
    [
      "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
      "1997-09-02",
      "1997-11-01",
      "1997-09-02 1997-09-16 1997-09-30 1997-10-14 1997-10-28",
    ],
    [
      "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
      "1997-08-05",
      "1999-01-01",
      "1997-08-05 1997-08-10 1997-08-19 1997-08-24",
    ],
    [
      "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
      "1997-08-05",
      "1999-01-01",
      "1997-08-05 1997-08-17 1997-08-19 1997-08-31",
    ],
    ["FREQ=MONTHLY;COUNT=4;BYDAY=1FR", "1997-09-05", "1999-01-01", "1997-09-05 1997-10-03 1997-11-07 1997-12-05"],
    ["FREQ=MONTHLY;COUNT=3;BYDAY=-2MO", "1997-09-22", "1999-01-01", "1997-09-22 1997-10-20 1997-11-17"],
    ["FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28", "1997-12-31", "1997-09-28 1997-10-29 1997-11-28 1997-12-29"],
    ["FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1", "1997-09-30", "1999-01-01", "1997-09-30 1997-10-01 1997-10-31 1997-11-01"],
    ["FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "1999-01-01", "1997-09-04 1997-10-07 1997-11-06"],
    [
      "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
      "1997-09-29",
      "1998-01-01",
      "1997-09-29 1997-10-30 1997-11-27 1997-12-30",
    ],
    ["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1998-02-13", "1999-01-01", "1998-02-13 1998-03-13 1998-11-13"],
    ["FREQ=YEARLY;COUNT=4;BYMONTH=6,7", "1997-06-10", "1999-01-01", "1997-06-10 1997-07-10 1998-06-10 1998-07-10"],
    ["FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1999-12-31", "1997-05-19 1998-05-18 1999-05-17"],
    ["FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13", "1997-12-31", "1997-03-13 1997-03-20 1997-03-27"],
    [
      "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
      "1996-11-05",
      "2005-01-01",
      "1996-11-05 2000-11-07 2004-11-02",
    ],
    ["FREQ=MONTHLY", "2026-01-31", "2026-06-01", "2026-01-31 2026-03-31 2026-05-31"],
    ["FREQ=YEARLY", "2024-02-29", "2033-01-01", "2024-02-29 2028-02-29 2032-02-29"],
  ])("%s", (rule, start, to, expected) => {
    expect(dates(rule, start, start, to)).toEqual(expected.split(" "));
  });
});

test.each([
  "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
  "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
  "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
  "FREQ=YEARLY;BYMONTH=4;BYDAY=1MO;BYMONTHDAY=15",
])("AP-12 a rule that no day fits has its first day and an end: %s", (rule) => {
  expect(dates(rule, "2006-01-05", "2006-01-01", "2028-01-01")).toEqual(["2006-01-05"]);
  expect(dates(rule, "2006-01-05", "2026-01-01", "2028-01-01")).toEqual([]);
});

const weekday = fc.constantFrom("MO", "TU", "WE", "TH", "FR", "SA", "SU");
const someDays = fc.uniqueArray(weekday, { minLength: 1, maxLength: 4 }).map((list) => `;BYDAY=${list.join(",")}`);
const nth = fc.constantFrom(1, 2, 3, 4, -1, -2);
const rules = fc
  .tuple(
    fc.oneof(
      fc.constant("FREQ=DAILY"),
      someDays.map((list) => `FREQ=WEEKLY${list}`),
      fc.tuple(nth, weekday).map(([which, one]) => `FREQ=MONTHLY;BYDAY=${which}${one}`),
      fc.integer({ min: 1, max: 28 }).map((one) => `FREQ=MONTHLY;BYMONTHDAY=${one}`),
      fc
        .tuple(nth, weekday, fc.integer({ min: 1, max: 12 }))
        .map(([which, one, month]) => `FREQ=YEARLY;BYMONTH=${month};BYDAY=${which}${one}`),
    ),
    fc.integer({ min: 1, max: 4 }),
    fc.option(fc.integer({ min: 1, max: 30 })),
  )
  .map(([rule, interval, count]) => `${rule};INTERVAL=${interval}${count === null ? "" : `;COUNT=${count}`}`);

test("AP-12 on plain rules that the first day fits it agrees with ical.js, wherever one begins to look", () => {
  const starts = fc.integer({ min: number("2018-01-01"), max: number("2020-12-31") });
  fc.assert(
    fc.property(rules, starts, fc.integer({ min: 0, max: 2000 }), (text, anywhere, later) => {
      const [start] = daysOf(ruleOf(text.replace(/;COUNT=\d+/, "")), anywhere - 1, anywhere, anywhere + 4000);
      if (start === undefined) return;
      const iterator = ICAL.Recur.fromString(text).iterator(ICAL.Time.fromDateString(date(start)));
      const [from, to] = [start + later, start + later + 700];
      const theirs = [];
      for (let next = iterator.next(); next && number(next.toString()) < to; next = iterator.next()) {
        if (number(next.toString()) >= from) theirs.push(next.toString());
      }
      expect(daysOf(ruleOf(text), start, from, to).map(date)).toEqual(theirs);
    }),
    { numRuns: 400 },
  );
});
