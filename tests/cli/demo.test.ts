import { expect, test } from "vitest";
import { signalbox } from "./signalbox.ts";

test("the demonstration plays to its end, whatever the surroundings have set", async () => {
  const env = { SLACK_BOT_TOKEN: "xoxb-not-a-token", CLOUDFLARE_API_TOKEN: "not-a-token" };
  const ended = await signalbox(["demo"], { env });
  expect(ended).toMatchObject({ code: 0, err: "" });
  expect(ended.out).toMatch(/\n(\d+) passed, 0 failed\n$/);
  expect(ended.out).not.toMatch(/^FAIL/m);
});
