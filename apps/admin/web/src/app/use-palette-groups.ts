import { useMantineColorScheme } from "@mantine/core";
import {
  IconChecklist,
  IconDeviceDesktop,
  IconKey,
  IconLanguage,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSun,
  IconTool,
  IconUser,
  type Icon,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, parseResponse } from "../api/client.ts";
import { keysGlanceQuery, peopleGlanceQuery, toolsQuery } from "../api/queries.ts";
import { changeLanguage } from "../i18n/start-i18n.ts";
import { type Language, languages } from "../i18n/texts.ts";
import { destinationsFor } from "./destinations.ts";
import { idIn, type PaletteGroup, type PaletteItem } from "./palette-results.ts";
import { useMay } from "./use-me.ts";

export interface Command extends PaletteItem {
  readonly icon: Icon;
  readonly href?: string;
  readonly run?: () => void;
}

/** Everything the palette knows, as far as this person may see it. */
export function usePaletteGroups(query: string): PaletteGroup<Command>[] {
  const may = useMay();
  const actions = useActions();
  const pages = usePages();
  const { data: tools } = useQuery({ ...toolsQuery(), enabled: may("tools.read") });
  const { data: keys } = useQuery({ ...keysGlanceQuery(), enabled: may("keys.read") });
  const { data: people } = useQuery({ ...peopleGlanceQuery(), enabled: may("people.read") });
  return [
    { name: "ids", isOffered: true, items: useIds(query) },
    { name: "actions", isOffered: true, items: actions },
    { name: "pages", isOffered: true, items: pages },
    {
      name: "tools",
      isOffered: false,
      items: (tools?.tools ?? []).map(({ name, title }) => ({
        id: `tool ${name}`,
        label: name,
        detail: title,
        icon: IconTool,
        href: `/tools/${encodeURIComponent(name)}`,
      })),
    },
    {
      name: "keys",
      isOffered: false,
      items: (keys?.keys ?? []).map(({ id, name, secrets }) => ({
        id: `key ${id}`,
        label: name,
        detail: secrets[0]?.prefix,
        keywords: id,
        icon: IconKey,
        href: `/keys/${encodeURIComponent(id)}`,
      })),
    },
    {
      name: "people",
      isOffered: false,
      items: (people?.people ?? []).map(({ id, name, email }) => ({
        id: `person ${id}`,
        label: name,
        detail: email,
        icon: IconUser,
        href: "/people",
      })),
    },
  ];
}

/** A pasted id may be a call's or an approval's: nobody but the server knows. */
function useIds(query: string): Command[] {
  const { t } = useTranslation();
  const may = useMay();
  const id = idIn(query);
  if (id === undefined) return [];
  return [
    ...(may("calls.read")
      ? [{ id: "call", label: t("palette.call"), detail: id, icon: IconSearch, href: `/activity/${id}` }]
      : []),
    ...(may("approvals.read")
      ? [{ id: "approval", label: t("palette.approval"), detail: id, icon: IconChecklist, href: `/approvals/${id}` }]
      : []),
  ];
}

function usePages(): Command[] {
  const { t } = useTranslation();
  return destinationsFor(useMay()).flatMap(({ links }) =>
    links.map(({ to, label, icon }) => ({ id: `page ${to}`, label: t(label), keywords: to.slice(1), icon, href: to })),
  );
}

const schemes = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop } as const;

function useActions(): Command[] {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const openNext = useOpenNext();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const other: Language = i18n.language === "zh" ? "en" : "zh";
  return [
    ...(may("approvals.read")
      ? [
          {
            id: "next",
            label: t("palette.openNext"),
            keywords: "approve",
            icon: IconChecklist,
            run: () => void openNext(),
          },
        ]
      : []),
    ...(may("keys.write") ? [{ id: "new key", label: t("palette.createKey"), icon: IconPlus, href: "/keys/new" }] : []),
    ...(["light", "dark", "auto"] as const)
      .filter((name) => name !== colorScheme)
      .map((name) => ({
        id: `theme ${name}`,
        label: t("palette.theme", { name: t(`theme.${name}`) }),
        icon: schemes[name],
        run: () => setColorScheme(name),
      })),
    {
      id: "language",
      label: t("palette.language", { name: languages[other] }),
      keywords: "language 语言",
      icon: IconLanguage,
      run: () => void changeLanguage(i18n, other),
    },
  ];
}

/** The approval that waits longest; the queue where none does, which says so. */
function useOpenNext(): () => Promise<void> {
  const router = useRouter();
  const queries = useQueryClient();
  return async () => {
    const { approvals } = await queries.fetchQuery({
      queryKey: ["approvals", "oldest"],
      queryFn: () => parseResponse(api.approvals.$get({ query: { state: "waiting", limit: "1" } })),
    });
    const [oldest] = approvals;
    await (oldest === undefined
      ? router.navigate({ to: "/approvals" })
      : router.navigate({ to: "/approvals/$approvalId", params: { approvalId: oldest.id } }));
  };
}
