import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { toolsQuery } from "../../api/queries.ts";
import { useMay } from "../../app/use-me.ts";
import { credentialRows, ownerName } from "./credential-rows.ts";
import { credentialsQuery, keyNamesQuery } from "./credentials-queries.ts";

/** What is stored and what is needed, and how owners are called. */
export function useCredentialRows() {
  const may = useMay();
  const query = useQuery(credentialsQuery());
  const { data: tools } = useQuery({ ...toolsQuery(), enabled: may("tools.read") });
  const { data: keys } = useQuery({ ...keyNamesQuery(), enabled: may("keys.read") });
  const rows = useMemo(
    () => (query.data === undefined ? undefined : credentialRows(query.data, tools?.tools ?? [])),
    [query.data, tools],
  );
  const nameOf = useCallback((principalId: string) => ownerName(principalId, keys ?? []), [keys]);
  return { query, rows, nameOf, keys: keys?.filter(({ state }) => state === "active") ?? [] };
}
