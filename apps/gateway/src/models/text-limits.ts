/** Of one predict request: most texts, and most code points of a text (`max_text_length` of a model may be lower). */
export const MAX_TEXTS = 100;
export const MAX_TEXT_LENGTH = 10_000;
