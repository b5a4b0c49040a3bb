#!/usr/bin/env node
/**
 * Checks an exported or archived audit trail without Signalbox: one file, Node 20 or newer, nothing else.
 *
 *     node verify-audit.mjs FILE.ndjson… [--checkpoint FILE]… [--public-key FILE]… [--filtered]
 *
 * FILEs are parts of one trail in order: archived segments, then an export. Exit code 0: whole; 1: not; 2: bad usage.
 * docs/audit.md defines what is checked. This shares no line with what writes the trail, so that neither can hide the
 * other's mistakes.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

/** What is wrong with the trail, as opposed to with the command line. */
class Wrong extends Error {}

const zeros = "0".repeat(64);
const span = (from, to) => (from === to ? `entry ${from}` : `entries ${from} to ${to}`);

/** RFC 8785, for what stands in checkpoints and rotations: objects, strings, and integers that JSON can hold. */
function canonical(value) {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

/** SHA-256 over prev ‖ number ‖ tenant ‖ 0x00 ‖ body; hex. */
function hashOf({ prev, seq, tenant, body }) {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(seq));
  return createHash("sha256")
    .update(Buffer.from(prev, "hex"))
    .update(number)
    .update(`${tenant}\0${body}`)
    .digest("hex");
}

const isHash = (text) => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);

/** A line of an export. */
function entryOf(line, where) {
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    throw new Wrong(`${where} is not JSON`);
  }
  const { tenant, seq, prev, hash, body } = entry ?? {};
  const whole =
    Number.isSafeInteger(seq) &&
    seq > 0 &&
    isHash(prev) &&
    isHash(hash) &&
    [tenant, body].every((text) => typeof text === "string");
  if (!whole) throw new Wrong(`${where} is not an entry`);
  return { tenant, seq, prev, hash, body };
}

async function* entriesIn(files) {
  for (const file of files) {
    let number = 0;
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      number++;
      if (line !== "") yield entryOf(line, `line ${number} of ${file}`);
    }
  }
}

/** What an entry says of the trail itself, if anything. */
function saying(body) {
  if (!/"event":"(?:archived|key-rotated)"/.test(body)) return {};
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

/** Follows the entries and compares those that are noted. Throws Wrong at the first that is not as it was written. */
async function follow(entries, noted, filtered) {
  const found = { entries: 0, first: null, last: null, rotations: [], archived: [] };
  for await (const entry of entries) {
    const { seq, hash, prev, tenant, body } = entry;
    const { last } = found;
    if (hash !== hashOf(entry))
      throw new Wrong(`entry ${seq} was changed: it does not give the hash it was written with`);
    if (last) {
      if (tenant !== last.tenant) throw new Wrong(`entry ${seq} belongs to another trail, ${tenant}`);
      if (seq <= last.seq) throw new Wrong(`entry ${seq} stands after entry ${last.seq}`);
      if (seq > last.seq + 1 && !filtered) throw new Wrong(`${span(last.seq + 1, seq - 1)} missing`);
      if (seq === last.seq + 1 && prev !== last.hash) {
        throw new Wrong(`entry ${seq} does not follow entry ${last.seq}: one of the two was changed or put in`);
      }
    } else if (seq === 1 && prev !== zeros) throw new Wrong("entry 1 does not begin the trail");
    const said = noted.get(seq);
    if (said !== undefined && said.hash !== hash) {
      throw new Wrong(`entry ${seq} does not have the hash of its checkpoint: the trail was rewritten up to it`);
    }
    const { event, segment, rotation } = saying(body);
    if (event === "archived" && segment) found.archived.push(segment);
    if (event === "key-rotated" && rotation) found.rotations.push(rotation);
    found.first ??= entry;
    found.last = entry;
    found.entries++;
  }
  return found;
}

/** The trail begins with entry 1, or an entry says that what came before was archived. */
function checkBeginning({ first, archived }) {
  if (!first || first.seq === 1) return;
  const vouched = archived.some(({ last, hash }) => last === first.seq - 1 && hash === first.prev);
  if (!vouched) throw new Wrong(`${span(1, first.seq - 1)} missing, and no entry says that they were archived`);
}

function checkEnd({ last }, noted) {
  const newest = Math.max(0, ...noted.keys());
  const end = last?.seq ?? 0;
  if (newest > end) throw new Wrong(`${span(end + 1, newest)} missing: there is a checkpoint of entry ${newest}`);
}

/** One on each line; null for a hash that two of them do not agree on. */
function checkpointsIn(files) {
  return files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, index) => {
        if (line.trim() === "") return [];
        const where = `line ${index + 1} of ${file}`;
        let said;
        try {
          said = JSON.parse(line);
        } catch {
          throw new Wrong(`${where} is not JSON`);
        }
        if (said?.type !== "checkpoint" || !Number.isSafeInteger(said.seq) || !isHash(said.hash)) {
          throw new Wrong(`${where} is not a checkpoint`);
        }
        return [{ said, where }];
      }),
  );
}

function notedIn(checkpoints) {
  const noted = new Map();
  for (const { said, where } of checkpoints) {
    const other = noted.get(said.seq);
    if (other && other.hash !== said.hash)
      throw new Wrong(`${where} gives entry ${said.seq} another hash than another does`);
    noted.set(said.seq, said);
  }
  return noted;
}

/** The first 32 hex digits of the SHA-256 of the key's SPKI. */
const idOf = (key) =>
  createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex")
    .slice(0, 32);

const keyOf = ({ spki }) => createPublicKey({ key: Buffer.from(spki, "base64"), type: "spki", format: "der" });

/** Both keys have signed that one follows the other. */
function holdsTogether({ old, new: next, signatures }, tenant) {
  try {
    const text = Buffer.from(canonical({ type: "rotation", tenant, old, new: next }));
    return [
      [old, signatures.old],
      [next, signatures.new],
    ].every(([one, signature]) => {
      const key = keyOf(one);
      return idOf(key) === one.id && verify(null, text, key, Buffer.from(signature, "base64"));
    });
  } catch {
    return false;
  }
}

/** The keys that were named on the command line, and those that rotations tie to them. */
function trustedKeys(files, rotations, tenant) {
  const keys = new Map(files.map((file) => createPublicKey(readFileSync(file))).map((key) => [idOf(key), key]));
  const holding = rotations.filter((one) => holdsTogether(one, tenant));
  for (let before = -1; before < keys.size;) {
    before = keys.size;
    for (const { old, new: next } of holding) {
      if (keys.has(old.id) || keys.has(next.id)) for (const one of [old, next]) keys.set(one.id, keyOf(one));
    }
  }
  return keys;
}

function checkSignatures(checkpoints, keys, tenant) {
  for (const { said, where } of checkpoints) {
    const { signature, ...statement } = said;
    if (tenant !== undefined && said.tenant !== tenant)
      throw new Wrong(`${where} is about another trail, ${said.tenant}`);
    const key = keys.get(said.key);
    if (!key) throw new Wrong(`${where} is signed with ${said.key}, which is not a trusted key`);
    const text = Buffer.from(canonical(statement));
    if (!verify(null, text, key, Buffer.from(String(signature), "base64")))
      throw new Wrong(`${where} has a wrong signature`);
  }
}

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      checkpoint: { type: "string", multiple: true, default: [] },
      "public-key": { type: "string", multiple: true, default: [] },
      filtered: { type: "boolean", default: false },
    },
  });
  if (positionals.length === 0) throw new TypeError("name the files of the trail");
  if (values.checkpoint.length > 0 && values["public-key"].length === 0) {
    throw new TypeError("--checkpoint needs --public-key: anybody can write a checkpoint, and not anybody can sign it");
  }
  return {
    files: positionals,
    checkpointFiles: values.checkpoint,
    keyFiles: values["public-key"],
    filtered: values.filtered,
  };
}

async function main() {
  const { files, checkpointFiles, keyFiles, filtered } = options();
  const checkpoints = checkpointsIn(checkpointFiles);
  const noted = notedIn(checkpoints);
  const found = await follow(entriesIn(files), noted, filtered);
  const { first, last, entries, rotations } = found;
  if (!filtered) {
    checkBeginning(found);
    checkEnd(found, noted);
  }
  checkSignatures(checkpoints, trustedKeys(keyFiles, rotations, last?.tenant), last?.tenant);
  const range = first ? `, from ${first.seq} to ${last.seq}, last hash ${last.hash}` : "";
  const met = [...noted.keys()].filter((seq) => first && seq >= first.seq && seq <= last.seq).length;
  const against = noted.size > 0 ? ` ${met} of ${noted.size} checkpoints lie in it; all are signed.` : "";
  const part = filtered ? "Each entry is as it was written; there may be others between them" : "The trail is whole";
  console.log(`${part}: ${entries} entries${range}.${against}`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Wrong ? `Not as it was written: ${error.message}.` : `${error.message}.`);
  process.exitCode = error instanceof Wrong ? 1 : 2;
}
