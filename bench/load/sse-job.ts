/** What the process that holds sessions is told, as JSON in its first argument. */
export interface SseJob {
  readonly port: number;
  readonly sessions: number;
}
