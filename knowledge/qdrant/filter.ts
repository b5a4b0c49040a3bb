/** Which points count. Every request that looks at points gets its filter here. */
import type { Schemas } from "@qdrant/js-client-rest";
import type { Entry } from "../engine.ts";
import type { Scope } from "../scope.ts";
import type { Kind } from "./sparse.ts";

export type Filter = Schemas["Filter"];
type Condition = Schemas["FieldCondition"];

const is = (key: string, value: string | boolean): Condition => ({ key, match: { value } });
// The description wants each value once.
const any = (key: string, values: readonly string[]): Condition => ({ key, match: { any: [...new Set(values)] } });

/** Documents or chunks that are in scope, and hold this term if one is given. */
export function within(kind: Kind, { audiences, about }: Scope, term?: string): Filter {
  const readable: Filter = {
    should: [is("everybody", true), { must: audiences.map((roles) => any("roles", roles)) }],
  };
  const concerned: Filter = { should: [any("about", about ?? []), { is_empty: { key: "about" } }] };
  return {
    must: [
      is("kind", kind),
      readable,
      ...(about === null ? [] : [concerned]),
      ...(term === undefined ? [] : [is("terms", term)]),
    ],
  };
}

/** All points of these documents. */
export const of = (documents: readonly string[]): Filter => ({ must: [any("document", documents)] });

export const every = (kind: Kind): Filter => ({ must: [is("kind", kind)] });

/** Chunks of these documents from before they got these stamps. */
export const outdated = (entries: readonly Pick<Entry, "id" | "stamp">[]): Filter => ({
  must: [
    is("kind", "chunk"),
    any(
      "document",
      entries.map(({ id }) => id),
    ),
  ],
  must_not: entries.map(({ id, stamp }) => ({ must: [is("document", id), is("stamp", stamp)] })),
});
