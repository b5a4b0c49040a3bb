/**
 * FTS5, as it is built into Node, fed with our terms: sections and documents, as our own engine has them. It offers no
 * weights for terms (so no synonyms), and takes its statistics from all rows, whoever reads.
 */
import { DatabaseSync } from "node:sqlite";
import { idOf } from "../knowledge/address.ts";
import { analyse } from "../knowledge/analyse.ts";
import { chunkDepth, documentDepth, wholeOf } from "../knowledge/lexical.ts";
import type { Runbook } from "../knowledge/runbook.ts";
import { labelOf, termsOf } from "../knowledge/terms.ts";
import { fuse, type Opened } from "./knowledge-peer.ts";

/** Our terms as they are: what holds an identifier together is a part of it. */
const tokenize = `tokenize="unicode61 remove_diacritics 0 tokenchars '._-/:@''’'"`;

export async function openFts5(documents: readonly Runbook[], file: string): Promise<Opened> {
  const db = new DatabaseSync(file);
  db.exec("pragma journal_mode = wal; pragma synchronous = normal; begin");
  for (const table of ["section", "whole"]) {
    db.exec(`create virtual table ${table} using fts5(terms, content='', ${tokenize});
      create table ${table}_of (id integer primary key, document text, open integer)`);
  }
  const fill = (table: string) => {
    const text = db.prepare(`insert into ${table} (rowid, terms) values (?, ?)`);
    const place = db.prepare(`insert into ${table}_of values (?, ?, ?)`);
    let row = 0;
    return (terms: readonly string[], document: string, open: boolean): void => {
      text.run(++row, terms.join(" "));
      place.run(row, document, Number(open));
    };
  };
  const [section, whole] = [fill("section"), fill("whole")];
  for (const document of documents) {
    const id = idOf("", document.path);
    const chunks = document.chunks.map((chunk) => termsOf(document, chunk));
    for (const terms of chunks) section(terms, id, document.roles === null);
    whole(wholeOf({ label: labelOf(document, []), chunks }), id, document.roles === null);
  }
  db.exec("commit");

  const find = (table: string, depth: number) => {
    // The ranked scan is the outer loop; the rows it finds are looked up one by one.
    const query = (where: string) =>
      db.prepare(`select document from (select rowid as id, rank from ${table} where ${table} match ? ${where}
        order by rank limit ${depth}) join ${table}_of using (id) order by rank`);
    const queries = { all: query(""), open: query(`and +rowid in (select id from ${table}_of where open)`) };
    return (match: string, which: "all" | "open"): string[] =>
      queries[which].all(match).map((row) => String(row["document"]));
  };
  const lists = [find("section", chunkDepth), find("whole", documentDepth)];
  return {
    ask: async (text, { audiences }) => {
      const terms = [...new Set(analyse(text))];
      if (terms.length === 0) return [];
      const match = terms.map((term) => `"${term}"`).join(" OR ");
      const which = audiences.length > 0 ? "open" : "all";
      return fuse(
        lists.map((list) => list(match, which)),
        10,
      );
    },
  };
}
