import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Key } from "../../../../src/contract/keys.ts";
import { api, parseResponse } from "../../api/client.ts";
import { useVerb } from "../../api/use-verb.ts";
import { keysKey } from "./keys-queries.ts";

const overlaps = ["0", "3600000", "86400000", "604800000"] as const;
type Overlap = (typeof overlaps)[number];

export interface Rotated {
  readonly secret: string;
  readonly overlapMs: number;
  readonly at: number;
}

/** Gives a key a new secret, and says for how long the one before it still holds. */
export function RotateKey({ of: { id, name }, onRotated }: { of: Key; onRotated: (rotated: Rotated) => void }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [overlap, setOverlap] = useState<Overlap>("86400000");
  const rotate = useVerb({
    run: (overlapMs: number) => parseResponse(api.keys[":id"].rotate.$post({ param: { id }, json: { overlapMs } })),
    changes: [keysKey],
    onDone: ({ secret }, overlapMs) => {
      setOpen(false);
      onRotated({ secret, overlapMs, at: Date.now() });
    },
  });
  return (
    <>
      <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => setOpen(true)}>
        {t("keys.rotate")}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={<bdi>{t("keys.rotateTitle", { name })}</bdi>}
        closeButtonProps={{ "aria-label": t("actions.cancel") }}
        // The page has its banner already.
        attributes={{ header: { role: "presentation" } }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            rotate.mutate(Number(overlap));
          }}
        >
          <Stack gap="md">
            <Text>{t("keys.rotateLead")}</Text>
            <Select
              label={t("keys.overlap")}
              description={t("keys.overlapHelp")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              allowDeselect={false}
              value={overlap}
              onChange={(value) => setOverlap(overlaps.find((one) => one === value) ?? overlap)}
              data={overlaps.map((value) => ({ value, label: t(`keys.overlaps.${value}`) }))}
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={() => setOpen(false)}>
                {t("actions.cancel")}
              </Button>
              <Button type="submit" loading={rotate.isPending}>
                {t("keys.rotate")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
