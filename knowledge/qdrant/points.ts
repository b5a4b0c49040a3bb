/** A document as points: one for the whole of its words, one for each chunk. */
import { createHash } from "node:crypto";
import type { Schemas } from "@qdrant/js-client-rest";
import { z } from "zod";
import type { Vector } from "../embed.ts";
import type { Entry, Place } from "../engine.ts";
import { wholeOf } from "../lexical.ts";
import { sparseText } from "./sparse.ts";

export type Point = Schemas["PointStruct"];

/** Raised with every change to what stands in a point. */
export const pointsVersion = 1;

/** Its fields, and what each has to be indexed as: strict mode refuses to filter by any other. */
export const indexes = {
  kind: "keyword",
  document: "keyword",
  stamp: "keyword",
  everybody: "bool",
  roles: "keyword",
  about: "keyword",
  terms: "keyword",
} as const;

/** Its own namespace for version 5 (RFC 9562, section 5.5). */
const namespace = Buffer.from("5f1c9f2a6d3e4b0c8a71d4e2b9c60f35", "hex");

/** Always the same for the same place, so that writing it again replaces it. */
function idOf(document: string, ordinal: number | null): string {
  const name = JSON.stringify([document, ordinal]);
  const bytes = createHash("sha1").update(namespace).update(name).digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Who may read it and what it is about. An empty list of roles is nobody, and not everybody. */
export const access = ({ roles, about }: Entry) => ({ everybody: roles === null, roles: roles ?? [], about });

export const chunkPoints = (entry: Entry, vectors: readonly (Vector | null)[] | null): Point[] =>
  entry.chunks.map((terms, ordinal) => {
    const dense = vectors?.[ordinal];
    return {
      id: idOf(entry.id, ordinal),
      vector: { bm25: sparseText(terms, "chunk"), ...(dense ? { dense: [...dense] } : {}) },
      payload: { kind: "chunk", document: entry.id, ordinal, stamp: entry.stamp, ...access(entry) },
    };
  });

/** `meant`: its chunks were embedded. */
export function documentPoint(entry: Entry, meant: boolean): Point {
  const terms = wholeOf(entry);
  return {
    id: idOf(entry.id, null),
    vector: { bm25: sparseText(terms, "document") },
    payload: {
      kind: "document",
      document: entry.id,
      stamp: entry.stamp,
      ...access(entry),
      terms: [...new Set(terms)],
      chunks: entry.chunks.length,
      meant,
    },
  };
}

/** The point of a whole document has no position. */
const place = z.object({ document: z.string(), ordinal: z.int().default(0) });
const standing = z.object({ document: z.string(), stamp: z.string(), chunks: z.int(), meant: z.boolean() });

export type Standing = z.infer<typeof standing>;

export const readPlace = (payload: unknown): Place => place.parse(payload);
export const readStanding = (payload: unknown): Standing => standing.parse(payload);
/** What `readStanding` reads. */
export const standingFields = Object.keys(standing.shape);
