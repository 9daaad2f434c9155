// A process whose clock is CLOCK_AHEAD_MS ahead, for tests during which no day may end.
const { now } = Date;
const aheadMs = Number(process.env.CLOCK_AHEAD_MS);
Date.now = () => now() + aheadMs;
