import type { KeyboardEvent, MouseEvent, TouchEvent } from "react";
import { useTranslation } from "react-i18next";
import classes from "./data-table.module.css";

interface ColumnGripProps {
  readonly name: string;
  readonly width: number | undefined;
  onDrag(event: MouseEvent<HTMLElement> | TouchEvent<HTMLElement>): void;
  onStep(by: number): void;
  onReset(): void;
}

const steps: Readonly<Record<string, number>> = { ArrowLeft: -16, ArrowRight: 16 };

/** The edge of a column: dragged, or moved with the arrows; twice pressed, or Backspace, it is as it was. */
export function ColumnGrip({ name, width, onDrag, onStep, onReset }: ColumnGripProps) {
  const { t } = useTranslation();
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step !== undefined) onStep(step);
    else if (event.key === "Backspace") onReset();
    else return;
    event.preventDefault();
  };
  return (
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={t("table.width", { name })}
      aria-valuenow={Math.round(width ?? 0)}
      aria-valuetext={width === undefined ? t("table.widthAuto") : `${Math.round(width)} px`}
      tabIndex={0}
      className={classes.grip}
      onMouseDown={onDrag}
      onTouchStart={onDrag}
      onDoubleClick={onReset}
      onKeyDown={onKeyDown}
    />
  );
}
