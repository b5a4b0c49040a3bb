/**
 * The doorbell: "this request may be carried out now". It holds no truth: a ring that is lost is rung again by the
 * sweep, a ring that comes twice finds the request already claimed.
 */
export interface Doorbell {
  /** Never throws and never waits for the work. */
  ring(request: string): void;
  /** Begins to answer rings with this handler, at most `concurrency` at once. Handlers never throw. */
  open(handler: (request: string) => Promise<void>, concurrency: number): void;
  /** Answers no further rings and resolves when those under way are done, or after `patience` milliseconds. */
  close(patience: number): Promise<void>;
}
