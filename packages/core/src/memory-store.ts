/** The knowledge graph of the reference memory server, kept per space. */
export interface Entity {
  readonly name: string;
  readonly entityType: string;
  readonly observations: readonly string[];
}

export interface Relation {
  readonly from: string;
  readonly to: string;
  readonly relationType: string;
}

export interface KnowledgeGraph {
  readonly entities: readonly Entity[];
  readonly relations: readonly Relation[];
}

export interface ObservationsAdded {
  readonly entityName: string;
  readonly addedObservations: readonly string[];
}

/** Every method works in one space and is atomic. */
export interface MemoryStore {
  /** Ignores entities whose name is taken; returns those created. */
  createEntities(space: string, entities: readonly Entity[]): Promise<Entity[]>;
  /** Ignores relations that exist; returns those created. Ends need not exist, as in the reference server. */
  createRelations(space: string, relations: readonly Relation[]): Promise<Relation[]>;
  /**
   * Ignores observations the entity already has.
   * @throws AppError `not_found` naming the entities that do not exist; then nothing is added.
   */
  addObservations(
    space: string,
    additions: readonly { entityName: string; contents: readonly string[] }[],
  ): Promise<ObservationsAdded[]>;
  /** Deletes entities with their observations and relations; unknown names are ignored. Returns how many went. */
  deleteEntities(space: string, names: readonly string[]): Promise<number>;
  deleteObservations(
    space: string,
    deletions: readonly { entityName: string; observations: readonly string[] }[],
  ): Promise<number>;
  deleteRelations(space: string, relations: readonly Relation[]): Promise<number>;
  /** The whole graph in the order of creation, at most `limit` entities. */
  readGraph(space: string, limit: number): Promise<KnowledgeGraph>;
  /** Entities whose name, type or observations match the words (full text, and substring as the reference does), best first; relations among them. */
  searchNodes(space: string, query: string, limit: number): Promise<KnowledgeGraph>;
  /** The named entities and the relations that touch one of them at either end. */
  openNodes(space: string, names: readonly string[]): Promise<KnowledgeGraph>;
}
