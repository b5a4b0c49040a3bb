import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { failure, failureOf, lines, signalbox, site } from "./signalbox.ts";

const yaml = `
inventory:
  environments: [dev, prod]
  hosts: { web-1: { environment: prod } }
calendar:
  time_zone: Europe/Berlin
  freezes:
    - { name: black friday, from: 2026-11-26T00:00, to: 2026-11-30T08:00, environments: [prod], because: peak trade }
    - { name: holidays, ics: ./freeze.ics, environments: [prod] }
  windows:
    - { name: office hours, days: [mon, thu], from: "09:00", to: "16:00", environments: [prod] }
`;
const holidays = `BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261203
SUMMARY:St Barbara
END:VEVENT
END:VCALENDAR
`;

function siteWith(ics: string | null): string {
  const config = site(yaml);
  if (ics !== null) writeFileSync(path.join(path.dirname(config), "freeze.ics"), ics);
  return config;
}

test("AP-12 calendar says how things stand at a time and in the 14 days after", async () => {
  const ended = await signalbox(["calendar", "--at", "2026-11-27T10:00"], { config: siteWith(holidays) });
  expect(ended).toMatchObject({ code: 0, err: "" });
  expect(ended.out).toContain("2026-11-27 10:00 (Europe/Berlin)");
  expect(ended.out).toContain("dev is open");
  expect(ended.out).toContain("prod is frozen until 2026-11-30 08:00: black friday (peak trade)");
  expect(ended.out).toMatch(/freeze +prod +St Barbara +2026-12-03 00:00 +2026-12-04 00:00/);
  expect(ended.out).toMatch(/window +prod +office hours +2026-11-30 09:00 +2026-11-30 16:00/);
});

test("AP-12 calendar --json is the same for programs, in UTC", async () => {
  const ended = await signalbox(["calendar", "--json", "--at", "2026-11-27T09:00Z"], { config: siteWith(holidays) });
  const [said] = lines(ended) as [{ entries: object[] }];
  expect(said).toMatchObject({
    at: "2026-11-27T09:00:00.000Z",
    time_zone: "Europe/Berlin",
    environments: {
      dev: { frozen: false, open: true },
      prod: {
        frozen: true,
        freeze: "black friday",
        frozenUntil: "2026-11-30T07:00:00Z",
        opensAt: "2026-11-30T08:00:00Z",
      },
    },
    problems: [],
  });
  expect(said.entries[0]).toEqual({
    kind: "freeze",
    name: "black friday",
    from: "2026-11-25T23:00:00Z",
    to: "2026-11-30T07:00:00Z",
    covers: "prod",
    because: "peak trade",
  });
});

test("AP-12 a calendar that cannot be read is said, and counts as frozen; doctor fails on it", async () => {
  const config = siteWith(null);
  const ended = await signalbox(["calendar", "--at", "2027-02-01T10:00"], { config });
  expect(ended.code).toBe(1);
  expect(ended.out).toContain("prod is frozen: holidays (its calendar freeze.ics cannot be read)");
  expect(ended.err).toMatch(
    /^The calendar \S+freeze\.ics cannot be used: there is no such file\. .* counts as frozen\.\n$/,
  );
  const doctor = await signalbox(["doctor"], { config });
  expect(doctor.out).toMatch(/^FAIL {2}calendar +The calendar \S+ cannot be used: there is no such file\. /m);
});

test("AP-12 doctor counts what there is", async () => {
  const doctor = await signalbox(["doctor"], { config: siteWith(holidays) });
  expect(doctor.out).toMatch(/^ok {4}calendar +2 freezes and 1 windows, in Europe\/Berlin$/m);
});

test.each<[what: string, calendar: string, sentence: RegExp]>([
  [
    "a time zone that there is not",
    "{ time_zone: Europe/Bärlin }",
    /time_zone: must be a time zone of the IANA database/,
  ],
  [
    "an environment that there is not",
    "{ freezes: [{ name: x, ics: x, environments: [prd] }] }",
    /:\d+:\d+: calendar\.freezes\.0\.environments: there is no environment called prd\./,
  ],
  ["a list of nothing", "{ windows: [{ name: x, days: [mon], hosts: [] }] }", /calendar\.windows\.0\.hosts: /],
  [
    "a freeze without an end",
    "{ freezes: [{ name: x, from: 2026-11-26T00:00 }] }",
    /calendar\.freezes\.0: a freeze has `from` and `to`, or `ics`\./,
  ],
  [
    "a freeze that ends before it begins",
    "{ freezes: [{ name: x, from: 2026-11-26T00:00, to: 2026-11-25T00:00 }] }",
    /calendar\.freezes\.0: it ends before it begins\./,
  ],
  [
    "a day for a moment",
    "{ freezes: [{ name: x, from: 2026-11-26, to: 2026-11-27 }] }",
    /freezes\.0\.from: must be a date and a time, like/,
  ],
  [
    "a date that there is not",
    "{ freezes: [{ name: x, from: 2026-02-30T00:00, to: 2026-11-27T00:00 }] }",
    /freezes\.0\.from: there is no such date or time\./,
  ],
  ["a window that is always open", "{ windows: [{ name: x }] }", /calendar\.windows\.0: a window has `days`/],
  [
    "a time of day that there is not",
    '{ windows: [{ name: x, from: "9", to: "25:00" }] }',
    /windows\.0\.from: must be a time between 00:00 and 24:00/,
  ],
])("AP-12 %s is refused with its place", async (_, calendar, sentence) => {
  const config = site(`inventory: { environments: [prod] }\ncalendar: ${calendar}\n`);
  expect(failureOf(await signalbox(["calendar"], { config }))).toEqual(failure(2, sentence));
});

test("AP-12 a time that is none is refused", async () => {
  const ended = await signalbox(["calendar", "--at", "tomorrow"], { config: siteWith(holidays) });
  expect(failureOf(ended)).toEqual(failure(2, /^--at tomorrow is no time; it is written like 2026-11-27T10:00\. /));
});
