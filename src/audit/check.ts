/** The checkpoints that a trail is held against, and whose keys are trusted to have signed them. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { KeyObject } from "node:crypto";
import { tenant, type AuditEntry, type AuditRow, type Rotation } from "../audit.ts";
import type { Config } from "../config.ts";
import { problem } from "../problem.ts";
import { anchor, verifyAudit } from "../store/audit.ts";
import type { Db } from "../store/database.ts";
import { openArchive } from "./archive.ts";
import { headOf, standing } from "./checkpoints.ts";
import { publicKeys, readPublicKey } from "./key.ts";
import { isSigned, trustedBy, type Checkpoint, type Signed } from "./statement.ts";
import type { Verdict } from "./verify.ts";

export interface Means {
  /** A file of checkpoints; else those that the configuration names. */
  readonly checkpoint?: string | undefined;
  readonly archive?: string | undefined;
  /** The one key to trust, and those that it is tied to by rotations; else every one in the data folder. */
  readonly publicKey?: string | undefined;
}

export type Checked = Verdict & {
  /** How many checkpoints it was held against. */
  readonly checkpoints: number;
};

/** Follows the trail and its archive, holds it against checkpoints, and checks that each was signed with a trusted key. */
export async function checkTrail(
  db: Db,
  config: Pick<Config, "data" | "audit">,
  { checkpoint, archive: folder, publicKey }: Means = {},
): Promise<Checked> {
  const checkpoints = checkpoint === undefined ? configured(config) : readCheckpoints(checkpoint);
  const noted = checkpoints.map(({ said }) => headOf(said)).toSorted((a, b) => a.seq - b.seq);
  const taken = await anchor(db);
  const archive = folder === undefined || !taken ? undefined : openArchive(folder, { last: taken.seq });
  const rotations: Rotation[] = [];
  const seen = ({ body }: AuditRow): void => {
    if (!body.includes('"event":"key-rotated"')) return;
    const { rotation } = JSON.parse(body) as AuditEntry;
    if (rotation) rotations.push(rotation);
  };
  const verdict = await verifyAudit(db, {
    noted,
    ...(archive ? { archive } : {}),
    ...(checkpoints.length > 0 || archive ? { seen } : {}),
  });
  const counted = { checkpoints: checkpoints.length };
  if (!verdict.ok) return { ...verdict, ...counted };
  const trusted = trustedBy(
    publicKey === undefined ? publicKeys(config) : [readPublicKey(publicKey)],
    rotations,
    tenant,
  );
  const wrong = [...doubts(checkpoints, trusted), ...sealDoubts(archive, trusted)];
  return { ...(wrong[0] ?? verdict), ...counted };
}

interface Read {
  readonly said: Signed<Checkpoint>;
  /** "line 3 of /mnt/worm/checkpoints.ndjson". */
  readonly where: string;
}

const forged = (seq: number, why: string): Verdict => ({ ok: false, kind: "forged", seq, why });

const doubts = (checkpoints: readonly Read[], trusted: ReadonlyMap<string, KeyObject>): Verdict[] =>
  checkpoints
    .filter(({ said }) => said.tenant !== tenant || said.type !== "checkpoint" || !isSigned(said, trusted))
    .map(({ said, where }) => forged(said.seq, `${where} is not signed by a key that is trusted here: ${said.key}`));

function sealDoubts(archive: ReturnType<typeof openArchive> | undefined, trusted: ReadonlyMap<string, KeyObject>) {
  if (!archive) return [];
  const unsigned = archive.seals.filter((seal) => seal.tenant !== tenant || !isSigned(seal, trusted));
  return [
    ...unsigned.map(({ file, first, key }) =>
      forged(first, `the seal of ${file} is not signed by a key that is trusted here: ${key}`),
    ),
    ...archive.wrong.map((why) => forged(archive.seals[0]?.first ?? 1, why)),
  ];
}

/** What the running bot has written, as far as it can be read from here; and what it signed last. */
function configured(config: Pick<Config, "data" | "audit">): Read[] {
  const { file, git } = config.audit.checkpoint;
  const files = [file, git === undefined ? undefined : path.join(git, "checkpoints.ndjson")];
  const { last } = standing(config);
  return [
    ...files.flatMap((one) => (one !== undefined && existsSync(one) ? readCheckpoints(one) : [])),
    ...(last ? [{ said: last, where: "the last one in the data folder" }] : []),
  ];
}

/** One on each line. Throws Problem CHECKPOINT_BROKEN. */
function readCheckpoints(file: string): Read[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw problem("CHECKPOINT_BROKEN", { file, why: (error as Error).message });
  }
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const where = `line ${index + 1} of ${file}`;
    const said = parse(line);
    if (!said) throw problem("CHECKPOINT_BROKEN", { file, why: `line ${index + 1} is not a checkpoint` });
    return [{ said, where }];
  });
}

function parse(line: string): Signed<Checkpoint> | null {
  try {
    const said = JSON.parse(line) as Partial<Signed<Checkpoint>> | null;
    const whole =
      Number.isSafeInteger(said?.seq) &&
      /^[0-9a-f]{64}$/.test(String(said?.hash)) &&
      [said?.tenant, said?.key, said?.signature].every((one) => typeof one === "string");
    return whole ? (said as Signed<Checkpoint>) : null;
  } catch {
    return null;
  }
}
