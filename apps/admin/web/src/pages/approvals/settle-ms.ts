/** For how long the buttons below an approval take no press after they come up. */
export const settleMs = 600;
