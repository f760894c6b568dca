import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Me, Permission } from "../../../src/contract/people.ts";
import { authQuery } from "../api/queries.ts";

/** Who is signed in; undefined while that is not known. */
export function useMe(): Me | undefined {
  const { data } = useQuery(authQuery());
  return data?.me ?? undefined;
}

/** Whether the person may do something. What they may not is not offered; the server refuses it in any case. */
export function useMay(): (permission: Permission) => boolean {
  const me = useMe();
  return useCallback((permission) => me?.permissions.includes(permission) ?? false, [me]);
}
