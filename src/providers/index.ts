/** What Actions may touch. Handed to them; they never import a vendor. */
import type { Accounts } from "./accounts.ts";
import type { Alerts } from "./alerts.ts";
import type { Calendar } from "../calendar.ts";
import type { Cache } from "./cache.ts";
import type { Certificates } from "./certificates.ts";
import type { Channels } from "./channels.ts";
import type { Conversations } from "./conversations.ts";
import type { Delegations } from "./delegations.ts";
import type { Dns } from "./dns.ts";
import type { Library } from "./library.ts";
import type { Metrics } from "./metrics.ts";
import type { Models } from "./models.ts";
import type { Playbooks } from "./playbooks.ts";
import type { PolicyDesk } from "./policies.ts";
import type { Questions } from "./questions.ts";
import type { Readings } from "./readings.ts";
import type { Requests } from "./requests.ts";
import type { Rights } from "./rights.ts";
import type { Roles } from "./roles.ts";
import type { Shells } from "./shell.ts";
import type { Glasses } from "./glasses.ts";
import type { Help } from "./help.ts";
import type { Trail } from "./trail.ts";

export interface Providers {
  readonly shells: Shells;
  readonly playbooks: Playbooks;
  readonly metrics: Metrics;
  readonly alerts: Alerts;
  readonly certificates: Certificates;
  /** The records of one zone, wherever they live. Throws Problem UNKNOWN_ZONE or NOT_CONFIGURED. */
  readonly dns: (zone: string) => Promise<Dns>;
  /** Throws Problem NOT_CONFIGURED where the zone has no CDN. */
  readonly cache: (zone: string) => Promise<Cache>;
  readonly calendar: Calendar;
  readonly models: Models;
  readonly library: Library;
  readonly channels: Channels;
  readonly questions: Questions;
  readonly conversations: Conversations;
  readonly requests: Requests;
  readonly glasses: Glasses;
  readonly policies: PolicyDesk;
  readonly help: Help;
  readonly readings: Readings;
  readonly accounts: Accounts;
  readonly roles: Roles;
  readonly delegations: Delegations;
  /** Where the policies can be asked what would be different. */
  readonly rights?: Rights;
  readonly trail: Trail;
}
