import type { WordPieceModel } from './wordpiece-spec';

/** Puts words together from the longest pieces of a vocabulary, from left to right. */
export class WordpieceVocabulary {
  /** Pieces that go on with a word, without the mark that says so. */
  private readonly continuing = new Map<string, number>();
  /** UTF-16 units of the longest piece. */
  private readonly longest: number;
  private readonly unknown: readonly number[];

  constructor(private readonly model: WordPieceModel) {
    const { pieces, continuation, unknownId } = model;
    let longest = 0;
    for (const [piece, id] of pieces) {
      longest = Math.max(longest, piece.length);
      if (piece.startsWith(continuation)) this.continuing.set(piece.slice(continuation.length), id);
    }
    this.longest = longest;
    this.unknown = [unknownId];
  }

  /** Ids of the pieces of a word; the one of the unknown token where they cannot make all of it. */
  split(word: string): readonly number[] {
    if (isLongerThan(word, this.model.maxWordLength)) return this.unknown;
    const ids: number[] = [];
    let start = 0;
    while (start < word.length) {
      const pieces = start === 0 ? this.model.pieces : this.continuing;
      const end = this.endOfPiece(word, start, pieces);
      if (end === start) return this.unknown;
      ids.push(pieces.get(word.slice(start, end)) ?? this.model.unknownId);
      start = end;
    }
    return ids;
  }

  /** @returns `start` where no piece fits. */
  private endOfPiece(word: string, start: number, pieces: ReadonlyMap<string, number>): number {
    let end = Math.min(word.length, start + this.longest);
    while (end > start && !pieces.has(word.slice(start, end))) end--;
    return end;
  }
}

function isLongerThan(word: string, codePoints: number): boolean {
  return word.length > codePoints && Array.from(word).length > codePoints;
}
