import "@mantine/spotlight/styles.layer.css";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { findItems } from "./palette-results.ts";
import classes from "./palette.module.css";
import { usePaletteGroups } from "./use-palette-groups.ts";

const [store, palette] = createSpotlight();

/** Goes anywhere by name, and does what can be done from everywhere. `asked` counts how often it was opened. */
export function Palette({ asked }: { asked: number }) {
  const { t } = useTranslation();
  const router = useRouter();
  const [query, setQuery] = useState("");
  const groups = usePaletteGroups(query);
  const found = findItems(groups, query);

  useEffect(() => {
    if (asked > 0) palette.open();
    return () => palette.close();
  }, [asked]);

  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight="min(480px, 70dvh)"
      radius="sm"
      aria-label={t("palette.open")}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 0.4 }}
    >
      <Spotlight.Search
        placeholder={t("palette.placeholder")}
        aria-label={t("palette.open")}
        leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
      />
      <Spotlight.ActionsList>
        {found.length === 0 && <Spotlight.Empty>{t("palette.nothing")}</Spotlight.Empty>}
        {found.map(({ name, items }) => (
          <Spotlight.ActionsGroup key={name} label={t(`palette.groups.${name}`)}>
            {items.map(({ id, label, detail, icon: Icon, href, run }) => (
              <Spotlight.Action
                key={id}
                onClick={() => {
                  if (href === undefined) run?.();
                  else router.history.push(href);
                }}
              >
                <span className={classes.item}>
                  <Icon size={18} stroke={1.75} aria-hidden />
                  <bdi className={classes.label}>{label}</bdi>
                  {detail !== undefined && <bdi className={classes.detail}>{detail}</bdi>}
                </span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ))}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
