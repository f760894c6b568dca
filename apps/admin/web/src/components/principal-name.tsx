import { usePrincipalName } from "../app/use-principal-name.ts";

/** By name where that is known, and the id on hover. */
export function PrincipalName({ id }: { id: string }) {
  const name = usePrincipalName(id);
  return name === id ? <code>{id}</code> : <bdi title={id}>{name}</bdi>;
}
