/** How long a sign-in holds: unused, at most, and how often use is written down. */
export const sessionSeconds = { idle: 12 * 3600, longest: 7 * 86_400, renewal: 300 } as const;
/** How long somebody whose password was right may take for the code. */
export const halfWaySeconds = 300;
