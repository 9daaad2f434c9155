/** Of one predict request: most texts or instances, and most code points of a text (`max_text_length` of a model may be lower). */
export const MAX_ROWS = 100;
export const MAX_TEXT_LENGTH = 10_000;
