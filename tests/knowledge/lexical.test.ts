import { createLexical } from "../../knowledge/lexical.ts";
import { engineContract } from "../contracts/engine.ts";

engineContract("in memory", async () => createLexical());
