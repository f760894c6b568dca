import "@mantine/notifications/styles.layer.css";
import { MantineThemeProvider, Notification } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Notifications } from "@mantine/notifications";
import { useTranslation } from "react-i18next";
import classes from "./notices.module.css";

/** Where notices appear: in the middle, away from the buttons that save; on a phone away from the bar at the bottom. */
export function Notices() {
  const { t } = useTranslation();
  const phone = useMediaQuery("(max-width: 47.99em)", undefined, { getInitialValueInEffect: false }) ?? false;
  const closeButtonProps = { "aria-label": t("actions.dismiss") };
  return (
    <MantineThemeProvider
      inherit
      theme={{ components: { Notification: Notification.extend({ defaultProps: { closeButtonProps } }) } }}
    >
      <Notifications
        position={phone ? "top-center" : "bottom-center"}
        classNames={{ root: classes.notices ?? "" }}
        limit={4}
        transitionDuration={100}
      />
    </MantineThemeProvider>
  );
}
