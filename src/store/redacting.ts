/** Takes secrets out of every value that a statement carries: whatever is written, no query can forget it. */
import {
  OperationNodeTransformer,
  type KyselyPlugin,
  type PrimitiveValueListNode,
  type QueryId,
  type ValueNode,
} from "kysely";

type Redact = (text: string) => string;

export function redacting(redact: Redact): KyselyPlugin {
  const transformer = new Redaction(redact);
  return {
    transformQuery: ({ node, queryId }) => transformer.transformNode(node, queryId),
    transformResult: async ({ result }) => result,
  };
}

class Redaction extends OperationNodeTransformer {
  readonly #redact: Redact;

  constructor(redact: Redact) {
    super();
    this.#redact = redact;
  }

  protected override transformValue(node: ValueNode, queryId?: QueryId): ValueNode {
    return { ...super.transformValue(node, queryId), value: this.#clean(node.value) };
  }

  protected override transformPrimitiveValueList(
    node: PrimitiveValueListNode,
    queryId?: QueryId,
  ): PrimitiveValueListNode {
    return { ...super.transformPrimitiveValueList(node, queryId), values: node.values.map((one) => this.#clean(one)) };
  }

  /** A text, or the array of them that becomes one array of the database. */
  #clean(value: unknown): unknown {
    if (typeof value === "string") return this.#redact(value);
    return Array.isArray(value) ? value.map((one) => this.#clean(one)) : value;
  }
}
