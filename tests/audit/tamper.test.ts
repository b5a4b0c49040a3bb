/** Whatever is done to the trail is found, and the entry that it was done to is named: a thousand ways, by seed. */
import { describe, expect, test } from "vitest";
import { chainHash, genesis, seal, tenant, type AuditHead, type AuditRow } from "../../src/audit.ts";
import { verify, type Verdict } from "../../src/audit/verify.ts";
import { asked } from "./trail.ts";

const length = 60;
const noon = "2026-11-20T12:00:00.000Z";

function chain(bodies: readonly string[], prev: Uint8Array = genesis, first = 1): AuditRow[] {
  let before = prev;
  return bodies.map((body, index) => {
    const row = { seq: first + index, body, prev: before, hash: chainHash(before, first + index, tenant, body) };
    before = row.hash;
    return row;
  });
}

const bodies = Array.from({ length }, (_, index) => seal(asked(index + 1), noon));
const rows = chain(bodies);
const headOf = (of: readonly AuditRow[]): AuditHead => {
  const { seq, hash } = of.at(-1) as AuditRow;
  return { seq, hash };
};

/** Numbers that can be had again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

interface Harm {
  readonly rows: readonly AuditRow[];
  readonly head: AuditHead;
  /** The first entry that is not as it was written, or not there. */
  readonly seq: number;
}

const flip = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
const renumbered = (of: readonly AuditRow[]): AuditRow[] => of.map((row, index) => ({ ...row, seq: index + 1 }));
const at = (seq: number): AuditRow => rows[seq - 1] as AuditRow;
const whole = headOf(rows);
const forged = (seq: number, roll: (sides: number) => number): string =>
  seal({ ...asked(seq), person: `eve-${roll(1000)}` }, noon);

/** What somebody with the database's password might do. */
const harms: Readonly<Record<string, (roll: (sides: number) => number) => Harm>> = {
  "edit a body": (roll) => {
    const seq = 1 + roll(length);
    const { body } = at(seq);
    const place = roll(body.length);
    const changed = `${body.slice(0, place)}${body[place] === "x" ? "y" : "x"}${body.slice(place + 1)}`;
    return { rows: rows.with(seq - 1, { ...at(seq), body: changed }), head: whole, seq };
  },
  "edit a hash": (roll) => {
    const seq = 1 + roll(length);
    return { rows: rows.with(seq - 1, { ...at(seq), hash: flip(at(seq).hash, roll(32)) }), head: whole, seq };
  },
  "edit a link": (roll) => {
    const seq = 1 + roll(length);
    return { rows: rows.with(seq - 1, { ...at(seq), prev: flip(at(seq).prev, roll(32)) }), head: whole, seq };
  },
  "edit a body and its hash": (roll) => {
    const seq = 1 + roll(length);
    const [row] = chain([forged(seq, roll)], at(seq).prev, seq) as [AuditRow];
    return { rows: rows.with(seq - 1, row), head: whole, seq };
  },
  "rewrite the end from an entry on, but not the head": (roll) => {
    const seq = 1 + roll(length - 1);
    const end = chain([forged(seq, roll), ...bodies.slice(seq)], at(seq).prev, seq);
    return { rows: [...rows.slice(0, seq - 1), ...end], head: whole, seq: length };
  },
  "delete one": (roll) => {
    const seq = 1 + roll(length);
    return { rows: rows.toSpliced(seq - 1, 1), head: whole, seq };
  },
  "delete one and move the others up": (roll) => {
    const seq = 1 + roll(length - 1);
    return { rows: renumbered(rows.toSpliced(seq - 1, 1)), head: { ...whole, seq: length - 1 }, seq };
  },
  "put one in and move the others down": (roll) => {
    const seq = 2 + roll(length - 2);
    const [row] = chain([forged(seq, roll)], at(seq).prev, seq) as [AuditRow];
    return { rows: renumbered(rows.toSpliced(seq - 1, 0, row)), head: { ...whole, seq: length + 1 }, seq };
  },
  "swap two": (roll) => {
    const first = 1 + roll(length - 1);
    const second = first + 1 + roll(length - first);
    const moved = rows
      .with(first - 1, { ...at(first), body: at(second).body })
      .with(second - 1, { ...at(second), body: at(first).body });
    return { rows: moved, head: whole, seq: first };
  },
  "swap two with all that is theirs": (roll) => {
    const first = 1 + roll(length - 1);
    const second = first + 1 + roll(length - first);
    const moved = rows.with(first - 1, { ...at(second), seq: first }).with(second - 1, { ...at(first), seq: second });
    return { rows: moved, head: whole, seq: first };
  },
  "cut the end off": (roll) => {
    const seq = 2 + roll(length - 1);
    return { rows: rows.slice(0, seq - 1), head: whole, seq };
  },
  "give one the number of the next": (roll) => {
    const seq = 1 + roll(length - 1);
    return { rows: rows.with(seq - 1, { ...at(seq), seq: seq + 1 }), head: whole, seq };
  },
  "write after the head": (roll) => ({
    rows: [...rows, ...chain([forged(length + 1, roll)], whole.hash, length + 1)],
    head: whole,
    seq: length + 1,
  }),
};
const names = Object.keys(harms);

const found = (seq: number) => expect.objectContaining({ ok: false, seq }) as Verdict;

test("AU-3 1,000 harms by seed: each is found, and the entry that it was done to is named", async () => {
  const roll = dice(20_261_124);
  for (let turn = 0; turn < 1000; turn++) {
    const name = names[turn % names.length] as string;
    const harm = (harms[name] as (typeof harms)[string])(roll);
    const verdict = await verify({ tenant, rows: harm.rows, head: harm.head });
    expect({ turn, name, verdict }).toEqual({ turn, name, verdict: found(harm.seq) });
  }
});

describe("AU-3 what only a checkpoint shows", () => {
  const noted = [10, 25, 40].map((seq) => ({ seq, hash: at(seq).hash }));

  test("a tail that was cut off, head and all: every length of it", async () => {
    for (let left = 1; left < length; left++) {
      const cut = rows.slice(0, left);
      expect(await verify({ tenant, rows: cut, head: headOf(cut) })).toMatchObject({ ok: true });
      const verdict = await verify({ tenant, rows: cut, head: headOf(cut), noted });
      expect(verdict).toMatchObject(left < 40 ? { ok: false, kind: "cut", seq: left + 1 } : { ok: true });
    }
  });

  test("a trail that was rewritten from any entry to its end, head and all", async () => {
    const roll = dice(7);
    for (let from = 1; from <= length; from++) {
      const end = chain([forged(from, roll), ...bodies.slice(from)], at(from).prev, from);
      const rewritten = [...rows.slice(0, from - 1), ...end];
      expect(await verify({ tenant, rows: rewritten, head: headOf(rewritten) })).toMatchObject({ ok: true });
      const verdict = await verify({ tenant, rows: rewritten, head: headOf(rewritten), noted });
      const first = noted.find(({ seq }) => seq >= from);
      expect(verdict).toMatchObject(first ? { ok: false, kind: "rewritten", seq: first.seq } : { ok: true });
    }
  });
});
