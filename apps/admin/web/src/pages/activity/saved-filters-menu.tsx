import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ActivitySearch } from "./activity-search.ts";
import { keepFilters, readSavedFilters, withFilter, type SavedFilter } from "./saved-filters.ts";
import { useSetFilter } from "./use-set-filter.ts";

/** Filters under a name, kept in this browser. */
export function SavedFilters({ search }: { search: ActivitySearch }) {
  const { t } = useTranslation();
  const set = useSetFilter();
  const [isOpen, setOpen] = useState(false);
  const [saved, setSaved] = useState(() => readSavedFilters());
  const [name, setName] = useState("");
  const isFiltered = Object.values(search).some((value) => value !== undefined);

  function keep(next: SavedFilter[]) {
    setSaved(next);
    keepFilters(next);
  }

  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          aria-expanded={isOpen}
          leftSection={<IconBookmark size={14} aria-hidden />}
          onClick={() => setOpen(!isOpen)}
        >
          {t("activity.saved")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {saved.length === 0 && <Text c="dimmed">{t("activity.savedEmpty")}</Text>}
          {saved.map((filter) => (
            <Group key={filter.name} gap={4} wrap="nowrap" justify="space-between">
              <Button
                variant="subtle"
                size="compact-sm"
                justify="start"
                onClick={() => {
                  set(filter.search, { replaceAll: true });
                  setOpen(false);
                }}
              >
                <bdi>{filter.name}</bdi>
              </Button>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("activity.forget", { name: filter.name })}
                onClick={() => keep(saved.filter((one) => one !== filter))}
              >
                <IconTrash size={14} />
              </ActionIcon>
            </Group>
          ))}
          {isFiltered && (
            <form
              onSubmit={(event) => {
                event.preventDefault();
                if (name.trim() === "") return;
                keep(withFilter(saved, { name: name.trim(), search }));
                setName("");
              }}
            >
              <TextInput
                label={t("activity.saveName")}
                description={t("activity.saveHelp")}
                maxLength={60}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit" size="xs" mt="xs" disabled={name.trim() === ""}>
                {t("activity.saveFilter")}
              </Button>
            </form>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
