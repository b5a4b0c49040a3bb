import { expect, test } from "vitest";
import { momentOf, until } from "../../intents/until.ts";

// A Tuesday.
const now = new Date("2026-11-24T19:30:00Z");
const moment = (text: string) => momentOf(until.parse(text), now)?.toISOString();

test.each([
  ["friday", "2026-11-28T00:00:00.000Z"],
  ["Friday 18:00", "2026-11-27T18:00:00.000Z"],
  ["tuesday", "2026-11-25T00:00:00.000Z"],
  ["tuesday 19:30", "2026-12-01T19:30:00.000Z"],
  ["monday", "2026-12-01T00:00:00.000Z"],
  ["today", "2026-11-25T00:00:00.000Z"],
  ["tomorrow  08:15", "2026-11-25T08:15:00.000Z"],
  ["2026-12-31", "2027-01-01T00:00:00.000Z"],
  ["2026-12-31 09:00", "2026-12-31T09:00:00.000Z"],
])("“%s” said on a Tuesday evening is until %s", (text, expected) => {
  expect(moment(text)).toBe(expected);
});

test("is the same moment until it has come", () => {
  expect(momentOf("friday 18:00", new Date("2026-11-27T17:59:59Z"))?.toISOString()).toBe("2026-11-27T18:00:00.000Z");
  expect(momentOf("friday 18:00", new Date("2026-11-27T18:00:00Z"))?.toISOString()).toBe("2026-12-04T18:00:00.000Z");
});

test.each(["", "soon", "friday 25:00", "2026-02-30", "friday 9", "the 5th", "tomorrow 8:15"])(
  "“%s” is refused",
  (text) => {
    expect(until.safeParse(text).success).toBe(false);
  },
);
