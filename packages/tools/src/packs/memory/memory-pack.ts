import { definePack, type Pack } from "../../define-tool.ts";
import { createAddObservations } from "./add-observations.ts";
import { createCreateEntities } from "./create-entities.ts";
import { createCreateRelations } from "./create-relations.ts";
import { createDeleteEntities } from "./delete-entities.ts";
import { createDeleteObservations } from "./delete-observations.ts";
import { createDeleteRelations } from "./delete-relations.ts";
import { createOpenNodes } from "./open-nodes.ts";
import { createReadGraph } from "./read-graph.ts";
import { createSearchNodes } from "./search-nodes.ts";

export interface MemoryPackOptions {
  /** Largest result of a call, in bytes; what an answer holds of a graph follows from it. 1 MiB unless told. */
  readonly resultBytesMax?: number;
}

/** The knowledge graph of the reference memory server, kept per space in the database. */
export function createMemoryPack({ resultBytesMax = 1_048_576 }: MemoryPackOptions = {}): Pack {
  // Structured content is mirrored as text, and a notice needs room.
  const bytesMax = Math.max(512, Math.floor(resultBytesMax / 2) - 4096);
  return definePack({
    name: "memory",
    description: "A knowledge graph of entities, observations and relations that outlives the conversation",
    definitions: [
      createCreateEntities(),
      createCreateRelations(),
      createAddObservations(),
      createDeleteEntities(),
      createDeleteObservations(),
      createDeleteRelations(),
      createReadGraph({ bytesMax }),
      createSearchNodes({ bytesMax }),
      createOpenNodes({ bytesMax }),
    ],
  });
}
