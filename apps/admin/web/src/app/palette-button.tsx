import { ActionIcon, Button, Kbd } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./shell.module.css";

const Palette = lazy(async () => ({ default: (await import("./palette.tsx")).Palette }));
const isApple = /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** Opens the search that is also the command palette, which is loaded when it is first asked for. */
export function PaletteButton({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(0);
  const open = () => setAsked((times) => times + 1);
  // In a field, too: it is no key that one types.
  useHotkeys([["mod+K", open]], []);
  return (
    <>
      {phone ? (
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("palette.open")} onClick={open}>
          <IconSearch size={18} stroke={1.75} />
        </ActionIcon>
      ) : (
        <Button
          variant="default"
          size="compact-sm"
          fw={400}
          className={classes.search}
          aria-keyshortcuts="Control+K Meta+K"
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={
            <Kbd size="xs" aria-hidden>
              {isApple ? "⌘ K" : "Ctrl K"}
            </Kbd>
          }
          onClick={open}
        >
          {t("palette.open")}
        </Button>
      )}
      {asked > 0 && (
        <Suspense fallback={null}>
          <Palette asked={asked} />
        </Suspense>
      )}
    </>
  );
}
