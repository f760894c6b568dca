import { ActionIcon, Button, useMantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { changeLanguage } from "../i18n/start-i18n.ts";
import { type Language, languages } from "../i18n/texts.ts";

const schemes = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon } as const;
const nextScheme = { auto: "light", light: "dark", dark: "auto" } as const;

/** One press a step: as the system, light, dark. */
export function ThemeButton() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = schemes[colorScheme];
  const label = `${t("theme.label")}: ${t(`theme.${colorScheme}`)}`;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(nextScheme[colorScheme])}
    >
      <Icon size={18} stroke={1.75} />
    </ActionIcon>
  );
}

/** Names the other language, in that language. */
export function LanguageButton() {
  const { i18n } = useTranslation();
  const other: Language = i18n.language === "zh" ? "en" : "zh";
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      fw={500}
      lang={other === "zh" ? "zh-CN" : other}
      onClick={() => void changeLanguage(i18n, other)}
    >
      {languages[other]}
    </Button>
  );
}
