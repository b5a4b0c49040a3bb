/**
 * pg_textsearch in PGlite: BM25 over sections and over documents. To each text and each question the parts of its
 * identifiers are appended, so that "KubePodCrashLooping" meets "pod is crash looping".
 */
import { PGlite } from "@electric-sql/pglite";
import { pg_textsearch } from "@electric-sql/pglite-pg_textsearch";

export const note = "sections and documents (title twice), parts of identifiers appended, english, RRF 20";
export const k = 20;

const identifiers = /[\p{L}\p{N}]+(?:[._\-/:@][\p{L}\p{N}]+)+|\p{L}*\p{Ll}\p{Lu}[\p{L}\p{N}]*/gu;
const joints = /[^\p{L}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
const withParts = (text) =>
  [text, ...Array.from(text.matchAll(identifiers), ([word]) => word.split(joints).join(" "))].join("\n");

const sql = (table) => ({
  all: `select document from ${table} order by body <@> to_bm25query($1, '${table}_body') limit $2`,
  open: `select document from ${table} where open order by body <@> to_bm25query($1, '${table}_body') limit $2`,
});

const rowOf = ({ id, open: isOpen }, body) => ({ document: id, open: isOpen, body: withParts(body) });

export async function open(documents) {
  const db = await PGlite.create({ extensions: { pg_textsearch } });
  await db.exec("create extension pg_textsearch");
  const fill = async (table, rows) => {
    await db.exec(`create table ${table} (id serial primary key, document text, open boolean, body text)`);
    for (let from = 0; from < rows.length; from += 500) {
      await db.query(
        `insert into ${table} (document, open, body)
         select * from jsonb_to_recordset($1) as row (document text, open boolean, body text)`,
        [rows.slice(from, from + 500)],
      );
    }
    await db.exec(`create index ${table}_body on ${table} using bm25 (body) with (text_config = 'english')`);
  };
  await fill(
    "section",
    documents.flatMap((document) => document.sections.map((text) => rowOf(document, text))),
  );
  await fill(
    "whole",
    documents.map((document) =>
      rowOf(document, [document.title, document.title, document.id, document.body].join("\n")),
    ),
  );
  const find = async (query, text, depth) => (await db.query(query, [text, depth])).rows.map((row) => row.document);
  return {
    ask: async (text, openOnly) => {
      const [which, words] = [openOnly ? "open" : "all", withParts(text)];
      return [await find(sql("section")[which], words, 200), await find(sql("whole")[which], words, 100)];
    },
  };
}
