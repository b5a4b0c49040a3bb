/** A GroupSource: who is in a platform's groups, by the platform's own ids. Slack's user groups; roles of a Discord guild. */
export interface GroupSource {
  /** The platform's name, as in Account: "slack". */
  readonly platform: string;
  /**
   * The ids of the accounts that are in this group now. Throws (NotNow, or anything) where the platform does not say:
   * that is never "nobody".
   */
  members(group: string, signal: AbortSignal): Promise<readonly string[]>;
}
