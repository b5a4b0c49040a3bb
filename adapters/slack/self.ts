/** Who we are in Slack: which workspace the token is for, and which user is us. */
import type { App, webApi } from "@slack/bolt";

export interface Self {
  readonly team: string;
  readonly enterprise: string | null;
  readonly user: string;
  readonly bot: string;
}

/** Throws what Slack's client throws. */
export async function whoAmI(client: webApi.WebClient): Promise<Self> {
  const {
    team_id: team = "",
    enterprise_id: enterprise,
    user_id: user = "",
    bot_id: bot = "",
  } = await client.auth.test();
  return { team, enterprise: enterprise ?? null, user, bot };
}

type Authorize = NonNullable<NonNullable<ConstructorParameters<typeof App>[0]>["authorize"]>;

/** What comes from a workspace that the token is not for is turned away. */
export const authorizeOnly =
  (self: Self, token: string): Authorize =>
  async ({ teamId, enterpriseId, isEnterpriseInstall }) => {
    const ours = isEnterpriseInstall ? enterpriseId === self.enterprise : teamId === self.team;
    if (!ours) throw new Error(`not installed in ${teamId ?? enterpriseId ?? "that workspace"}`);
    return { botToken: token, botId: self.bot, botUserId: self.user, teamId: self.team };
  };
