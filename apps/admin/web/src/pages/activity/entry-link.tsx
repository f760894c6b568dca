import { Link } from "@tanstack/react-router";
import { TimeAgo } from "../../components/time-ago.tsx";
import classes from "./activity.module.css";

/** When something was recorded, which leads to it. */
export function EntryLink({ entry }: { readonly entry: { readonly id: string; readonly startedAt: number } }) {
  return (
    <Link
      to="/activity/$callId"
      params={{ callId: entry.id }}
      search={(old) => old}
      className={classes.time}
      resetScroll={false}
    >
      <TimeAgo at={entry.startedAt} />
    </Link>
  );
}
