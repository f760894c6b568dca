import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./entrance.module.css";
import type { useEntry } from "./use-entry.ts";

/** A form that lets somebody in. */
export function EntryForm({
  entry: { trouble, isBusy, onSubmit },
  action,
  children,
}: {
  entry: ReturnType<typeof useEntry>;
  action: string;
  children: ReactNode;
}) {
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      {children}
      {trouble !== undefined && (
        <div className={classes.trouble} role="alert">
          {trouble}
        </div>
      )}
      <Button type="submit" loading={isBusy} fullWidth>
        {action}
      </Button>
    </form>
  );
}
