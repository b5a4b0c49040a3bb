import { expect, test } from "vitest";
import { schema } from "../../src/config.ts";
import type { Place } from "../../src/message.ts";
import { channelsOf } from "../../src/providers/channels.ts";

const place = (channel: string, more: Partial<Place> = {}): Place => ({
  platform: "slack",
  channel,
  direct: false,
  ...more,
});

test("a channel is what the configuration says; one of which it says nothing has no roles and no subject", () => {
  const channels = channelsOf(
    schema.parse({ channels: { "slack:C0123": { roles: ["operator"], services: ["shop"] } } }),
  );
  expect(channels.of(place("C0123"))).toEqual({ roles: ["operator"], services: ["shop"] });
  expect(channels.of(place("C0999"))).toEqual({ roles: [], services: [] });
  expect(channels.of(place("C0123", { platform: "discord" }))).toEqual({ roles: [], services: [] });
  expect(channels.of(place("constructor"))).toEqual({ roles: [], services: [] });
});

test("where one person reads alone, only they count", () => {
  const channels = channelsOf(schema.parse({ channels: { "slack:D0123": { roles: ["security"] } } }));
  expect(channels.of(place("D0123", { direct: true }))).toBeNull();
});

test.each([
  [{ C0123: { roles: [] } }, "must be a place like slack:C0123456"],
  [{ "slack:C0123": { role: ["operator"] } }, "role"],
  [{ "slack:C0123": { roles: ["Operator!"] } }, "must be lower case"],
])("a channel that cannot be meant is refused: %j", (channels, why) => {
  expect(JSON.stringify(schema.safeParse({ channels }).error?.issues)).toContain(why);
});
