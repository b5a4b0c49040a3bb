/** What actions may know of the policies and do to them: the provider behind policy.can, policy.why and policy.adopt. */
import type { Parts } from "./bot.ts";
import type { Catalog } from "./catalog.ts";
import type { Inventory } from "./inventory.ts";
import type { Change } from "./plan.ts";
import type { Bundle } from "./policy.ts";
import { changesOf } from "./policy-changes.ts";
import type { LivePolicies } from "./policy-live.ts";
import { wordCell } from "./policy-matrix.ts";
import { rule } from "./policy-ruling.ts";
import { problem } from "./problem.ts";
import type { PolicyDesk, Standing } from "./providers/policies.ts";
import type { Request } from "./request.ts";
import type { Roster } from "./roster.ts";
import type { Db } from "./store/database.ts";
import { bundleOf } from "./store/policies.ts";

interface Desk {
  readonly db: Db;
  readonly roster: Roster;
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly policies: LivePolicies;
  readonly folder: string;
  readonly circumstances: Parts["circumstances"];
}

/** As many answers are put on a card; the rest are counted. */
const shown = 40;

export function createPolicyDesk({
  db,
  roster,
  catalog,
  inventory,
  policies,
  folder,
  circumstances,
}: Desk): PolicyDesk {
  return {
    can: async (name, action, params, place) => {
      const people = await roster.now(db);
      return rule(
        {
          policy: policies.now(),
          catalog,
          inventory,
          people,
          circumstances,
          at: new Date(),
        },
        { name, action, params, place },
      );
    },
    behind: (request) => behind(db, request),
    pending: async () => {
      const before = policies.now();
      const after = await policies.candidate();
      if (policies.changes === "reloaded") {
        throw problem("NOTHING_TO_DO", { what: "Changed policies come into force by themselves here." });
      }
      if (after.version === before.version) {
        throw problem("NOTHING_TO_DO", { what: `The policies in ${folder} are in force already.` });
      }
      const people = (await roster.now(db)).all().map((person) => person.roles);
      const changes = changesOf(before, after, { actions: catalog.all, people });
      return {
        folder,
        before: before.version,
        version: after.version,
        policies: changes.policies.length,
        answers: changes.cells.length,
        changes: [
          ...changes.policies.map((one): Change => ({
            kind: one.before === null ? "create" : one.after === null ? "delete" : "update",
            subject: `policy ${one.id}`,
            before: one.before,
            after: one.after,
          })),
          ...changes.cells.slice(0, shown).map((cell): Change => ({
            kind: "update",
            subject: wordCell(cell),
            before: cell.before,
            after: cell.after,
          })),
          ...(changes.cells.length > shown
            ? [
                {
                  kind: "update",
                  subject: `${changes.cells.length - shown} more answers`,
                  before: null,
                  after: null,
                } as const,
              ]
            : []),
        ],
      };
    },
    adopt: (version, by) => policies.adopt(version, by),
    hasAdopted: (request) => policies.hasAdopted(request),
    standing: () => policies.standing(),
  };
}

/** The policies that decided a request, as they stood then. */
export async function behind(db: Db, request: Pick<Request, "policies" | "policyVersion">): Promise<Standing[]> {
  const files = await bundleOf(db, request.policyVersion);
  return request.policies.map((id) => find(files ?? {}, id));
}

/** A policy by its name in the files as they were. */
function find(files: Bundle, id: string): Standing {
  for (const [file, text] of Object.entries(files)) {
    const start = text.indexOf(`@id("${id}")`);
    if (start === -1) continue;
    const end = text.indexOf(";", start);
    const line = text.slice(0, start).split("\n").length;
    return { id, where: `${file}:${line}`, text: text.slice(start, end + 1) };
  }
  return { id, where: null, text: null };
}
