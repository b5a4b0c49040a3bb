/** What counts for a question: who reads the answer, and what it is about. */

export interface Scope {
  /**
   * Who reads: the asker's roles, and in a shared channel those of the channel as well. A document that names roles is
   * read by whoever has one of them in every audience.
   */
  readonly audiences: readonly (readonly string[])[];
  /** Only documents about one of these (services, sources, top folders), and those about nothing in particular. Null: all. */
  readonly about: readonly string[] | null;
}

/** What decides whether a document is in scope. */
export interface Scoped {
  /** Null: everybody may read it. */
  readonly roles: readonly string[] | null;
  /** Services, source and top folder; empty: about nothing in particular. */
  readonly about: readonly string[];
}

export const isReadable = ({ roles }: Pick<Scoped, "roles">, { audiences }: Pick<Scope, "audiences">): boolean =>
  roles === null || audiences.every((audience) => roles.some((role) => audience.includes(role)));

export const inScope = (document: Scoped, scope: Scope): boolean =>
  isReadable(document, scope) &&
  (scope.about === null || document.about.length === 0 || document.about.some((one) => scope.about?.includes(one)));

/** Equal for scopes that hold the same documents. */
export const keyOf = ({ audiences, about }: Scope): string =>
  JSON.stringify([audiences.map((roles) => [...new Set(roles)].toSorted()), about && [...new Set(about)].toSorted()]);
