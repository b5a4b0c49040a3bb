/** What an error of Slack's client means for us. Told apart by code, so that the client need not be loaded for it. */

interface ClientError {
  readonly code?: string;
  readonly retryAfter?: number;
  readonly data?: {
    readonly error?: string;
    readonly needed?: string;
    readonly response_metadata?: { readonly retryAfter?: number; readonly messages?: readonly string[] };
  };
}

const factsOf = (error: unknown): ClientError => (typeof error === "object" && error !== null ? error : {});

/** Slack's own word for why it said no: "channel_not_found"; null if it said nothing, so that nobody knows. */
export function refusalOf(error: unknown): string | null {
  const { code, data } = factsOf(error);
  return code === "slack_webapi_platform_error" ? (data?.error ?? "unknown_error") : null;
}

/** Seconds, where the answer was to be quiet; null for every other failure. */
export function quietOf(error: unknown): number | null {
  const { code, retryAfter, data } = factsOf(error);
  if (code === "slack_webapi_rate_limited_error") return retryAfter ?? unsaid;
  const refusal = refusalOf(error);
  if (refusal === "ratelimited" || refusal === "rate_limited") return data?.response_metadata?.retryAfter ?? unsaid;
  // The client's own words for a 429 without a time; it has no code for that.
  return error instanceof Error && error.message.startsWith("Retry header did not contain") ? unsaid : null;
}
/** How long to be quiet where Slack does not say, in seconds. */
const unsaid = 30;

/** The token is no good: trying again soon cannot help, somebody has to mend it. */
export const isRefusedToken = (error: unknown): boolean =>
  [
    "not_authed",
    "invalid_auth",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "user_removed_from_team",
    "team_disabled",
    "not_allowed_token_type",
    "no_permission",
    "org_login_required",
  ].includes(refusalOf(error) ?? "");

/** One line for the log, with the scope that is missing where that is what Slack complains of. */
export function wordFailure(error: unknown): string {
  const { data } = factsOf(error);
  const words = error instanceof Error ? error.message : String(error);
  const details = [data?.needed ? `needs the scope ${data.needed}` : "", ...(data?.response_metadata?.messages ?? [])];
  return [words, ...details.filter(Boolean)].join("; ");
}
