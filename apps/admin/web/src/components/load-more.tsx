import { Button } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";

/** Stands at the end of a list and asks for more when it comes near the view; a button for those who cannot scroll to it. */
export function LoadMore({ loading, onMore }: { loading: boolean; onMore: () => void }) {
  const { t } = useTranslation();
  const { ref, entry } = useIntersection({ rootMargin: "600px" });
  const near = entry?.isIntersecting ?? false;
  const ask = useEffectEvent(onMore);

  useEffect(() => {
    if (near && !loading) ask();
  }, [near, loading]);

  return (
    <Button ref={ref} variant="subtle" color="gray" size="xs" my="sm" loading={loading} onClick={onMore}>
      {t("actions.loadMore")}
    </Button>
  );
}
