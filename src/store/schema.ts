/** The tables, as Kysely sees them. migrations/ is the truth; `json` columns are written as JSON text and read as values: not `jsonb`, which refuses U+0000. */
import type { ColumnType, Generated } from "kysely";
import type { Approval } from "../approval.ts";
import type { Place } from "../message.ts";
import type { Need, Terms } from "../policy.ts";
import type { Plan } from "../plan.ts";
import type { Receipt } from "../receipt.ts";
import type { Reply } from "../reply.ts";
import type { Ref } from "../adapter.ts";
import type { Arrival } from "../message.ts";
import type { Candidate, Scope } from "../providers/questions.ts";
import type { State } from "../request.ts";

type Json<T> = ColumnType<T, string, string>;
type Time = ColumnType<Date, Date | undefined, Date>;
type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

interface InboxTable {
  id: string;
  platform: string;
  /** The platform's own id: the same id again is the same arrival again. */
  platform_id: string;
  body: Json<Arrival>;
  state: "taken" | "done";
  received_at: Time;
  /** Who took it has until then; afterwards anybody may take it up again. */
  lease_until: NullableTime;
}

interface RequestsTable {
  id: string;
  /** The message that asked. Unique: a message taken up twice makes one request. */
  inbox_id: string | null;
  action: string;
  input: Json<Record<string, unknown>>;
  plan: Json<Plan>;
  digest: string;
  policy_version: string;
  policies: Json<string[]>;
  needs: Json<Need[]>;
  requester: string;
  place: Json<Place>;
  state: State;
  because: string | null;
  receipt: ColumnType<Receipt | null, string | null | undefined, string | null>;
  fence: Generated<number>;
  lease_until: NullableTime;
  /** Who asked a running request to stop. */
  cancel_by: string | null;
  created_at: Time;
  expires_at: NullableTime;
  started_at: NullableTime;
  changed_at: Time;
  terms: ColumnType<Terms, string | undefined, string>;
  /** Why its requester wants it. */
  reason: string | null;
  /** When its yeses lapse. */
  valid_until: NullableTime;
  reminded_at: NullableTime;
  escalated_at: NullableTime;
  /** The broken glass under which it was asked for. */
  glass_id: string | null;
}

interface ApprovalsTable {
  request_id: string;
  person: string;
  account: string;
  verdict: Approval["verdict"];
  reason: string | null;
  digest: string;
  at: Time;
}

interface GlassesTable {
  id: string;
  person: string;
  incident: string;
  reason: string;
  request_id: string | null;
  opened_at: Time;
  until: Time;
  review_by: Time;
  reminded_at: NullableTime;
  closed_at: NullableTime;
}

interface ReviewsTable {
  glass_id: string;
  person: string;
  note: string;
  at: Time;
}

interface EffectsTable {
  request_id: string;
  key: string;
  state: "begun" | "done";
  result: ColumnType<unknown, string | null | undefined, string | null>;
  fence: number;
  begun_at: Time;
}

interface OutboxTable {
  key: string;
  place: Json<Place>;
  /** The reply, or null where it is the card of `request_id`, drawn from the row as it is then. */
  reply: ColumnType<Reply | null, string | null, string | null>;
  request_id: string | null;
  /** Grows with every change; delivered when `sent` has caught up. */
  version: Generated<number>;
  sent: Generated<number>;
  ref: ColumnType<Ref | null, string | null | undefined, string | null>;
  attempts: Generated<number>;
  due_at: Time;
  lease_until: NullableTime;
}

interface AccountsTable {
  platform: string;
  account: string;
  person: string;
  /** The request that linked it. */
  request_id: string | null;
  linked_at: Time;
}

interface LinkCodesTable {
  /** SHA-256 of the code, hex. */
  hash: string;
  person: string;
  /** Where the code was shown. */
  place: Json<Place>;
  /** The account that typed it; from then on the code is dead, and this waits for the person's own word. */
  platform: string | null;
  account: string | null;
  expires_at: Time;
}

/** How often an account has typed codes lately. */
interface LinkTriesTable {
  platform: string;
  account: string;
  tries: number;
  since: Time;
  /** The last message that tried: the same again is the same try. */
  inbox_id: string;
}

interface GrantsTable {
  person: string;
  role: string;
  until: NullableTime;
  request_id: string | null;
  granted_at: Time;
}

interface DelegationsTable {
  person: string;
  delegate: string;
  /** `*`: all that the person has themselves. */
  role: string;
  until: Time;
  request_id: string | null;
  set_at: Time;
}

interface PolicyBundlesTable {
  id: Generated<number>;
  version: string;
  /** File name → text. */
  files: Json<Readonly<Record<string, string>>>;
  adopted_at: Generated<Date>;
  /** The request that was agreed to; null where it came into force by itself. */
  request_id: string | null;
}

interface QuestionsTable {
  id: string;
  /** The message that asked. */
  message_id: string;
  asked_at: Time;
  person: string;
  place: Json<Place>;
  question: string;
  scope: Json<Scope>;
  confidence: number;
  abstained: boolean;
  /** Best first. */
  candidates: Json<Candidate[]>;
  /** The words of the answer. */
  shown: string;
}

interface FeedbackTable {
  question_id: string;
  person: string;
  helped: boolean;
  at: Time;
}

export interface Database {
  accounts: AccountsTable;
  link_codes: LinkCodesTable;
  link_tries: LinkTriesTable;
  grants: GrantsTable;
  delegations: DelegationsTable;
  policy_bundles: PolicyBundlesTable;
  inbox: InboxTable;
  requests: RequestsTable;
  approvals: ApprovalsTable;
  effects: EffectsTable;
  glasses: GlassesTable;
  reviews: ReviewsTable;
  outbox: OutboxTable;
  questions: QuestionsTable;
  feedback: FeedbackTable;
}
