/** A request that the server refuses, with the status and the words it uses. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What Qdrant can do and this server cannot: a test that runs into it has to teach it. */
export const unknown = (what: string): Refusal => new Refusal(501, `this server does not do ${what}`);
