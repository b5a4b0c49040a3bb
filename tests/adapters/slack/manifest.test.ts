import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { scopes } from "../../fakes/slack/index.ts";

const folder = path.join(import.meta.dirname, "../../..");
const text = readFileSync(path.join(folder, "adapters/slack/manifest.yml"), "utf8");
const manifest = parse(text) as {
  features: { slash_commands: { command: string; should_escape: boolean }[]; bot_user: object; agent_view?: object };
  oauth_config: { scopes: { bot: string[] } };
  settings: { event_subscriptions: { bot_events: string[] }; socket_mode_enabled: boolean };
};
const schemaFile = path.join(folder, "../shared/specs/slack-manifest.schema.json");

describe("the app manifest that people paste", () => {
  test("S-108 asks for the scopes that are used, and no more", () => {
    expect(manifest.oauth_config.scopes.bot).toEqual(scopes);
  });

  test("subscribes to what is listened to", () => {
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(["app_mention", "message.im"]);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
  });

  test("S-85 has people and channels in commands arrive as ids", () => {
    expect(manifest.features.slash_commands).toMatchObject([{ command: "/signalbox", should_escape: true }]);
  });

  test("P-9 leaves the agent view off, which would lock guests out", () => {
    expect(manifest.features.agent_view).toBeUndefined();
    expect(text).not.toMatch(/assistant/);
  });

  test(`fits Slack's schema${existsSync(schemaFile) ? "" : " [which is not here]"}`, () => {
    const schema = existsSync(schemaFile)
      ? (JSON.parse(readFileSync(schemaFile, "utf8")) as object)
      : { type: "object" };
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
    const validate = ajv.compile(schema);
    validate(manifest);
    expect(validate.errors ?? []).toEqual([]);
  });
});
