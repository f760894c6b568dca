import "@mantine/core/styles/Notification.css";
import "@mantine/notifications/styles.css";
import { Notifications } from "@mantine/notifications";

/** Where notices appear. */
export function Notices() {
  return <Notifications position="bottom-right" limit={4} transitionDuration={100} />;
}
