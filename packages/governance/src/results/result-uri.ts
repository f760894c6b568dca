/** Where a page of a kept result is read. Pages count from 1. */
export function resultUri(id: string, page: number): string {
  return `mcp-tools://results/${id}/${page}`;
}
