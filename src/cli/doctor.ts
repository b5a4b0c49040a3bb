/** `signalbox doctor`: opens and checks every part, and says what is missing without showing any secret. */
import { createLibrary } from "../../knowledge/library.ts";
import type { Where } from "../cli.ts";
import type { Config } from "../config.ts";
import { loadActions, peopleOf, policyOf } from "../main.ts";
import { isProblem } from "../problem.ts";
import { createPlaybooks } from "../providers/playbook/engine.ts";
import { createShells } from "../providers/shells.ts";
import { verifyAudit } from "../store/audit.ts";
import { migrate, openDatabase } from "../store/database.ts";
import { openConfig } from "./site.ts";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** A check passes with a detail, or fails with the sentence of its problem. */
async function check(name: string, look: () => Promise<string> | string): Promise<Check> {
  try {
    return { name, ok: true, detail: await look() };
  } catch (error) {
    const detail = isProblem(error) ? `${error.sentence} ${error.hint}` : String(error);
    return { name, ok: false, detail };
  }
}

const durability = {
  embedded: "embedded PostgreSQL, synced to disk: survives kill -9 and power loss; one process",
  postgres: "PostgreSQL server: as durable as it is set up to be; several processes",
} as const;

async function checkDatabase(config: Config): Promise<Check[]> {
  const checks: Check[] = [];
  checks.push(
    await check("database", async () => {
      const { db, kind, close } = await openDatabase(config.data, config.database.url);
      try {
        const applied = await migrate(db);
        checks.push(
          await check("audit", async () => {
            const verdict = await verifyAudit(db);
            if (!verdict.ok) throw new Error(`entry ${verdict.seq}: ${verdict.why}`);
            return `${verdict.entries} entries, whole`;
          }),
        );
        return `${durability[kind]}${applied.length > 0 ? `; applied ${applied.join(", ")}` : ""}`;
      } finally {
        await close();
      }
    }),
  );
  return checks;
}

const counted = (count: number, thing: string, broken: readonly { readonly message: string }[]): string => {
  const [first] = broken;
  if (first) throw first;
  return `${count} ${thing}`;
};

export async function doctor(options: Where & { readonly json?: boolean }): Promise<0 | 1> {
  const config = openConfig(options);
  const shells = createShells(config.ssh, config.surroundings);
  const checks: Check[] = [
    await check("configuration", () => config.file),
    await check("people", () => `${peopleOf(config).all().length} people`),
    await check("playbooks", () => {
      const { all, problems } = createPlaybooks({ folder: config.folders.playbooks, shells, secrets: config.secrets });
      return counted(all.length, "playbooks", problems);
    }),
    await check("policies", async () => {
      const { version, warnings } = await policyOf(config, await loadActions());
      return [`version ${version.slice(0, 12)}`, ...warnings].join("; ");
    }),
    await check("runbooks", async () => {
      const { size, problems } = await createLibrary({ folder: config.folders.runbooks });
      return counted(size, "runbooks", problems);
    }),
    ...(await checkDatabase(config)),
    ...[...config.missingSecrets].map(([setting, source]): Check => ({
      name: setting,
      ok: true,
      detail: `off: ${source} is not set`,
    })),
  ];
  for (const one of checks) {
    if (!options.json) console.log(`${one.ok ? "ok  " : "FAIL"}  ${one.name.padEnd(22)}  ${one.detail}`);
  }
  const ok = checks.every((one) => one.ok);
  if (options.json) console.log(JSON.stringify({ ok, checks }));
  return ok ? 0 : 1;
}
