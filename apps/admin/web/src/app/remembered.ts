/** Small choices of this browser. A browser that keeps nothing (storage blocked) just forgets them. */
export const remembered = {
  get(name: string): string | undefined {
    try {
      return localStorage.getItem(key(name)) ?? undefined;
    } catch {
      return undefined;
    }
  },
  set(name: string, value: string): void {
    try {
      localStorage.setItem(key(name), value);
    } catch {
      return;
    }
  },
};

function key(name: string): string {
  return `mcp-tools.${name}`;
}
