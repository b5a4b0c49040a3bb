/**
 * Filters as Qdrant 1.19 evaluates them (lib/segment/src/payload_storage), and what strict mode asks of them
 * (lib/collection/src/problems/unindexed_field.rs).
 */
import type { Id } from "./fusion.ts";
import { Refusal, unknown } from "./refusal.ts";

type Value = string | number | boolean;
type OneOrMany<T> = T | readonly T[] | null;

interface Match {
  readonly value?: Value;
  readonly any?: readonly Value[];
  readonly except?: readonly Value[];
}
type Bounds = Readonly<Partial<Record<"gt" | "gte" | "lt" | "lte", number | null>>>;

export interface Condition extends Filter {
  readonly key?: string;
  readonly match?: Match | null;
  readonly range?: Bounds | null;
  readonly is_empty?: { readonly key: string };
  readonly is_null?: { readonly key: string };
  readonly has_id?: readonly Id[];
}

export interface Filter {
  readonly must?: OneOrMany<Condition>;
  readonly must_not?: OneOrMany<Condition>;
  readonly should?: OneOrMany<Condition>;
  readonly min_should?: { readonly conditions: readonly Condition[]; readonly min_count: number } | null;
}

export interface Matchable {
  readonly id: Id;
  readonly payload: Readonly<Record<string, unknown>>;
}

const listOf = <T>(some: OneOrMany<T> | undefined): readonly T[] | null =>
  some === undefined || some === null ? null : Array.isArray(some) ? (some as readonly T[]) : [some as T];

export function matches(filter: Filter | null | undefined, point: Matchable): boolean {
  if (!filter) return true;
  const holds = (condition: Condition): boolean => check(condition, point);
  const { min_should: least } = filter;
  return (
    (listOf(filter.must)?.every(holds) ?? true) &&
    !(listOf(filter.must_not)?.some(holds) ?? false) &&
    (listOf(filter.should)?.some(holds) ?? true) &&
    (!least || least.conditions.filter(holds).length >= least.min_count)
  );
}

/** What every point that matches holds: lists of field and value, one of each list. */
export const required = (filter: Filter | null | undefined): (readonly [field: string, value: Value])[][] =>
  (listOf(filter?.must) ?? []).flatMap(({ key, match, ...rest }) => {
    const values = match?.any ?? (match?.value === undefined ? null : [match.value]);
    if (key === undefined) return required(rest);
    return values ? [values.map((value) => [key, value] as const)] : [];
  });

function check(condition: Condition, { id, payload }: Matchable): boolean {
  const { key, match, range, is_empty: empty, is_null: none, has_id: ids } = condition;
  if (ids) return ids.includes(id);
  if (empty) return valuesOf(payload[empty.key]).every((value) => value === null);
  if (none) return payload[none.key] === null || (valuesOf(payload[none.key]) as unknown[]).includes(null);
  if (key === undefined) return matches(condition, { id, payload });
  const values = valuesOf(payload[key]);
  if (match) return values.some((value) => isMatch(match, value));
  if (range) return values.some((value) => typeof value === "number" && inside(range, value));
  throw unknown(`the condition ${JSON.stringify(condition)}`);
}

/** A list stands for each of its elements; what is missing or null stands for nothing. */
const valuesOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

function isMatch({ value, any, except }: Match, stored: unknown): boolean {
  if (value !== undefined) return stored === value;
  if (any) return any.some((one) => one === stored);
  if (except) return stored !== null && !except.some((one) => one === stored);
  throw unknown("matches of text");
}

const inside = ({ gt, gte, lt, lte }: Bounds, value: number): boolean =>
  value > (gt ?? -Infinity) && value >= (gte ?? -Infinity) && value < (lt ?? Infinity) && value <= (lte ?? Infinity);

/** Field → type of its index. */
export type Indexes = ReadonlyMap<string, string>;

/** Throws what strict mode answers if a field is not indexed for what is asked of it. */
export function demandIndexes(filter: Filter | null | undefined, indexes: Indexes): void {
  const { must, must_not: not, should, min_should: least } = filter ?? {};
  for (const condition of [must, not, should, least?.conditions].flatMap((some) => listOf(some) ?? [])) {
    const { key = condition.is_empty?.key ?? condition.is_null?.key, match, range } = condition;
    const needed = match ? indexesFor(match) : range ? ["integer", "float"] : null;
    const index = indexes.get(key ?? "");
    if (key === undefined) demandIndexes(condition, indexes);
    // A match with nothing needs no index; "is empty" is content with any.
    else if (needed ? needed.length > 0 && !needed.includes(index ?? "") : index === undefined) {
      const types = (needed ?? ["any"]).join(", ");
      throw new Refusal(
        400,
        `Bad request: Index required but not found for "${key}" of one of the following types: [${types}]. Help: Create an index for this key or use a different filter.`,
      );
    }
  }
}

function indexesFor({ value, any, except }: Match): string[] {
  const [one = value] = any ?? except ?? [value];
  if (one === undefined) return [];
  return typeof one === "boolean" ? ["bool"] : typeof one === "number" ? ["integer"] : ["keyword", "uuid"];
}
