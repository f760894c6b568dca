/** The approval that a call waits for, where a text of the server says so: its progress, or the result that ends the wait. */
export function approvalIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const [, waiting] = /waits for approval by a person \(([\w-]{1,64})\)/.exec(text) ?? [];
  const [, pending] = /waits for approval by a person\.[^]*?^Approval: ([\w-]{1,64})$/m.exec(text) ?? [];
  return waiting ?? pending;
}
