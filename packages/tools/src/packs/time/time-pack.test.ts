import { expect, test } from "vitest";
import { textOf, toolsOf } from "../testing-context.ts";
import { createTimePack } from "./time-pack.ts";

const summer = Date.parse("2026-07-01T12:00:30.250Z");
const call = toolsOf(createTimePack({ now: () => summer, localTimezone: "Europe/Paris" }));
const result = async (name: string, input: object) => (await call(name, input)).structuredContent;

test("tells the time in a zone as the reference time server does", async () => {
  expect(await result("get_current_time", { timezone: "America/New_York" })).toEqual({
    timezone: "America/New_York",
    datetime: "2026-07-01T08:00:30-04:00",
    day_of_week: "Wednesday",
    is_dst: true,
  });
  expect(JSON.parse(textOf(await call("get_current_time", { timezone: "UTC" })))).toMatchObject({
    datetime: "2026-07-01T12:00:30+00:00",
  });
});

test("takes the local zone where none is given", async () => {
  expect(await result("get_current_time", {})).toMatchObject({
    timezone: "Europe/Paris",
    datetime: "2026-07-01T14:00:30+02:00",
  });
  expect(await result("convert_time", { time: "09:00", target_timezone: "UTC" })).toMatchObject({
    source: { timezone: "Europe/Paris" },
  });
});

test.for([
  ["asia/kolkata", "Asia/Kolkata", "2026-07-01T17:30:30+05:30"],
  ["Asia/Calcutta", "Asia/Calcutta", "2026-07-01T17:30:30+05:30"],
  ["europe/berlin", "Europe/Berlin", "2026-07-01T14:00:30+02:00"],
  ["+03:00", "+03:00", "2026-07-01T15:00:30+03:00"],
  ["Pacific/Kiritimati", "Pacific/Kiritimati", "2026-07-02T02:00:30+14:00"],
] as const)("knows %s", async ([asked, timezone, datetime]) => {
  const told = (await result("get_current_time", { timezone: asked })) as { timezone: string };
  expect(told).toMatchObject({ datetime });
  expect(told.timezone.toLowerCase()).toBe(timezone.toLowerCase());
});

test.for([
  ["Europe/London", "2026-07-01T12:00:00Z", true],
  ["Europe/London", "2026-01-01T12:00:00Z", false],
  ["Europe/Dublin", "2026-07-01T12:00:00Z", true],
  ["Australia/Sydney", "2026-01-01T12:00:00Z", true],
  ["Australia/Sydney", "2026-07-01T12:00:00Z", false],
  ["Asia/Tokyo", "2026-07-01T12:00:00Z", false],
  // Moved from +06 to +05 for good on 1 March 2024.
  ["Asia/Almaty", "2024-02-01T12:00:00Z", false],
  // Went to permanent +03 in 2016, after its last summer time.
  ["Europe/Istanbul", "2018-07-01T12:00:00Z", false],
] as const)("tells daylight saving time from a zone's own offset: %s at %s", async ([timezone, instant, is_dst]) => {
  const at = toolsOf(createTimePack({ now: () => Date.parse(instant), localTimezone: "UTC" }));
  expect((await at("get_current_time", { timezone })).structuredContent).toMatchObject({ is_dst });
});

test.for([
  ["Europe/Pariss", "Europe/Paris"],
  ["New York", "America/New_York"],
  ["Tokio", "Asia/Tokyo"],
  ["Amerika/Los_Angeles", "America/Los_Angeles"],
] as const)("an unknown zone %s names close ones", async ([timezone, close]) => {
  await expect(call("get_current_time", { timezone })).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining(close),
  });
});

test("an unknown zone like nothing known says what a zone looks like", async () => {
  await expect(call("get_current_time", { timezone: "qqqqzzzz" })).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("IANA"),
  });
});

test.for([
  ["America/New_York", "Asia/Tokyo", "+13.0h"],
  ["Asia/Tokyo", "America/New_York", "-13.0h"],
  ["UTC", "Asia/Kathmandu", "+5.75h"],
  ["UTC", "America/St_Johns", "-2.5h"],
  ["UTC", "UTC", "+0.0h"],
] as const)("converts from %s to %s", async ([source_timezone, target_timezone, time_difference]) => {
  const converted = await result("convert_time", { source_timezone, time: "16:30", target_timezone });
  expect(converted).toMatchObject({ time_difference, source: { datetime: expect.stringContaining("T16:30:00") } });
});

test("converts today in the source zone, not in UTC", async () => {
  const nearMidnight = toolsOf(createTimePack({ now: () => Date.parse("2026-07-01T23:30:00Z"), localTimezone: "UTC" }));
  const converted = await nearMidnight("convert_time", {
    source_timezone: "Asia/Tokyo",
    time: "9:00",
    target_timezone: "UTC",
  });
  expect(converted.structuredContent).toMatchObject({
    source: { datetime: "2026-07-02T09:00:00+09:00", day_of_week: "Thursday" },
    target: { datetime: "2026-07-02T00:00:00+00:00" },
  });
});

test("refuses a time that the clocks skip, and says what to ask instead", async () => {
  const skipped = call("convert_time", {
    source_timezone: "Europe/Paris",
    date: "2026-03-29",
    time: "02:30",
    target_timezone: "UTC",
  });
  await expect(skipped).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringMatching(/02:30 on 2026-03-29 does not exist in Europe\/Paris.*03:30/),
  });
});

test("takes the first of a time that happens twice, and says so", async () => {
  expect(
    await result("convert_time", {
      source_timezone: "Europe/Paris",
      date: "2026-10-25",
      time: "02:30",
      target_timezone: "UTC",
    }),
  ).toMatchObject({
    source: { datetime: "2026-10-25T02:30:00+02:00", is_dst: true },
    target: { datetime: "2026-10-25T00:30:00+00:00" },
    note: expect.stringContaining("2026-10-25T02:30:00+01:00"),
  });
});

test("knows the day that Samoa skipped", async () => {
  await expect(
    call("convert_time", {
      source_timezone: "Pacific/Apia",
      date: "2011-12-30",
      time: "12:00",
      target_timezone: "UTC",
    }),
  ).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test.for(["25:00", "12:60", "noon", "12", "12:00:00", "-1:00"])("refuses the time %s", async (time) => {
  await expect(call("convert_time", { source_timezone: "UTC", time, target_timezone: "UTC" })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

test.for(["2026-02-30", "2026-13-01", "tomorrow"])("refuses the date %s", async (date) => {
  await expect(
    call("convert_time", { source_timezone: "UTC", time: "12:00", date, target_timezone: "UTC" }),
  ).rejects.toMatchObject({ code: "invalid_input" });
});

test.for([
  ["2026-01-01T00:00:00Z", "2026-01-02T02:30:00Z", "P1DT2H30M", 95_400, "1 day, 2 hours and 30 minutes later"],
  ["2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", "-P1D", -86_400, "1 day earlier"],
  ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", "PT0S", 0, "the same moment"],
  ["2026-01-01T00:00:00.250Z", "2026-01-01T00:00:01.750Z", "PT1.5S", 1.5, "1.5 seconds later"],
  ["2026-07-01", "now", "PT14H30.25S", 50_430.25, "14 hours and 30.25 seconds later"],
  // 23 hours: the clocks go forward in between.
  ["2026-03-29 00:00", "2026-03-30 00:00", "PT23H", 82_800, "23 hours later"],
  ["2026-01-01T00:00:00-0330", "2026-01-01T00:00:00+05", "-PT8H30M", -30_600, "8 hours and 30 minutes earlier"],
] as const)("from %s to %s", async ([start, end, duration, total_seconds, words]) => {
  expect(await result("time_difference", { start, end })).toMatchObject({ duration, total_seconds, words });
});

test("says how it understood the moments", async () => {
  expect(
    await result("time_difference", { start: "2026-10-25T02:30", end: "2026-10-25T04:00", timezone: "Europe/Paris" }),
  ).toMatchObject({
    start: "2026-10-25T02:30:00+02:00",
    end: "2026-10-25T04:00:00+01:00",
    duration: "PT2H30M",
    note: expect.stringContaining("happens twice"),
  });
});

test.for([
  "yesterday",
  "2026-02-30T00:00:00Z",
  "2026-01-01T24:30:00Z",
  "2026-01-01T00:00:00+99:00",
  "01/02/2026",
  "1767225600",
])("refuses the moment %s", async (start) => {
  await expect(call("time_difference", { start, end: "now" })).rejects.toMatchObject({ code: "invalid_input" });
});
