/**
 * The one catalogue of expected errors. Each is one clear sentence and one hint; anything thrown that is not a
 * Problem is a bug. `docs/errors.md` lists exactly these codes (a test compares them).
 */

const catalogue = {
  // understanding
  UNKNOWN_ACTION: ["There is no action called {name}.", "Say `help` for the list."],
  BAD_INPUT: ["{action} does not accept {field}: {why}.", "Say `help {action}` for its parameters."],
  UNKNOWN_HOST: ["I know no host called {name}.", "Say `host.list` for the hosts I know, or add it to the inventory."],
  UNKNOWN_TARGET: ["I know no host or group called {name}.", "Say `host.list` for what I know."],
  UNKNOWN_SERVICE: ["I know no service called {name}.", "Add it to `inventory.services` in the configuration."],
  UNKNOWN_ZONE: ["I know no zone that holds {name}.", "Add the zone to `inventory.zones` in the configuration."],
  UNKNOWN_REQUEST: ["There is no request {id} that you may see.", "Say `job.status` for the ones there are."],
  UNKNOWN_ANSWER: ["There is no answer {id} that you have seen.", "Press the button below the answer that you mean."],
  UNKNOWN_PLAYBOOK: ["There is no playbook called {name}.", "Playbooks are the YAML files in {folder}."],
  NO_TARGETS: ["{name} matches no host.", "Check the group's members in the inventory."],
  NOTHING_TO_DO: ["{what}", "Nothing was changed and nothing needs approval."],

  // people and policy
  NOBODY: [
    "I do not know who {account} is, so I may not do anything for you.",
    "If I know you elsewhere, say `account.code` to me there; else an administrator adds you under `people`.",
  ],
  ASK_DIRECTLY: ["That is for your eyes only.", "Ask me again in a direct message."],
  LINK_REFUSED: [
    "That code links nothing: it is wrong, was used, or is older than ten minutes.",
    "Say `account.code` to me where I know you, for another one.",
  ],
  LINK_TRIES: ["That was too often for now.", "Wait {minutes} minutes, then ask for a new code."],
  LINK_UNKNOWN: [
    "No account {account} has typed a code of yours.",
    "Say `account.code` for a code, and `link` and the code from the other account.",
  ],
  ACCOUNT_TAKEN: ["{account} is somebody's account already.", "One account is one person's."],
  ACCOUNT_FIXED: [
    "{account} was not linked here.",
    "Say `account.list` for your accounts; those of the configuration are taken out there.",
  ],
  UNKNOWN_ROLE: ["There is no role called {name}.", "Roles here: {known}."],
  OWN_ROLE: ["Nobody can give themselves a role.", "Ask somebody else to ask for it, and another to agree."],
  ROLE_FIXED: ["{name} has the role {role} from {from}.", "It ends where it comes from: {from}."],
  NOT_ALLOWED: ["You may not do that: {because}.", "Say `help` for what you may do."],
  POLICY_BROKEN: [
    "The policies in {folder} do not load: {why}.",
    "Nothing is allowed until they do; run `signalbox doctor` after mending them.",
  ],
  POLICIES_MOVED: [
    "The policies in {folder} are not the ones that were agreed to.",
    "Nothing was changed; say `policy.adopt` again to see them as they are now.",
  ],
  TABLE_BROKEN: ["{file} is no table of sentences: {why}.", "docs/policy.md shows how they are written."],

  // votes
  OWN_REQUEST: ["You asked for this yourself, so your yes does not count.", "{who} may answer."],
  NOT_AN_APPROVER: ["Your answer does not count here: it takes {needs}.", "{who} may answer."],
  ALREADY_VOTED: ["You have already answered this request.", "One person has one vote, whatever the account."],
  WIDER: ["That is not less than what was asked for: {why}.", "Ask for it yourself with `{command}`."],
  NO_VOTE: ["You have no yes to take back there.", "Only whoever said yes can take it back, and only before it runs."],
  REASON_NEEDED: ["It takes a reason: {what}.", "Say it with your answer."],
  REASON_OWED: [
    "{who} has not said yet why this is wanted, and it takes a reason.",
    "They say `job.reason {id} reason=…`; then answer again.",
  ],
  GLASS_UNREVIEWED: [
    "The broken glass {id} ({incident}) has not been reviewed, so no other may be broken.",
    "Two others say `glass.review {id} note=…`.",
  ],
  GLASS_OPEN: [
    "The glass {id} is broken until {until}.",
    "Review it afterwards, or have its breaker say `glass.mend`.",
  ],
  OWN_GLASS: [
    "You broke that glass yourself, so others review it.",
    "Say `glass.list` for who may be waiting for you.",
  ],
  UNKNOWN_GLASS: ["There is no broken glass {id}.", "Say `glass.list` for the ones there are."],
  CLOSED: ["This request is already {state}.", "Ask again if it is still needed."],
  PLAN_CHANGED: ["The plan is not the one this button showed.", "Read the card as it is now and answer again."],
  NOT_YOURS: ["Only {who} can {what}.", "You may deny it if you are an approver."],

  // time
  TOO_OLD: [
    "I was away when you wrote this {age} ago, so I have not acted on it.",
    "Say it again if you still want it.",
  ],

  // providers
  NOT_CONFIGURED: ["{what} needs the setting `{setting}`, which is missing.", "{how}"],
  NOT_PROVIDED: ["Nothing here {does} yet.", "{how}"],
  HOST_UNREACHABLE: ["{host} cannot be reached: {why}.", "Nothing was changed on it."],
  HOST_KEY_REFUSED: [
    "The key that {host} showed is not the one in {file}, so I did not log in: {why}.",
    "If the host was really reinstalled, replace its line there; otherwise somebody may be in between.",
  ],
  CHECK_FAILED: ["The check of {step} on {host} failed: {why}.", "Nothing was changed."],
  RECORD_EXISTS: ["{name} {type} {value} already exists.", "Use dns.record.update to change it."],
  RECORD_MISSING: ["{name} has no such {type} record.", "Say `dns.record.list zone={zone}` for the records there are."],
  ZONE_FILE_BROKEN: ["The zone file {file} cannot be read: {why}.", "Mend the file; nothing was changed."],
  ZONE_FILE_LOCKED: ["The zone file {file} cannot be changed: {why}.", "Nothing was changed in it."],
  PROVIDER_FAILED: [
    "{provider} answered with an error: {why}.",
    "Nothing more was sent; look there before asking again.",
  ],
  NO_DATA: [
    "There is no {signal} data for {target} in that time.",
    "No data is not zero: check that it is being measured.",
  ],
  UNKNOWN_SIGNAL: ["{signal} is not measured here.", "Measured here: {known}."],
  MODEL_UNREACHABLE: [
    "The model server at {url} cannot be reached: {why}.",
    "Start it with `ollama serve`, or name another under `model.url`.",
  ],
  MODEL_MISSING: ["The model {name} is not installed at {url}.", "`signalbox models pull {name}` installs it."],
  MODEL_NOT_ALLOWED: [
    "{name} is none of the models that may be pulled here.",
    "They are listed under `model.allow`: {allowed}.",
  ],
  SEARCH_UNREACHABLE: [
    "The search server at {url} cannot be reached: {why}.",
    "Questions are answered from memory until it can; check `knowledge.qdrant` and that the server runs.",
  ],
  MODEL_REFUSED: ["The model {name} is not used for reading words: {why}.", "docs/models.md says which are."],

  // setting up
  CONFIG_MISSING: [
    "There is no configuration file at {file}.",
    "Copy signalbox.example.yml to signalbox.yml, or name one with --config.",
  ],
  CONFIG_BROKEN: ["{file}:{line}:{column}: {why}.", "docs/configuration.md lists every setting."],
  PLAYBOOK_BROKEN: ["{file}:{line}:{column}: {why}.", "docs/playbooks.md shows the format."],
  CALENDAR_BROKEN: ["The calendar {file} cannot be used: {why}.", "{so}"],
  SECRET_MISSING: [
    "{setting} refers to {source}, {why}.",
    "Mend that and start again; `signalbox doctor` checks all of them.",
  ],
  DATA_READ_ONLY: [
    "The data folder {folder} cannot be written: {why}.",
    "Give the user that runs Signalbox the right to write there, or name another with --data.",
  ],
  LOG_READ_ONLY: [
    "The log file {file} cannot be written: {why}.",
    "Name another under `log.file`, or none to log to standard error.",
  ],
  DATA_MISSING: [
    "There is no database in the data folder {folder} yet.",
    "Start Signalbox once, or name another folder with --data.",
  ],
  DATA_IN_USE: [
    "Another Signalbox is using the data folder {folder}.",
    "Stop it first, name another folder with --data, or use PostgreSQL to run several.",
  ],
  NOT_THE_OWNER: [
    "The database role {role} may not {what}.",
    "Use a configuration whose `database.url` logs in as the owner of the tables; docs/audit.md tells the two roles.",
  ],
  AUDIT_KEY_BROKEN: [
    "The key of the audit trail from {what} cannot be used: {why}.",
    "docs/audit.md says which keys sign checkpoints, and how one follows another.",
  ],
  AUDIT_REWRITTEN: [
    "Entry {seq} of the audit trail is no longer the one that was signed.",
    "Run `signalbox audit verify` against your checkpoints; nothing is signed until somebody has looked (docs/audit.md).",
  ],
  AUDIT_BROKEN: ["The audit trail is not whole: {why}.", "Nothing was written; run `signalbox audit verify`."],
  CHECKPOINT_BROKEN: ["{file}: {why}.", "docs/audit.md shows what stands in it."],
  DATABASE_UNREACHABLE: ["The database cannot be reached: {why}.", "Check `database.url` and that the server runs."],
  INBOX_UNAVAILABLE: [
    "I could not write your message down just now, so I will not act on it.",
    "Please say it again in a moment.",
  ],
  BAD_USAGE: ["{why}.", "Run `signalbox --help`."],
  UNKNOWN_PERSON: ["I know nobody called {name}.", "People are listed under `people` in the configuration."],
  CARD_NOT_SHOWN: [
    "{what} has been shown in this terminal.",
    "An answer counts for what you have read; say `job.status` for the requests there are.",
  ],
  NO_ANSWER: [
    "No answer came within {seconds} s.",
    "It is shown here if it still comes; the log may say what holds it up.",
  ],
  AS_NOT_ALLOWED: ["Speaking as somebody else is switched off here.", "Only a demo site sets `terminal.demo: true`."],
  SLACK_REFUSED: [
    "Slack did not accept the connection: {why}.",
    "Check slack.bot_token and slack.app_token; docs/slack.md shows where they come from.",
  ],
  RUNBOOKS_BROKEN: ["{file}: {why}.", "docs/runbooks.md shows the front matter."],
  RULES_BROKEN: ["{file}: {why}.", "docs/runbooks.md says which alert rules are read."],
  SOURCE_UNREACHABLE: ["{source} cannot be read: {why}.", "What was read of it before is still used."],
} as const satisfies Record<string, readonly [sentence: string, hint: string]>;

export type Code = keyof typeof catalogue;
export const codes = Object.keys(catalogue) as Code[];
export const template = (code: Code): readonly [sentence: string, hint: string] => catalogue[code];

type Holes<S extends string> = S extends `${string}{${infer Hole}}${infer Rest}` ? Hole | Holes<Rest> : never;
type Facts<C extends Code> = Record<Holes<(typeof catalogue)[C][0]> | Holes<(typeof catalogue)[C][1]>, string | number>;

export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: Code;
  readonly sentence: string;
  readonly hint: string;

  constructor(code: Code, sentence: string, hint: string) {
    super(`${sentence} ${hint}`);
    this.code = code;
    this.sentence = sentence;
    this.hint = hint;
  }
}

/** The problem with this code, its holes filled: `problem("UNKNOWN_HOST", { name })`. */
export function problem<C extends Code>(code: C, facts: Facts<C>): Problem {
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_, hole: string) => String((facts as Record<string, string | number>)[hole]));
  const [sentence, hint] = catalogue[code];
  return new Problem(code, fill(sentence), fill(hint));
}

export const isProblem = (error: unknown): error is Problem => error instanceof Problem;
