import type { Tool, ToolList } from "../contract/tool.ts";

/** The registry's tools as the console shows them, with what each costs a model. */
export interface Catalogue {
  list(): ToolList;
  find(name: string): Tool | undefined;
  size(): { count: number; tokens: number };
}
