/** Slack's user groups: https://docs.slack.dev/reference/methods/usergroups.users.list. A disabled group is an error. */
import type { webApi } from "@slack/bolt";
import { NotNow } from "../../src/adapter.ts";
import type { Config } from "../../src/config.ts";
import type { GroupSource } from "../../src/group-source.ts";
import type { Log } from "../../src/log.ts";
import { createClient } from "./client.ts";
import { quietOf, wordFailure } from "./failure.ts";
import { platform } from "./listen.ts";

/** Needs no started adapter, only the token. Members of other workspaces have ids of their own, and so are nobody here. */
export function slackGroups(config: Config["slack"], log: Log): GroupSource {
  let client: Promise<webApi.WebClient> | undefined;
  return {
    platform,
    members: async (usergroup, signal) => {
      client ??= createClient(config, log);
      try {
        const { users } = await unless(signal, (await client).usergroups.users.list({ usergroup }));
        if (!users) throw new Error("Slack named no members");
        return users;
      } catch (error) {
        const seconds = quietOf(error);
        if (seconds !== null) throw new NotNow(seconds, wordFailure(error));
        throw new Error(wordFailure(error), { cause: error });
      }
    },
  };
}

/** Slack's client takes no signal: the call goes on, and nobody waits for it. */
const unless = <T>(signal: AbortSignal, call: Promise<T>): Promise<T> =>
  Promise.race([
    call,
    new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason as Error);
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    }),
  ]);
