import { rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { wordFreeze } from "../../src/calendar.ts";
import { temporaryFolder } from "../support/database.ts";
import { calendarOf, dev, event, icsFile, icsText, prod } from "./site.ts";

const now = new Date("2026-11-27T12:00Z");
const friday = event("DTSTART:20261127T000000Z\nDTEND:20261128T000000Z\nSUMMARY:Friday");
const prodOnly = (ics: string) => ({ freezes: [{ name: "holidays", ics, environments: ["prod"] }] });

test("AP-12 a freeze whose file is missing is in force, for what it covers", async () => {
  const file = path.join(temporaryFolder(), "freeze.ics");
  const calendar = await calendarOf(prodOnly(file));
  const moment = calendar.at(now, prod);
  expect(moment).toMatchObject({ frozen: true, freeze: "holidays", frozenUntil: null, opensAt: null });
  expect(wordFreeze(moment, "UTC")).toBe("changes are frozen (holidays: its calendar freeze.ics cannot be read)");
  expect(calendar.at(now, dev).frozen).toBe(false);
  expect(calendar.upcoming(now, new Date("2026-12-01"))).toMatchObject([{ name: "holidays", to: null }]);
  expect(calendar.problems.map((one) => one.message)).toEqual([
    `The calendar ${file} cannot be used: there is no such file. Until it can, what it covers counts as frozen.`,
  ]);
  writeFileSync(file, icsText(""));
  await calendar.refresh();
  expect(calendar.problems).toEqual([]);
  expect(calendar.at(now, prod).frozen).toBe(false);
});

test("AP-12 a window whose file is missing or broken is closed, and no other way in is", async () => {
  const windows = [{ name: "patch night", ics: path.join(temporaryFolder(), "none.ics"), environments: ["prod"] }];
  const calendar = await calendarOf({ windows });
  expect(calendar.at(now, prod)).toMatchObject({ frozen: false, open: false, window: "", opensAt: null });
  expect(calendar.at(now, dev).open).toBe(true);
  expect(calendar.problems[0]?.hint).toBe("Until it can, its windows count as closed.");
  const broken = await calendarOf({ windows: [{ name: "patch night", ics: icsFile("BEGIN:VEVENT") }] });
  expect(broken.at(now, prod).open).toBe(false);
});

test("AP-12 a file is read again when it changes; a broken version leaves the one before in force, and that is said", async () => {
  const file = icsFile("");
  const calendar = await calendarOf(prodOnly(file));
  expect(calendar.at(now, prod).frozen).toBe(false);
  writeFileSync(file, icsText(friday));
  await calendar.refresh();
  expect(calendar.at(now, prod)).toMatchObject({ frozen: true, freeze: "Friday", frozenUntil: "2026-11-28T00:00:00Z" });
  writeFileSync(file, icsText(friday).slice(0, -30));
  await calendar.refresh();
  expect(calendar.at(now, prod)).toMatchObject({ frozen: true, freeze: "Friday", because: "" });
  expect(calendar.problems[0]?.message).toMatch(
    /has no END: the file is cut off\. Until it can, what it said before counts\.$/,
  );
  rmSync(file);
  await calendar.refresh();
  expect(calendar.at(now, prod).freeze).toBe("Friday");
  expect(calendar.problems[0]?.message).toMatch(/there is no such file\. Until it can, what it said before counts\.$/);
  writeFileSync(file, icsText(""));
  await calendar.refresh();
  expect(calendar.problems).toEqual([]);
  expect(calendar.at(now, prod).frozen).toBe(false);
});

test("AP-12 of two versions as long and as old as one another the second is noticed", async () => {
  const file = icsFile(friday);
  const calendar = await calendarOf(prodOnly(file));
  utimesSync(file, 1_700_000_000, 1_700_000_000);
  await calendar.refresh();
  writeFileSync(file, icsText(friday.replace("SUMMARY:Friday", "SUMMARY:Fridax")));
  utimesSync(file, 1_700_000_000, 1_700_000_000);
  await calendar.refresh();
  expect(calendar.at(now, prod).freeze).toBe("Fridax");
});

test("AP-12 while it is running, it looks by itself and tells each problem once", async () => {
  const calendar = await calendarOf(prodOnly(path.join(temporaryFolder(), "none.ics")));
  const told: string[] = [];
  await new Promise<void>((resolve) => {
    calendar.start((sentence) => {
      told.push(sentence);
      resolve();
    });
  });
  calendar.stop();
  expect(told).toEqual(calendar.problems.map((one) => one.message));
});

test("AP-12 the answer depends on the time that is asked about alone, in whatever order", async () => {
  const calendar = await calendarOf({
    freezes: [{ name: "x", ics: icsFile(event("DTSTART;VALUE=DATE:20200101\nRRULE:FREQ=WEEKLY")) }],
  });
  const days = ["2040-01-04", "2020-01-01", "2019-12-31", "2026-11-25", "2026-11-26", "2020-01-08"];
  const look = () => days.map((day) => calendar.at(new Date(`${day}T12:00Z`), prod).frozen);
  expect(look()).toEqual([true, true, false, true, false, true]);
  expect(look()).toEqual([true, true, false, true, false, true]);
});
