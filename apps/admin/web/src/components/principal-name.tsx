import { usePrincipalName } from "../app/use-principal-name.ts";

interface PrincipalNameProps {
  readonly id: string;
  /** What the server calls it: for those who may not read the list that has its name. */
  readonly known?: string | undefined;
}

/** By name where that is known, and the id on hover. */
export function PrincipalName({ id, known }: PrincipalNameProps) {
  const found = usePrincipalName(id);
  const name = found === id ? (known ?? id) : found;
  return name === id ? <code>{id}</code> : <bdi title={id}>{name}</bdi>;
}
