import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Switches } from "./switch-tools.ts";
import classes from "./tools.module.css";

interface ChosenBarProps {
  readonly chosen: ReadonlySet<string>;
  onSwitch(switches: Switches): void;
  onClear(): void;
}

/** What can be done with all that is chosen, also with what a search hides now. */
export function ChosenBar({ chosen, onSwitch, onClear }: ChosenBarProps) {
  const { t } = useTranslation();
  const all = (isOn: boolean) => onSwitch(new Map([...chosen].map((name) => [name, isOn])));
  return (
    <div className={classes.chosen} role="status">
      {chosen.size > 0 && (
        <>
          <span>{t("tools.chosen", { count: chosen.size })}</span>
          <Button size="compact-sm" variant="default" onClick={() => all(true)}>
            {t("tools.switchOnMany")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => all(false)}>
            {t("tools.switchOffMany")}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onClear}>
            {t("tools.chooseNone")}
          </Button>
        </>
      )}
    </div>
  );
}
