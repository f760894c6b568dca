import { useQuery } from "@tanstack/react-query";
import { keysGlanceQuery, peopleGlanceQuery } from "../api/queries.ts";
import { tokensQuery } from "../pages/people/people-queries.ts";
import { useMay, useMe } from "./use-me.ts";

/** What a principal is called, as far as the reader may know that and somebody still does; else the id. */
export function usePrincipalName<Id extends string | undefined>(id: Id): Id {
  const may = useMay();
  const me = useMe();
  const [kind, rest] = id?.split(":", 2) ?? [];
  const { data: people } = useQuery({ ...peopleGlanceQuery(), enabled: kind === "user" && may("people.read") });
  const { data: keys } = useQuery({ ...keysGlanceQuery(), enabled: kind === "key" && may("keys.read") });
  const { data: tokens } = useQuery({ ...tokensQuery(), enabled: kind === "token" && may("tokens.read") });
  if (id !== undefined && id === me?.id) return me.name as Id;
  const known = { user: people?.people, key: keys?.keys, token: tokens?.tokens }[kind ?? ""];
  return (known?.find((one) => one.id === rest)?.name ?? id) as Id;
}
