/** How Slack reaches us: Socket Mode (socket.ts) or HTTP (http.ts). */
export interface Transport {
  /**
   * Resolves when Slack can reach us, or cannot yet and it is tried again in the background. Throws Problem
   * SLACK_REFUSED if Slack says that it never will.
   */
  open(): Promise<void>;
  /** Resolves when nothing more arrives. What has arrived is finished by then. */
  close(): Promise<void>;
  /** The port that was opened, if any. */
  port(): number | null;
}
