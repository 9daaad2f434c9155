export const BOARD_PATH = '/queues';

/** Whether a route is of Bull Board: its pages, their files, and what they ask. */
export function isOfBoard(url: string): boolean {
  return url === BOARD_PATH || url.startsWith(`${BOARD_PATH}/`);
}
