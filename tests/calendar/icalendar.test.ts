import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { calendarOf, event, fixture, icsFile, listed } from "./site.ts";

const freezes = (ics: string, zone = "Europe/Berlin") =>
  calendarOf({ time_zone: zone, freezes: [{ name: "the file", ics }] });

const of = async (ics: string, from: string, to: string, zone?: string) => {
  const calendar = await freezes(ics, zone);
  expect(calendar.problems).toEqual([]);
  return listed(calendar, from, to);
};

describe("AP-12 calendars as their programs write them", () => {
  test("Google: whole days, a rule with an exception, one time moved, one cancelled", async () => {
    expect(await of(fixture("google.ics"), "2026-05-01T00:00Z", "2027-12-31T00:00Z")).toEqual([
      "2026-05-04T18:00+02:00 – 2026-05-05T06:00+02:00 Month-end closing",
      "2026-07-06T18:00+02:00 – 2026-07-07T06:00+02:00 Month-end closing",
      "2026-08-03T18:00+02:00 – 2026-08-04T06:00+02:00 Month-end closing",
      "2026-09-07T18:00+02:00 – 2026-09-08T06:00+02:00 Month-end closing",
      "2026-10-05T18:00+02:00 – 2026-10-06T06:00+02:00 Month-end closing",
      "2026-11-02T18:00+01:00 – 2026-11-03T06:00+01:00 Month-end closing",
      "2026-12-08T18:00+01:00 – 2026-12-09T06:00+01:00 Month-end closing (a day later)",
      "2026-12-24T00:00+01:00 – 2027-01-02T00:00+01:00 Holidays",
      "2027-01-04T18:00+01:00 – 2027-01-05T06:00+01:00 Month-end closing",
      "2027-02-01T18:00+01:00 – 2027-02-02T06:00+01:00 Month-end closing",
      "2027-03-01T18:00+01:00 – 2027-03-02T06:00+01:00 Month-end closing",
    ]);
  });

  test("Outlook: a Windows name that the file explains, rules since 1601, the change of the clock within an event", async () => {
    expect(await of(fixture("outlook.ics"), "2026-03-01T00:00Z", "2026-04-10T00:00Z")).toEqual([
      "2026-03-28T22:00+01:00 – 2026-03-29T04:00+02:00 Patch night",
      "2026-04-04T22:00+02:00 – 2026-04-05T04:00+02:00 Patch night",
    ]);
    expect(await of(fixture("outlook.ics"), "2026-10-16T00:00Z", "2026-11-04T00:00Z")).toEqual([
      "2026-10-17T22:00+02:00 – 2026-10-18T04:00+02:00 Patch night",
      "2026-10-31T22:00+01:00 – 2026-11-01T04:00+01:00 Patch night",
    ]);
  });

  test("Apple: another zone than ours, one without VTIMEZONE, a length instead of an end, a time without a zone", async () => {
    expect(await of(fixture("apple.ics"), "2026-11-01T00:00Z", "2026-12-31T00:00Z")).toEqual([
      "2026-11-12T04:30+01:00 – 2026-11-12T13:00+01:00 Audit on site",
      "2026-11-13T04:30+01:00 – 2026-11-13T13:00+01:00 Audit on site",
      "2026-11-14T04:30+01:00 – 2026-11-14T13:00+01:00 Audit on site",
      "2026-11-26T00:00+01:00 – 2026-11-30T14:00+01:00 Black Friday",
      "2026-12-01T09:00+01:00 – 2026-12-01T10:00+01:00 All hands",
    ]);
  });
});

describe("AP-12 single points of RFC 5545", () => {
  test.each<[what: string, lines: string, from: string, to: string, spans: string[]]>([
    [
      "a whole day is as long as that day: 23 hours",
      "DTSTART;VALUE=DATE:20260329",
      ...(["2026-03-28T00:00Z", "2026-03-31T00:00Z"] as const),
      ["2026-03-29T00:00+01:00 – 2026-03-30T00:00+02:00 the file"],
    ],
    [
      "and 25",
      "DTSTART;VALUE=DATE:20261025\nDURATION:P1D",
      ...(["2026-10-24T00:00Z", "2026-10-27T00:00Z"] as const),
      ["2026-10-25T00:00+02:00 – 2026-10-26T00:00+01:00 the file"],
    ],
    [
      "24 hours are 24 hours",
      "DTSTART:20260328T120000\nDURATION:PT24H",
      ...(["2026-03-28T00:00Z", "2026-03-31T00:00Z"] as const),
      ["2026-03-28T12:00+01:00 – 2026-03-29T13:00+02:00 the file"],
    ],
    [
      "a freeze from a time that comes twice to one that comes twice is the longest it can be",
      "DTSTART:20261025T020000\nDTEND:20261025T023000",
      ...(["2026-10-24T00:00Z", "2026-10-27T00:00Z"] as const),
      ["2026-10-25T02:00+02:00 – 2026-10-25T02:30+01:00 the file"],
    ],
    [
      "EXDATE in UTC, UNTIL in UTC up to and with the last",
      "DTSTART;TZID=Europe/Berlin:20261019T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20261109T080000Z\nEXDATE:20261102T080000Z",
      ...(["2026-10-01T00:00Z", "2026-12-31T00:00Z"] as const),
      [
        "2026-10-19T09:00+02:00 – 2026-10-19T10:00+02:00 the file",
        "2026-10-26T09:00+01:00 – 2026-10-26T10:00+01:00 the file",
        "2026-11-09T09:00+01:00 – 2026-11-09T10:00+01:00 the file",
      ],
    ],
    [
      "UNTIL a day holds all that day; EXDATE a day takes that day",
      "DTSTART:20261019T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261021\nEXDATE;VALUE=DATE:20261020",
      ...(["2026-10-01T00:00Z", "2026-12-31T00:00Z"] as const),
      [
        "2026-10-19T09:00+02:00 – 2026-10-19T10:00+02:00 the file",
        "2026-10-21T09:00+02:00 – 2026-10-21T10:00+02:00 the file",
      ],
    ],
    [
      "RDATE, two events in one calendar without a rule",
      "DTSTART:20261019T090000\nDURATION:PT1H\nRDATE:20261102T100000,20261103T100000",
      ...(["2026-11-01T00:00Z", "2026-12-31T00:00Z"] as const),
      [
        "2026-11-02T10:00+01:00 – 2026-11-02T11:00+01:00 the file",
        "2026-11-03T10:00+01:00 – 2026-11-03T11:00+01:00 the file",
      ],
    ],
    [
      "an event of months, looked at in its middle",
      "DTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20270201\nSUMMARY:Long\\, and \n  folded",
      ...(["2026-12-01T00:00Z", "2026-12-02T00:00Z"] as const),
      ["2026-10-01T00:00+02:00 – 2027-02-01T00:00+01:00 Long, and folded"],
    ],
  ])("%s", async (_, lines, from, to, spans) => {
    expect(await of(icsFile(event(lines)), from, to)).toEqual(spans);
  });
});

test("AP-12 a rule for every day since twenty years costs no more than one that is new", async () => {
  const twenty = Array.from({ length: 200 }, (_, n) =>
    event(`DTSTART;TZID=Europe/Berlin:20060101T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY\nSUMMARY:${n}`),
  );
  const spans = await of(icsFile(twenty.join("\n")), "2026-11-24T00:00Z", "2026-11-25T00:00Z");
  expect(spans).toHaveLength(200);
});

describe("AP-12 a file that cannot be understood is refused as a whole, with the place", () => {
  test.each<[what: string, text: string, sentence: RegExp]>([
    ["an empty file", "", /:1 cannot be used: there is no BEGIN:VCALENDAR in it\./],
    ["a page to log in at", "<!doctype html>\n<html>", /:1 cannot be used: this is no line of an iCalendar file\./],
    [
      "a file that is cut off",
      "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\n",
      /:3 cannot be used: BEGIN:VEVENT has no END: the file is cut off\./,
    ],
    [
      "a line that is none",
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nno line\nEND:VEVENT\nEND:VCALENDAR\n",
      /:4 cannot be used: this is no line/,
    ],
    [
      "the wrong END",
      "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
      /:3 cannot be used: END:VCALENDAR closes nothing\./,
    ],
  ])("%s", async (_, text, sentence) => {
    const { writeFileSync } = await import("node:fs");
    const file = icsFile("");
    writeFileSync(file, text);
    expect((await freezes(file)).problems.map((one) => one.message).join()).toMatch(sentence);
  });

  const start = "DTSTART:20261019T090000";
  test.each<[what: string, lines: string, sentence: RegExp]>([
    ["no beginning", "SUMMARY:x", /:4 cannot be used: the event one@example\.test: there is no DTSTART in it\./],
    [
      "a date that there is not",
      "DTSTART;VALUE=DATE:20261399",
      /:6 cannot be used: the event \S+: DTSTART: there is no such date or time\./,
    ],
    ["rubbish", "DTSTART:rubbish", /:6 cannot be used: .*DTSTART: there is no such date or time\./],
    [
      "an end before the beginning",
      `${start}\nDTEND:20261018T090000`,
      /:7 cannot be used: .*it ends before it begins\./,
    ],
    [
      "a day that ends at a time",
      `${start}\nDTEND;VALUE=DATE:20261020`,
      /:7 cannot be used: .*one end is a day and the other a time\./,
    ],
    [
      "a Windows name that nothing explains",
      "DTSTART;TZID=W. Europe Standard Time:20261019T090000",
      /:6 cannot be used: .*the time zone W\. Europe Standard Time is not an IANA name, and there is no VTIMEZONE/,
    ],
    [
      "every second",
      `${start}\nRRULE:FREQ=SECONDLY`,
      /:7 cannot be used: .*RRULE: FREQ: it must be DAILY, WEEKLY, MONTHLY or YEARLY\./,
    ],
    [
      "a rule that is not understood",
      `${start}\nRRULE:FREQ=YEARLY;BYWEEKNO=53`,
      /:7 cannot be used: .*RRULE: BYWEEKNO is not understood here\./,
    ],
    [
      "a rule that is none",
      `${start}\nRRULE:FREQ=DAILY;COUNT=x`,
      /:7 cannot be used: .*RRULE: Could not extract integer/,
    ],
    [
      "a length below nothing",
      `${start}\nDURATION:-PT1H`,
      /:7 cannot be used: .*DURATION: there is no such length of time\./,
    ],
    [
      "this and all that follow",
      `${start}\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261019T090000`,
      /:7 cannot be used: .*RANGE is not understood here\./,
    ],
    [
      "periods",
      `${start}\nRDATE;VALUE=PERIOD:20261019T090000Z/PT1H`,
      /:7 cannot be used: .*a period stands where a date or a time must\./,
    ],
  ])("%s", async (_, lines, sentence) => {
    const [problem] = (await freezes(icsFile(event(lines)))).problems;
    expect(problem).toMatchObject({ code: "CALENDAR_BROKEN" });
    expect(problem?.message).toMatch(sentence);
  });

  test("the Outlook file without its VTIMEZONE", async () => {
    const text = readFileSync(fixture("outlook.ics"), "utf8").replace(/BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n/s, "");
    const { writeFileSync } = await import("node:fs");
    const file = icsFile("");
    writeFileSync(file, text);
    expect((await freezes(file)).problems[0]?.message).toMatch(
      /:11 cannot be used: the event 0400\S+: the time zone W\. Europe/,
    );
  });
});

test("AP-12 what others wrote into a name stays on one line, and short", async () => {
  const [only = ""] = await of(
    icsFile(event(`DTSTART:20261019T090000\nDURATION:PT1H\nSUMMARY:a\\nb\u001B[31m\u202Ec ${"x".repeat(200)}`)),
    "2026-10-01T00:00Z",
    "2026-11-01T00:00Z",
  );
  const name = only.split(" ").slice(3).join(" ");
  expect(name).toMatch(/^a b \[31m c x+$/);
  expect(name).toHaveLength(80);
});

test("AP-12 an event that takes no time is never in force, and that is said", async () => {
  const calendar = await freezes(icsFile(event("DTSTART:20261019T090000\nSUMMARY:Starts")));
  expect(calendar.problems).toEqual([]);
  expect(calendar.warnings).toEqual(["calendar.ics:4: the event Starts takes no time, so it is never in force"]);
});
