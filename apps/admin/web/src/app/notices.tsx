import "@mantine/core/styles/Notification.css";
import "@mantine/notifications/styles.css";
import { MantineThemeProvider, Notification } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";

/** Where notices appear. */
export function Notices() {
  const { t } = useTranslation();
  const closeButtonProps = { "aria-label": t("actions.dismiss") };
  return (
    <MantineThemeProvider
      inherit
      theme={{ components: { Notification: Notification.extend({ defaultProps: { closeButtonProps } }) } }}
    >
      <Notifications position="bottom-right" limit={4} transitionDuration={100} />
    </MantineThemeProvider>
  );
}
